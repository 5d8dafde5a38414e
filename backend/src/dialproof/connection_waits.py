"""The connections that a worker's main loop waits on: each until its client sends, and no longer than its deadline."""

from __future__ import annotations

import functools
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from selectors import EVENT_READ, BaseSelector
from typing import Any

Conn = Any
"""gunicorn's `TConn`, which has no types; only its `sock` is used here."""


@dataclass(frozen=True, slots=True)
class _Wait:
    until: float
    poller: BaseSelector
    on_timeout: Callable[[Conn], None]


class ConnectionWaits:
    """Keep what is waited for, the oldest first.

    Args:
        clock: seconds that never run backwards.
    """

    def __init__(self, clock: Callable[[], float] = time.monotonic) -> None:
        self._clock = clock
        self._waits: dict[Conn, _Wait] = {}

    def __contains__(self, conn: Conn) -> bool:
        return conn in self._waits

    def __iter__(self) -> Iterator[Conn]:
        return iter(self._waits)

    def begin(
        self,
        conn: Conn,
        poller: BaseSelector,
        seconds: float,
        *,
        on_readable: Callable[[Conn, object], None],
        on_timeout: Callable[[Conn], None],
    ) -> None:
        """Wait on a connection: the loop calls ``on_readable`` with it and its socket each time it can be read."""
        self._waits[conn] = _Wait(self._clock() + seconds, poller, on_timeout)
        poller.register(conn.sock, EVENT_READ, functools.partial(on_readable, conn))

    def end(self, conn: Conn) -> None:
        """Wait on a connection no longer; does nothing when it is not waited on."""
        wait = self._waits.pop(conn, None)
        if wait:
            wait.poller.unregister(conn.sock)

    def expire(self) -> None:
        """Call ``on_timeout`` of each connection whose deadline has passed; it has to end the wait."""
        now = self._clock()
        for conn, wait in list(self._waits.items()):
            if wait.until < now:
                wait.on_timeout(conn)
