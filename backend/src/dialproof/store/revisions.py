"""Which state of a session is the newest, when several of its calls are under way at once.

A browser keeps the cookie that came last, and a slow answer comes last, however old what it knows. So every change of
what a session holds has a number, its revision: reserved when the call begins, committed when it ends. A call that
finds a later revision committed has been superseded, and leaves the session as it is.

The numbers only grow, so what a process knows stays true: with Redis the higher one of both holds, and while Redis is
away a process goes by what itself has seen. An unknown session has not been superseded.
"""

from __future__ import annotations

import heapq
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass

# One session takes about 400 bytes.
CAPACITY = 100_000


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest revision that was committed, and what it is about: a hashed number, or nothing after a cancel."""

    revision: int = 0
    subject: str = ""


@dataclass(slots=True)
class _Entry:
    begun: int
    latest: Latest
    ends: float
    begun_here: int = 0
    """The highest revision that this process gave by itself."""


class MemoryRevisions:
    """Revisions in this process, for one thread at a time.

    Args:
        clock: seconds since the epoch.
        capacity: sessions kept at most; beyond it, those nearest to their end go first.
    """

    def __init__(self, *, clock: Callable[[], float] = time.time, capacity: int = CAPACITY) -> None:
        self._clock = clock
        self._capacity = capacity
        self._entries: dict[str, _Entry] = {}

    def begin(self, key: str, *, after: int, lifetime: float) -> int:
        """Return the next revision."""
        return self._next(self._entry(key, lifetime), after)

    def begun(self, key: str, revision: int, *, lifetime: float) -> int:
        """Note that Redis gave ``revision``, and return it; the next if it was given here while Redis was away."""
        entry = self._entry(key, lifetime)
        if revision <= entry.begun_here:
            return self._next(entry, revision)
        entry.begun = max(entry.begun, revision)
        return revision

    def commit(self, key: str, revision: int, subject: str, *, lifetime: float) -> Latest:
        """Make ``revision`` the newest, unless a later one is."""
        entry = self._entry(key, lifetime)
        if entry.latest.revision <= revision:
            entry.latest = Latest(revision, subject)
        return entry.latest

    def advance(
        self, key: str, base: int, subject: str, *, past: Collection[str] = (), lifetime: float
    ) -> Latest | None:
        """Begin and commit in one step."""
        entry = self._entry(key, lifetime)
        if entry.latest.revision > base and entry.latest.subject not in past:
            return None
        entry.latest = Latest(self._next(entry, base), subject)
        return entry.latest

    def supersede(self, key: str, *, after: int, subject: str, lifetime: float) -> Latest:
        """Begin and commit in one step, whatever the newest is."""
        entry = self._entry(key, lifetime)
        entry.latest = Latest(self._next(entry, after), subject)
        return entry.latest

    def latest(self, key: str) -> Latest:
        """Return the newest."""
        entry = self._entries.get(key)
        return entry.latest if entry and entry.ends > self._clock() else Latest()

    def known(self, key: str) -> tuple[int, Latest]:
        """Return the highest revision that was begun, and the newest that was committed."""
        entry = self._entries.get(key)
        return (entry.begun, entry.latest) if entry and entry.ends > self._clock() else (0, Latest())

    def _next(self, entry: _Entry, after: int) -> int:
        entry.begun = entry.begun_here = max(entry.begun, entry.latest.revision, after) + 1
        return entry.begun

    def _entry(self, key: str, lifetime: float) -> _Entry:
        now = self._clock()
        entry = self._entries.get(key)
        if entry is None or entry.ends <= now:
            entry = self._entries[key] = _Entry(0, Latest(), now)
        entry.ends = now + lifetime
        self._make_room()
        return entry

    def _make_room(self) -> None:
        surplus = len(self._entries) - self._capacity
        if surplus > 0:
            surplus += self._capacity // 10
            for key in heapq.nsmallest(surplus, self._entries, key=lambda key: self._entries[key].ends):
                del self._entries[key]
