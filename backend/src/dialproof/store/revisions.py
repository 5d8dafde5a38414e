"""Which state of a session is the newest, when several of its calls are under way at once.

A browser keeps the cookie that came last, and a slow answer comes last, however old what it knows. So every change of
what a session holds has a number, its revision: reserved when the call begins, committed when it ends. A call that
finds a later revision committed has been superseded, and leaves the session as it is.

The numbers only grow, so what a process knows stays true: with Redis the higher one of both holds, and while Redis is
away a process goes by what itself has seen. An unknown session has not been superseded.
"""

from __future__ import annotations

import heapq
import threading
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import Protocol

# One session takes about 400 bytes.
CAPACITY = 100_000


@dataclass(frozen=True, slots=True)
class Latest:
    """The newest revision that was committed, and what it is about: a hashed number, or nothing after a cancel."""

    revision: int = 0
    subject: str = ""


class Revisions(Protocol):
    """The revisions of sessions, each named by a key."""

    def reserve(self, key: str, *, after: int) -> int:
        """Return the next revision, higher than ``after`` and all before."""

    def commit(self, key: str, revision: int, subject: str) -> Latest:
        """Make ``revision`` the newest, unless a later one is; return the newest."""

    def advance(self, key: str, base: int, subject: str, *, past: Collection[str] = ()) -> Latest | None:
        """Reserve and commit in one step, from ``base`` on.

        Return None where a later one than ``base`` is the newest, unless that is about one of ``past``.
        """

    def latest(self, key: str) -> Latest:
        """Return the newest and change nothing."""


@dataclass(slots=True)
class _Entry:
    begun: int
    latest: Latest
    ends: float


class MemoryRevisions:
    """Revisions in this process, safe between threads.

    Args:
        lifetime: seconds for which a session's revisions are remembered after its last call, unless told otherwise.
        clock: seconds since the epoch.
        capacity: sessions kept at most; beyond it, those nearest to their end go first.
    """

    def __init__(
        self, *, lifetime: float = 0, clock: Callable[[], float] = time.time, capacity: int = CAPACITY
    ) -> None:
        self._lifetime = lifetime
        self._clock = clock
        self._capacity = capacity
        self._lock = threading.Lock()
        self._entries: dict[str, _Entry] = {}

    def reserve(self, key: str, *, after: int, lifetime: float | None = None) -> int:
        """Return the next revision."""
        with self._lock:
            return self._next(self._entry(key, lifetime), after)

    def commit(self, key: str, revision: int, subject: str, *, lifetime: float | None = None) -> Latest:
        """Make ``revision`` the newest, unless a later one is."""
        with self._lock:
            entry = self._entry(key, lifetime)
            if entry.latest.revision <= revision:
                entry.latest = Latest(revision, subject)
            return entry.latest

    def advance(
        self, key: str, base: int, subject: str, *, past: Collection[str] = (), lifetime: float | None = None
    ) -> Latest | None:
        """Reserve and commit in one step."""
        with self._lock:
            entry = self._entry(key, lifetime)
            if entry.latest.revision > base and entry.latest.subject not in past:
                return None
            entry.latest = Latest(self._next(entry, base), subject)
            return entry.latest

    def supersede(self, key: str, *, after: int, subject: str, lifetime: float | None = None) -> Latest:
        """Reserve and commit in one step, whatever the newest is."""
        with self._lock:
            entry = self._entry(key, lifetime)
            entry.latest = Latest(self._next(entry, after), subject)
            return entry.latest

    def latest(self, key: str) -> Latest:
        """Return the newest."""
        with self._lock:
            entry = self._entries.get(key)
            return entry.latest if entry and entry.ends > self._clock() else Latest()

    def known(self, key: str) -> tuple[int, Latest]:
        """Return the highest revision that was begun, and the newest that was committed."""
        with self._lock:
            entry = self._entries.get(key)
            return (entry.begun, entry.latest) if entry and entry.ends > self._clock() else (0, Latest())

    def _next(self, entry: _Entry, after: int) -> int:
        entry.begun = max(entry.begun, entry.latest.revision, after) + 1
        return entry.begun

    def _entry(self, key: str, lifetime: float | None) -> _Entry:
        now = self._clock()
        entry = self._entries.get(key)
        if entry is None or entry.ends <= now:
            entry = self._entries[key] = _Entry(0, Latest(), now)
        entry.ends = now + (self._lifetime if lifetime is None else lifetime)
        self._make_room()
        return entry

    def _make_room(self) -> None:
        surplus = len(self._entries) - self._capacity
        if surplus > 0:
            surplus += self._capacity // 10
            for key in heapq.nsmallest(surplus, self._entries, key=lambda key: self._entries[key].ends):
                del self._entries[key]
