"""Short texts that expire, in the memory of one process."""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable
from dataclasses import dataclass

from dialproof.store.counters import Key

# One value takes about 400 bytes.
CAPACITY = 100_000


@dataclass(frozen=True, slots=True)
class Value:
    """A text, and until when it is remembered (seconds since the epoch)."""

    text: str
    ends: float


class MemoryValues:
    """Values in this process, for one thread at a time.

    Args:
        clock: seconds since the epoch.
        capacity: values kept at most; beyond it, those nearest to their end go first.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._values: dict[Key, Value] = {}

    def get(self, key: Key) -> Value | None:
        """Return the value, or None where there is none or it has expired."""
        value = self._values.get(key)
        return value if value and value.ends > self._clock() else None

    def set(self, key: Key, text: str, seconds: float) -> None:
        """Remember ``text`` for that long, whatever was remembered before."""
        self._values.pop(key, None)
        if seconds > 0:
            self._values[key] = Value(text, self._clock() + seconds)
            self._make_room()

    def delete(self, key: Key) -> None:
        """Forget the value."""
        self._values.pop(key, None)

    def _make_room(self) -> None:
        surplus = len(self._values) - self._capacity
        if surplus > 0:
            surplus += self._capacity // 10
            for key in heapq.nsmallest(surplus, self._values, key=lambda key: self._values[key].ends):
                del self._values[key]
