"""Where limits are counted: in Redis, or in this process's memory without one or while it is in trouble.

Money is at stake, so a limit never switches off. While Redis is slow, refusing, read-only or full, every process counts
by itself at the same figures, and goes back to the shared counters when Redis answers again.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from typing import Any, Final, TypeVar, cast

import structlog
from limits.storage import RedisStorage, Storage
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from dialproof.limits.counters import MemoryCounters

Answer = TypeVar("Answer")

log = structlog.get_logger(__name__)

# While Redis is away, one call in this many seconds tries it again; all others go straight to memory.
RETRY_INTERVAL: Final = 1.0


class SharedCounters(Storage):
    """Counters in Redis with this process's memory to fall back on; in memory alone without a Redis.

    Registered as a storage of `limits` under ``dialproof://``, so that Flask-Limiter and our own limits count in the
    same place.

    Args:
        redis_url: ``redis://``, ``rediss://`` or ``unix://``; None for memory alone.
        redis_timeout: seconds that one command may take, connecting included.
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
        self._redis = _connect(redis_url, redis_timeout) if redis_url else None
        self._clock = clock
        self._lock = threading.Lock()
        self._try_again_at: float | None = None

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what Redis can raise; it never gets out of here."""
        return RedisError

    @property
    def status(self) -> str:
        """Return ``memory``, ``ok`` or ``unreachable``."""
        if self._redis is None:
            return "memory"
        return "ok" if self._try_again_at is None else "unreachable"

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Add ``amount`` and return the count; the first hit starts a window of ``expiry`` seconds.

        A negative amount gives back what was counted in the same store; it never takes a count below zero.
        """

        def count(store: Storage) -> int:
            if amount < 0 and store.get(key) < -amount:
                return 0
            return store.incr(key, int(expiry), amount)

        return self._ask(count)

    def get(self, key: str) -> int:
        """Return the count."""
        return self._ask(lambda store: store.get(key))

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, seconds since the epoch."""
        return self._ask(lambda store: store.get_expiry(key))

    def check(self) -> bool:
        """Ask Redis for a sign of life and say whether it gave one; True without a Redis."""
        self._ask(lambda store: store.get("dialproof/alive"))
        return self.status != "unreachable"

    def reset(self) -> int | None:
        """Forget everything."""
        return self._ask(lambda store: store.reset())

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._ask(lambda store: store.clear(key))

    def _ask(self, question: Callable[[Storage], Answer]) -> Answer:
        if self._redis is not None and self._may_try():
            try:
                answer = question(self._redis)
            except (RedisError, OSError) as error:
                self._lose(error)
            else:
                self._recover()
                return answer
        return question(self._memory)

    def _may_try(self) -> bool:
        with self._lock:
            if self._try_again_at is None:
                return True
            if self._clock() < self._try_again_at:
                return False
            self._try_again_at = self._clock() + RETRY_INTERVAL
            return True

    def _lose(self, error: Exception) -> None:
        with self._lock:
            first = self._try_again_at is None
            self._try_again_at = self._clock() + RETRY_INTERVAL
        if first:
            log.warning("limit_store_lost", cause=type(error).__name__, now="limits count in this process alone")

    def _recover(self) -> None:
        with self._lock:
            recovered = self._try_again_at is not None
            self._try_again_at = None
        if recovered:
            log.warning("limit_store_recovered", now="limits are shared again")


class PreciseRedis(RedisStorage):
    """The Redis storage of `limits`, with ends of windows to the millisecond instead of a rounded second."""

    STORAGE_SCHEME = ["dialproof+redis"]  # noqa: RUF012  # read by the registry of `limits`, never changed

    def get_expiry(self, key: str) -> float:
        """Return when the window ends (seconds since the epoch); now, if there is none."""
        milliseconds = cast("int", cast("Redis", self.storage).pttl(self.prefixed_key(key)))
        return time.time() + max(0, milliseconds) / 1000


def _connect(url: str, timeout: float) -> PreciseRedis:
    # A command is tried once: repeating it here would multiply the time that a visitor waits for a store in trouble.
    options: dict[str, Any] = {
        "socket_timeout": timeout,
        "socket_connect_timeout": timeout,
        "retry": Retry(NoBackoff(), 0),
    }
    return PreciseRedis(url.replace("unix://", "redis+unix://", 1), key_prefix="dialproof", **options)
