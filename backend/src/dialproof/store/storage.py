"""The store as Flask-Limiter asks it."""

from __future__ import annotations

from typing import Final

from limits.storage import Storage
from redis.exceptions import RedisError

from dialproof.store.counter_operations import Add, Forget, Look
from dialproof.store.store import Store


class LimiterStorage(Storage):
    """Counters of a `Store`, so that Flask-Limiter and our own limits count in the same place.

    Registered with `limits` under its scheme.

    Args:
        store: where to count.
    """

    URI: Final = "dialproof://"
    STORAGE_SCHEME = ["dialproof"]  # noqa: RUF012  # read by the registry of `limits`, never changed

    def __init__(self, uri: str | None = None, *, wrap_exceptions: bool = False, store: Store) -> None:
        super().__init__(uri, wrap_exceptions=wrap_exceptions)
        self._store = store

    @property
    def base_exceptions(self) -> type[Exception]:
        """Return what Redis can raise; it never gets out of the store."""
        return RedisError

    def incr(self, key: str, expiry: float, amount: int = 1) -> int:
        """Count ``amount`` more, whatever the count, and return it."""
        return self._store.ask(Add((key,), expiry, amount)).count

    def get(self, key: str) -> int:
        """Return the count."""
        return self._store.ask(Look((key,))).count

    def get_expiry(self, key: str) -> float:
        """Return when the window ends, seconds since the epoch."""
        return self._store.ask(Look((key,))).ends

    def check(self) -> bool:
        """Find out whether Redis works, and say so; True without a Redis."""
        return self._store.check()

    def clear(self, key: str) -> None:
        """Forget one counter."""
        self._store.run(Forget((key,)))

    def reset(self) -> int | None:
        """Forget what this process knows; what is shared is not for one process to forget."""
        return self._store.reset()
