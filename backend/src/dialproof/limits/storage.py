"""Where limits are counted: in Redis, and always in this process's memory as well.

Money is at stake, so a limit never switches off. While Redis is slow, refusing, read-only or full, every process counts
by itself at the same figures, and goes back to the shared counters when Redis counts again. What a process has let
through is remembered in its own memory all along, so that a Redis that dies or comes back empty never buys more.

Marks protect no money, they only tell waits: Redis alone is asked for them, so that all processes tell the same. Each
process remembers what it heard last, and goes by that while Redis is away.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Mapping, Sequence
from typing import Final, TypeVar

import structlog
from limits.storage import Storage
from redis import Redis
from redis.exceptions import RedisError

from dialproof.limits.counters import Answer, Claim, Count, Key, MemoryCounters
from dialproof.limits.redis_counters import RedisCounters

Result = TypeVar("Result")

log = structlog.get_logger(__name__)

# While Redis is away, one call in this many seconds tries it again; all others do without.
RETRY_INTERVAL: Final = 1.0


class SharedCounters(Storage):
    """Counters in Redis and in memory, of which the higher count holds; in memory alone without a Redis.

    Registered as a storage of `limits` under ``dialproof://``, so that Flask-Limiter and our own limits count in the
    same place.

    Args:
        redis_url: ``redis://``, ``rediss://`` or ``unix://``; None for memory alone.
        redis_timeout: seconds that Redis may take to connect, and again for each answer.
        clock: seconds since the epoch.
    """

    STORAGE_SCHEME = ["dialproof"]  # noqa: RUF012  # read by the registry of `limits`, never changed

    def __init__(
        self,
        uri: str | None = None,
        *,
        wrap_exceptions: bool = False,
        redis_url: str | None = None,
        redis_timeout: float = 0.25,
        clock: Callable[[], float] = time.time,
    ) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._memory = MemoryCounters(clock=clock)
        self._redis = RedisCounters(redis_url, timeout=redis_timeout, clock=clock) if redis_url else None
        self._clock = clock
        self._lock = threading.Lock()
        self._try_again_at: float | None = None

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what Redis can raise; it never gets out of here."""
        return RedisError

    @property
    def client(self) -> Redis | None:
        """Return the client of Redis, for what else is shared; to be asked through `ask` only."""
        return self._redis.client if self._redis else None

    @property
    def status(self) -> str:
        """Return ``memory``, ``ok`` or ``unreachable``."""
        if self._redis is None:
            return "memory"
        return "ok" if self._try_again_at is None else "unreachable"

    def reserve(self, claims: Sequence[Claim]) -> Answer:
        """Take one from each counter, or none if any is used up, for all processes or for this one."""
        # First here: what many threads take at once is counted before Redis can go away between two of them.
        own = self._memory.reserve(claims)
        keys = [claim.key for claim in claims]
        if not own.granted:
            return Answer(granted=False, counts=tuple(self.look(keys)))
        shared = self._ask(lambda redis: redis.reserve(claims))
        if shared is None:
            return own
        if not shared.granted:
            self._memory.give_back(claims)
            return shared
        self._memory.align(keys, shared.counts)
        return Answer(granted=True, counts=tuple(map(_higher, own.counts, shared.counts)), shared=True)

    def give_back(self, claims: Sequence[Claim], *, shared: bool) -> None:
        """Return what was granted, wherever it was counted."""
        self._memory.give_back(claims)
        if shared:
            self._ask(lambda redis: redis.give_back(claims))

    def look(self, keys: Sequence[Key]) -> list[Count]:
        """Return the counts."""
        own = self._memory.look(keys)
        shared = self._ask(lambda redis: redis.look(keys))
        return own if shared is None else list(map(_higher, own, shared))

    def mark(self, seconds: Mapping[Key, float]) -> None:
        """Remember each key for that long, for all processes; 0 forgets it."""
        self._memory.mark(seconds)
        self._ask(lambda redis: redis.mark(seconds))

    def marks(self, keys: Sequence[Key]) -> list[Count]:
        """Return until when each of ``keys`` is marked."""
        shared = self._ask(lambda redis: redis.look(keys))
        if shared is None:
            return self._memory.marks(keys)
        now = self._clock()
        self._memory.mark({key: mark.ends - now for key, mark in zip(keys, shared, strict=True)})
        return shared

    def check(self) -> bool:
        """Find out whether Redis counts, and say so; True without a Redis."""
        self._ask(lambda redis: redis.probe())
        return self.status != "unreachable"

    # What Flask-Limiter asks.

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more, whatever the count, and return it."""
        own = self._memory.add((key,), expiry, amount)
        shared = self._ask(lambda redis: redis.add((key,), expiry, amount))
        return own.count if shared is None else _higher(own, shared).count

    def get(self, key: str) -> int:
        """Return the count."""
        return self.look([(key,)])[0].count

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, seconds since the epoch."""
        return self.look([(key,)])[0].ends

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self.mark({(key,): 0})

    def reset(self) -> int | None:
        """Forget what this process knows; what is shared is not for one process to forget."""
        return self._memory.reset()

    # When Redis is to be asked.

    def _ask(self, question: Callable[[RedisCounters], Result]) -> Result | None:
        """Return what Redis answers; None without one, or while it is in trouble."""
        redis = self._redis
        return None if redis is None else self.ask(lambda: question(redis))

    def ask(self, question: Callable[[], Result]) -> Result | None:
        """Return the answer to ``question``, which asks Redis; None without one, or while it is in trouble."""
        if self._redis is None or not self._counts(self._redis):
            return None
        try:
            return question()
        except (RedisError, OSError) as error:
            self._lose(error)
            return None

    def _counts(self, redis: RedisCounters) -> bool:
        """Say whether Redis is in use; once in a while, try one that was lost."""
        with self._lock:
            if self._try_again_at is None:
                return True
            if self._clock() < self._try_again_at:
                return False
            self._try_again_at = self._clock() + RETRY_INTERVAL
        try:
            redis.probe()
        except (RedisError, OSError):
            return False
        with self._lock:
            self._try_again_at = None
        log.warning("limit_store_recovered", now="limits are shared again")
        return True

    def _lose(self, error: Exception) -> None:
        with self._lock:
            first = self._try_again_at is None
            self._try_again_at = self._clock() + RETRY_INTERVAL
        if first:
            log.warning("limit_store_lost", cause=type(error).__name__, now="limits count in this process alone")


def _higher(own: Count, shared: Count) -> Count:
    return own if own.count > shared.count else shared
