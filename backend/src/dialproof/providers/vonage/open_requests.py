"""What is remembered of a number's request at Vonage, which takes one request for a number at a time.

Vonage answers 409 to a start while another request for the number is open, lets nobody cancel a request in its first 30
seconds, and keeps a number blocked for some seconds after a cancellation. So each number has an entry that tells which
request is open, and whether anybody still waits for it. Entries are hints: without them a 409 is still answered, with a
longer wait. They are written along the way and read only after a 409, or to end a request.
"""

from __future__ import annotations

import json
import math
from collections.abc import Callable
from dataclasses import asdict, dataclass, replace
from typing import Final

from dialproof.providers.base import Request
from dialproof.providers.context import SharedValues, key_for

# A cancelled request was seen to block its number for "a dozen seconds" (vonage-node-sdk issue 1036).
CONFLICT_LINGERS: Final = 15


@dataclass(frozen=True, slots=True)
class Entry:
    """What is remembered of one number; moments are seconds since the epoch.

    Attributes:
        id: the request that is open; "" when it was cancelled, or when none is known.
        cancel_from: when that request can be cancelled.
        ends: when it no longer blocks the number.
        given_up: whether nobody waits for it any more.
        unknown_until: until when a request may be open whose id was lost with Vonage's answer.
    """

    id: str = ""
    cancel_from: float = 0
    ends: float = 0
    given_up: bool = False
    unknown_until: float = 0

    @property
    def over(self) -> float:
        """Return when the number is free, whatever blocks it."""
        return max(self.ends, self.unknown_until)


class OpenRequests:
    """Remember the request of each number.

    Args:
        values: where entries are kept.
        cancel_after: seconds after a start from which Vonage lets a request be cancelled.
        lifetime: seconds for which a request is open at most.
        clock: seconds since the epoch.
    """

    def __init__(self, values: SharedValues, *, cancel_after: float, lifetime: int, clock: Callable[[], float]) -> None:
        self._values = values
        self._cancel_after = cancel_after
        self._lifetime = lifetime
        self._clock = clock

    def find(self, number: str) -> Entry:
        """Return the entry of ``number``, an empty one if there is none."""
        text = self._values.get(key_for("vonage", number))
        try:
            return Entry(**json.loads(text)) if text else Entry()
        except (ValueError, TypeError):
            # Written by another release.
            return Entry()

    def seconds_until(self, moment: float) -> int:
        """Return whole seconds until ``moment``, at least one; the longest there can be where it is not known."""
        return max(1, math.ceil(moment - self._clock())) if moment else self._lifetime

    def can_cancel(self, entry: Entry) -> bool:
        """Return whether Vonage lets the request of ``entry`` be cancelled by now."""
        return self._clock() >= entry.cancel_from

    def started(self, request: Request) -> None:
        """Remember ``request``, the only one of its number, as one that was started just now."""
        now = self._clock()
        self._keep(request.number, Entry(request.id, now + self._cancel_after, now + self._lifetime))

    def may_have_started(self, number: str) -> None:
        """Remember that a request may be open whose id was lost."""
        self._keep(number, replace(self.find(number), unknown_until=self._clock() + self._lifetime))

    def given_up(self, request: Request, entry: Entry) -> None:
        """Remember that nobody waits for ``request`` any more, although it is open; its number had ``entry``."""
        if entry.id != request.id:
            # When it was started has been forgotten, so it may have been just now.
            now = self._clock()
            entry = replace(entry, id=request.id, cancel_from=now + self._cancel_after, ends=now + self._lifetime)
        self._keep(request.number, replace(entry, given_up=True))

    def cancelled(self, number: str, entry: Entry) -> Entry:
        """Remember that the request of ``number``, which had ``entry``, was cancelled; return what is left of it."""
        left = Entry(ends=self._clock() + CONFLICT_LINGERS, unknown_until=entry.unknown_until)
        self._keep(number, left)
        return left

    def free(self, number: str) -> None:
        """Remember that no request of ``number`` is open."""
        self._values.delete(key_for("vonage", number))

    def is_over(self, request: Request) -> None:
        """Remember that ``request`` is not open; another one of the number may be."""
        if self.find(request.number).id == request.id:
            self.free(request.number)

    def _keep(self, number: str, entry: Entry) -> None:
        self._values.set(key_for("vonage", number), json.dumps(asdict(entry)), self.seconds_until(entry.over))
