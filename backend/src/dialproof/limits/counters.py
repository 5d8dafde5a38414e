"""Counters in the memory of one process."""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable

from limits.storage import Storage

# One counter takes about 300 bytes; this many are some 60 MB, far more than honest traffic ever needs.
CAPACITY = 200_000


class MemoryCounters(Storage):
    """Exact counters with an expiry, safe between threads.

    The memory storage of `limits` drops a key's lock while another thread still counts under it, which loses counts
    when many threads hit a new key at once. Here one lock guards everything.

    Args:
        clock: seconds since the epoch.
        capacity: counters kept at most; beyond it, those nearest to their end go first.
    """

    STORAGE_SCHEME = ["dialproof-memory"]  # noqa: RUF012  # read by the registry of `limits`, never changed

    def __init__(
        self,
        uri: str | None = None,
        *,
        wrap_exceptions: bool = False,
        clock: Callable[[], float] = time.time,
        capacity: int = CAPACITY,
    ) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._clock = clock
        self._capacity = capacity
        self._lock = threading.Lock()
        self._counters: dict[str, tuple[int, float]] = {}

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what the store can raise: nothing of its own."""
        return MemoryError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add ``amount`` and return the count; the first hit starts a window of ``expiry`` seconds.

        A negative amount gives back; it never takes a count below zero.
        """
        with self._lock:
            now = self._clock()
            count, ends = self._counters.get(key, (0, 0.0))
            if ends <= now or count == 0:
                count, ends = 0, now + expiry
            count = max(0, count + amount)
            if count or key in self._counters:
                self._counters[key] = (count, ends)
            if len(self._counters) > self._capacity:
                self._make_room(now)
            return count

    def get(self, key: str) -> int:
        """Return the count, 0 once its window is over."""
        with self._lock:
            count, ends = self._counters.get(key, (0, 0.0))
            return count if ends > self._clock() else 0

    def get_expiry(self, key: str) -> float:
        """Return when the window ends (seconds since the epoch); now, if there is none."""
        with self._lock:
            now = self._clock()
            return max(now, self._counters.get(key, (0, now))[1])

    def check(self) -> bool:
        """Say that the store works: memory always does."""
        return True

    def reset(self) -> int:
        """Forget everything and return how many counters that were."""
        with self._lock:
            forgotten = len(self._counters)
            self._counters.clear()
            return forgotten

    def clear(self, key: str) -> None:
        """Forget one counter."""
        with self._lock:
            self._counters.pop(key, None)

    def _make_room(self, now: float) -> None:
        self._counters = {key: counter for key, counter in self._counters.items() if counter[1] > now}
        surplus = len(self._counters) - self._capacity * 9 // 10
        if surplus > 0:
            for key in heapq.nsmallest(surplus, self._counters, key=lambda key: self._counters[key][1]):
                del self._counters[key]
