"""A line to a Redis that counts round trips."""

from __future__ import annotations

import contextlib
import selectors
import socket
import threading
from collections.abc import Iterator
from typing import Self

from support.redis_server import RedisServer

CHUNK = 65536


class CountedRedis:
    """Relay connections to a Redis, and count how often something is sent to it after it has answered.

    A context manager listens and stops.
    """

    def __init__(self, redis: RedisServer) -> None:
        self._target = redis.url.removeprefix("unix://")
        self._listener = socket.socket()
        self._count = 0

    @property
    def url(self) -> str:
        """Return the address, as `REDIS_URL` takes it."""
        host, port = self._listener.getsockname()
        return f"redis://{host}:{port}"

    def __enter__(self) -> Self:
        self._listener.bind(("127.0.0.1", 0))
        self._listener.listen()
        threading.Thread(target=self._accept, daemon=True).start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        # Without it, a thread that waits in `accept` keeps the socket open.
        self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    @contextlib.contextmanager
    def trips(self) -> Iterator[list[int]]:
        """Give a list that holds the number of round trips when the block is left."""
        before, trips = self._count, list[int]()
        yield trips
        trips.append(self._count - before)

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._relay, args=(client,), daemon=True).start()

    def _relay(self, client: socket.socket) -> None:
        server = socket.socket(socket.AF_UNIX)
        with client, server, selectors.DefaultSelector() as selector, contextlib.suppress(OSError):
            server.connect(self._target)
            others = {client: server, server: client}
            for end in others:
                selector.register(end, selectors.EVENT_READ)
            answered = True
            while True:
                for key, _ in selector.select():
                    end = client if key.fileobj is client else server
                    data = end.recv(CHUNK)
                    if not data:
                        return
                    if end is client and answered:
                        self._count += 1
                    answered = end is server
                    others[end].sendall(data)
