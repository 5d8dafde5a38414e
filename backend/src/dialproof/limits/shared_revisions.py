"""Revisions of sessions, known to all processes while Redis is there, and to this one always."""

from __future__ import annotations

from collections.abc import Callable, Collection
from typing import TypeVar

from dialproof.limits.redis_revisions import RedisRevisions
from dialproof.limits.revisions import Latest, MemoryRevisions
from dialproof.limits.storage import SharedCounters

Result = TypeVar("Result")


class SharedRevisions:
    """Revisions in Redis and in memory, of which the later holds; in memory alone without a Redis.

    Args:
        store: the counters, whose Redis is used, and which know whether it is there.
        lifetime: seconds for which a session's revisions are remembered after its last call.
        clock: seconds since the epoch.
    """

    def __init__(self, store: SharedCounters, *, lifetime: float, clock: Callable[[], float]) -> None:
        self._store = store
        self._memory = MemoryRevisions(lifetime=lifetime, clock=clock)
        self._redis = RedisRevisions(store.client, lifetime=lifetime) if store.client else None

    def reserve(self, key: str, *, after: int) -> int:
        """Return the next revision."""
        own = self._memory.reserve(key, after=after)
        shared = self._ask(lambda redis: redis.reserve(key, after=own - 1))
        if shared is None or shared == own:
            return own
        return self._memory.reserve(key, after=shared - 1)

    def commit(self, key: str, revision: int, subject: str) -> Latest:
        """Make ``revision`` the newest, unless a later one is."""
        own = self._memory.commit(key, revision, subject)
        shared = self._ask(lambda redis: redis.commit(key, own.revision, own.subject))
        return own if shared is None else self._heard(key, shared)

    def advance(self, key: str, base: int, subject: str, *, past: Collection[str] = ()) -> Latest | None:
        """Reserve and commit in one step."""
        own = self._memory.latest(key)
        if own.revision > base and own.subject not in past:
            return None
        base = max(base, own.revision)
        # In a tuple, since None is an answer too.
        shared = self._ask(lambda redis: (redis.advance(key, base, subject, past=past),))
        if shared is None:
            return self._memory.advance(key, base, subject, past=past)
        [latest] = shared
        return latest and self._heard(key, latest)

    def latest(self, key: str) -> Latest:
        """Return the newest; tell Redis where it does not know it, because it was away."""
        own = self._memory.latest(key)
        shared = self._ask(lambda redis: redis.latest(key))
        if shared is None:
            return own
        return (
            self.commit(key, own.revision, own.subject) if own.revision > shared.revision else self._heard(key, shared)
        )

    def _heard(self, key: str, shared: Latest) -> Latest:
        """Remember what Redis said, and return the later of that and what this process knows."""
        return (
            self._memory.commit(key, shared.revision, shared.subject) if shared.revision else self._memory.latest(key)
        )

    def _ask(self, question: Callable[[RedisRevisions], Result]) -> Result | None:
        redis = self._redis
        return None if redis is None else self._store.ask(lambda: question(redis))
