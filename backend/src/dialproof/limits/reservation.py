"""What one request has taken from its limits, until it is known what came of it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from enum import Enum, auto

from dialproof.limits.usage import QuotaUsage
from dialproof.store.counter_operations import Release
from dialproof.store.counters import Claim
from dialproof.store.operations import OperationStore, Results


@dataclass(frozen=True, slots=True)
class Claimed:
    """Claims that were granted; ``shared`` where they were counted for all processes."""

    store: OperationStore
    claims: Sequence[Claim]
    shared: bool

    def release(self) -> None:
        """Return them, no later than the call under way ends."""
        self.store.defer(Release(self.claims, self.shared))


class Reservation:
    """One send.

    Attributes:
        usage: how the limits of the address and of the number stand.
        results: what else was to be done if it was granted came to.
    """

    def __init__(self, taken: Claimed, *, usage: tuple[QuotaUsage, ...], results: Results) -> None:
        self.usage = usage
        self.results = results
        self._taken: Claimed | None = taken

    def release(self) -> None:
        """Return what was taken; doing it twice does nothing more."""
        if self._taken:
            self._taken.release()
        self._taken = None


class CountedAs(Enum):
    """What a guess counts as, once the vendor has answered."""

    WRONG = auto()
    UNJUDGED = auto()
    NOTHING = auto()


class Guess:
    """One code on its way to the vendor: counted as wrong, and as unjudged, until it is known which it was.

    Both are taken before the vendor is asked, so that many at once pass neither bound.

    Attributes:
        left: how many more wrong codes are allowed if this is one.
    """

    def __init__(self, wrong: Claimed, unjudged: Claimed, *, left: int) -> None:
        self.left = left
        self._wrong = wrong
        self._unjudged = unjudged

    def settle(self, counted_as: CountedAs) -> None:
        """Keep it counted as what it was, and nothing else."""
        if counted_as is not CountedAs.WRONG:
            self._wrong.release()
        if counted_as is not CountedAs.UNJUDGED:
            self._unjudged.release()
