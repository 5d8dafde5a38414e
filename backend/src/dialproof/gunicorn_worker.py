"""gunicorn's threaded worker, with an end to how long a request may take to come in.

gunicorn's own reads a request for as long as its client likes, so that a few dozen connections that begin a request and
never finish it hold every thread (https://docs.gunicorn.org/en/stable/deploy.html advises a proxy that waits for whole
requests; this is for the day when there is none).
"""

from __future__ import annotations

import contextlib
import socket
import time
from typing import Any

from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped] # gunicorn ships no types


class BoundedWorker(ThreadWorker):  # type: ignore[misc] # as above
    """Stop to read from connections whose request has not come in after gunicorn's ``timeout``."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 # gunicorn's
        super().__init__(*arguments, **options)
        self._being_served: dict[TConn, float] = {}

    def handle(self, conn: TConn) -> object:
        """Serve one request; in a thread of its own."""
        self._being_served[conn] = time.monotonic()
        try:
            return super().handle(conn)
        finally:
            del self._being_served[conn]

    def murder_keepalived(self, force: bool = False) -> None:
        """Look after connections, once a second or more often."""
        began_before = time.monotonic() - self.cfg.timeout
        for conn, began in list(self._being_served.items()):
            if began < began_before:
                # What has come in is served and answered all the same: only more of it is not waited for.
                with contextlib.suppress(OSError):
                    conn.sock.shutdown(socket.SHUT_RD)
        super().murder_keepalived(force)
