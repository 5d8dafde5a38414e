"""Values that processes share, kept in memory, and what was done with them."""

from __future__ import annotations

from collections.abc import Callable


class ValuesInMemory:
    """Keep values until they expire.

    Attributes:
        reads: how often one was asked for.
        away: whether the store has forgotten everything and remembers nothing.
    """

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._values: dict[str, tuple[str, float]] = {}
        self.reads = 0
        self.away = False

    def get(self, key: str) -> str | None:
        self.reads += 1
        value, ends = self._values.get(key, ("", 0.0))
        return value if self._clock() < ends and not self.away else None

    def set(self, key: str, value: str, seconds: int) -> None:
        self._values[key] = (value, self._clock() + seconds)

    def delete(self, key: str) -> None:
        self._values.pop(key, None)
