"""Counters with an expiry: what is asked of them, and those in the memory of one process."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

# One counter takes about 300 bytes; this many are some 60 MB, far more than honest traffic ever needs.
CAPACITY = 200_000


Key = tuple[str, ...]
"""The names of one counter: the current one first, then those that processes with an earlier secret know it by."""


@dataclass(frozen=True, slots=True)
class Claim:
    """One more is wanted of a counter that allows ``quota`` in ``window`` seconds; the first starts the window.

    Where it takes none, one more has to be allowed, and is not counted.
    """

    key: Key
    quota: int
    window: int
    takes: bool = True


@dataclass(frozen=True, slots=True)
class Count:
    """How far a counter has come, and when its window ends (seconds since the epoch; now, if there is none)."""

    count: int
    ends: float


@dataclass(frozen=True, slots=True)
class Answer:
    """What claims came to: all granted or none, with the counts that this leads to, in the order of the claims.

    ``shared`` says that they were counted for all processes, and not in this one alone.
    """

    granted: bool
    counts: tuple[Count, ...]
    shared: bool = False


class MemoryCounters:
    """Counters in this process, for one thread at a time.

    Args:
        clock: seconds since the epoch.
        capacity: counters kept at most; beyond it, those nearest to their end go first.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._counters: dict[Key, tuple[int, float]] = {}

    def reserve(self, claims: Sequence[Claim]) -> Answer:
        """Take one from each counter, or none if any is used up."""
        now = self._clock()
        if any(self._live(claim.key, now).count >= claim.quota for claim in claims):
            return Answer(granted=False, counts=tuple(self._live(claim.key, now) for claim in claims))
        counts = self._take(claims, now)
        self._make_room(now)
        return Answer(granted=True, counts=counts)

    def take(self, claims: Sequence[Claim]) -> tuple[Count, ...]:
        """Take one from each counter, even if it is used up, and return the counts."""
        counts = self._take(claims, self._clock())
        self._make_room(self._clock())
        return counts

    def release(self, claims: Sequence[Claim]) -> list[Claim]:
        """Return what was granted, and tell which counters were not at zero already."""
        now = self._clock()
        return [claim for claim in claims if claim.takes and self._lower(claim.key, now)]

    def look(self, keys: Sequence[Key]) -> list[Count]:
        """Return the counts."""
        now = self._clock()
        return [self._live(key, now) for key in keys]

    def add(self, key: Key, window: float, amount: int = 1) -> Count:
        """Count ``amount`` more, whatever the count."""
        now = self._clock()
        count = self._add(key, window, now, amount)
        self._make_room(now)
        return count

    def align(self, keys: Sequence[Key], counts: Sequence[Count]) -> None:
        """Let windows end no later than those of ``counts``, which others began earlier."""
        now = self._clock()
        for key, other in zip(keys, counts, strict=True):
            own = self._live(key, now)
            if own.count and other.ends < own.ends:
                self._counters[key] = (own.count, other.ends)

    def forget(self, key: Key) -> None:
        """Let a counter begin anew."""
        self._counters.pop(key, None)

    def reset(self) -> int:
        """Forget everything and return how many counters that were."""
        forgotten = len(self._counters)
        self._counters.clear()
        return forgotten

    def _live(self, key: Key, now: float) -> Count:
        count, ends = self._counters.get(key, (0, now))
        return Count(count, ends) if ends > now else Count(0, now)

    def _take(self, claims: Sequence[Claim], now: float) -> tuple[Count, ...]:
        return tuple(
            self._add(claim.key, claim.window, now) if claim.takes else self._live(claim.key, now) for claim in claims
        )

    def _lower(self, key: Key, now: float) -> bool:
        count = self._live(key, now)
        if count.count > 1:
            self._counters[key] = (count.count - 1, count.ends)
        else:
            self._counters.pop(key, None)
        return count.count > 0

    def _add(self, key: Key, window: float, now: float, amount: int = 1) -> Count:
        before = self._live(key, now)
        after = Count(before.count + amount, before.ends if before.count else now + window)
        self._counters[key] = (after.count, after.ends)
        return after

    def _make_room(self, now: float) -> None:
        if len(self._counters) <= self._capacity:
            return
        self._counters = {key: counter for key, counter in self._counters.items() if counter[1] > now}
        surplus = len(self._counters) - self._capacity * 9 // 10
        if surplus > 0:
            for key in heapq.nsmallest(surplus, self._counters, key=lambda key: self._counters[key][1]):
                del self._counters[key]
