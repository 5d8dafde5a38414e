"""What every vendor is given, besides the settings of its own account."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Protocol

from dialproof.providers.transport.pools import Bounds


class SharedValues(Protocol):
    """Short texts that all processes see, each until it expires; for hints, never for truth.

    No method raises. Where the store is away, `get` finds nothing and the others do nothing, so an adapter has to work,
    if less smoothly, without any value. Writing waits for no answer; what a process has written, it reads. Reading
    waits for the store, but not for what `key_for` names when a request for that number is about to be cancelled.
    """

    def get(self, key: str) -> str | None:
        """Return the text under ``key``, which is in clear, such as ``vonage/+14155550100``; None without one."""

    def set(self, key: str, value: str, seconds: int) -> None:
        """Keep ``value`` under ``key`` for ``seconds``, in place of what was there."""

    def delete(self, key: str) -> None:
        """Forget what is under ``key``, if anything is."""


def key_for(vendor: str, number: str) -> str:
    """Return the key of what ``vendor`` keeps about ``number`` (E.164)."""
    return f"{vendor}/{number}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Context:
    """What every vendor is given.

    Attributes:
        code_length: digits in a code.
        code_lifetime: seconds for which a code is good.
        bounds: how long a call may take, see `transport.bounded_manager`.
        values: shared by all processes.
        clock: seconds since the epoch.
        sleep: waits for seconds.
    """

    code_length: int
    code_lifetime: int
    bounds: Bounds
    values: SharedValues
    clock: Callable[[], float]
    sleep: Callable[[float], None]
