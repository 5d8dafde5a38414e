"""The way to Redis: one round trip for each batch, and none while Redis is in trouble."""

from __future__ import annotations

import threading
from collections.abc import Callable, Sequence
from importlib import resources
from typing import Any, Final, cast

import structlog
from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

from dialproof.store.operations import Question, Reply

log = structlog.get_logger(__name__)

# While Redis is away, one call in this many seconds tries it again; all others do without.
RETRY_INTERVAL: Final = 1.0
PROBE: Final = Question("set", ["dialproof:value:alive"], ["1", 1000])


class RedisLink:
    """Ask Redis, and know whether it is there.

    Args:
        url: ``redis://``, ``rediss://`` or ``unix://``.
        timeout: seconds to connect, and again to wait for an answer.
        clock: seconds since the epoch.
    """

    def __init__(self, url: str, *, timeout: float, clock: Callable[[], float]) -> None:
        options: dict[str, Any] = {
            "socket_timeout": timeout,
            "socket_connect_timeout": timeout,
            # Tried once: repeating it here would multiply the time that a visitor waits for a store in trouble.
            "retry": Retry(NoBackoff(), 0),
        }
        script = resources.files("dialproof.store").joinpath("batch.lua").read_text(encoding="utf-8")
        self._script = Redis.from_url(url, **options).register_script(script)
        self._clock = clock
        self._lock = threading.Lock()
        self._try_again_at: float | None = None

    @property
    def is_up(self) -> bool:
        """Say whether Redis answered when it was asked last."""
        return self._try_again_at is None

    def is_to_be_asked(self) -> bool:
        """Say whether Redis is there; once in a while, try one that was lost."""
        with self._lock:
            if self._try_again_at is None:
                return True
            if self._clock() < self._try_again_at:
                return False
            self._try_again_at = self._clock() + RETRY_INTERVAL
        try:
            self._send([PROBE])
        except (RedisError, OSError):
            return False
        with self._lock:
            self._try_again_at = None
        log.warning("limit_store_recovered", now="limits are shared again")
        return True

    def ask(self, questions: Sequence[Question]) -> list[Reply] | None:
        """Return the replies to ``questions``, in their order; None where there is trouble."""
        try:
            return self._send(questions)
        except (RedisError, OSError) as error:
            self._lose(error)
            return None

    def check(self) -> bool:
        """Find out whether Redis can be written to, and say so."""
        if self.is_to_be_asked():
            self.ask([PROBE])
        return self.is_up

    def _send(self, questions: Sequence[Question]) -> list[Reply]:
        keys = [key for question in questions for key in question.keys]
        words: list[str | int] = []
        for question in questions:
            words += question.name, len(question.keys), len(question.words), *question.words
        return cast("list[Reply]", self._script(keys, words))

    def _lose(self, error: Exception) -> None:
        with self._lock:
            first = self._try_again_at is None
            self._try_again_at = self._clock() + RETRY_INTERVAL
        if first:
            log.warning("limit_store_lost", cause=type(error).__name__, now="limits count in this process alone")
