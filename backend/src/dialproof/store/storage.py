"""The store as Flask-Limiter asks it, and question by question."""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping, Sequence

from limits.storage import Storage
from redis.exceptions import RedisError

from dialproof.store.counter_operations import Add, Forget, Look, Release, Reserve
from dialproof.store.counters import Answer, Claim, Count, Key
from dialproof.store.store import Store
from dialproof.store.value_operations import GetValue, SetValue


class SharedCounters(Storage):
    """Counters in a `Store`.

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
        self.store = Store(redis_url, redis_timeout=redis_timeout, clock=clock)
        self._clock = clock

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what Redis can raise; it never gets out of here."""
        return RedisError

    @property
    def status(self) -> str:
        """Return ``memory``, ``ok`` or ``unreachable``."""
        return self.store.status

    def check(self) -> bool:
        """Find out whether Redis works, and say so; True without a Redis."""
        return self.store.check()

    def health(self) -> str:
        """Find out whether Redis works, and return `status`."""
        self.check()
        return self.status

    # What Flask-Limiter asks.

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more, whatever the count, and return it."""
        return self.store.ask(Add((key,), expiry, amount)).count

    def get(self, key: str) -> int:
        """Return the count."""
        return self.store.ask(Look((key,))).count

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, seconds since the epoch."""
        return self.store.ask(Look((key,))).ends

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self.store.run(Forget((key,)))

    def reset(self) -> int | None:
        """Forget what this process knows; what is shared is not for one process to forget."""
        return self.store.memory.counters.reset()

    # Single questions.

    def reserve(self, claims: Sequence[Claim]) -> Answer:
        """Take one from each counter, or none if any is used up, for all processes or for this one."""
        return self.store.ask(Reserve(claims))

    def give_back(self, claims: Sequence[Claim], *, shared: bool) -> None:
        """Return what was granted, wherever it was counted."""
        self.store.run(Release(claims, shared))

    def look(self, keys: Sequence[Key]) -> list[Count]:
        """Return the counts."""
        looks = [Look(key) for key in keys]
        results = self.store.run(*looks)
        return [results[look] for look in looks]

    def mark(self, seconds: Mapping[Key, float]) -> None:
        """Remember each key for that long, for all processes; 0 forgets it."""
        self.store.run(*(SetValue(key, "1", wait) for key, wait in seconds.items()))

    def marks(self, keys: Sequence[Key]) -> list[Count]:
        """Return until when each of ``keys`` is marked."""
        questions = [GetValue(key) for key in keys]
        results = self.store.run(*questions)
        values = [results[question] for question in questions]
        return [Count(1, value.ends) if value else Count(0, self._clock()) for value in values]
