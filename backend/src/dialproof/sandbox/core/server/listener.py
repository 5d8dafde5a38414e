"""A threaded HTTP server on a socket that is bound already, with TLS and plain text at one port."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from typing import TYPE_CHECKING, cast

from werkzeug.serving import ThreadedWSGIServer

from dialproof.sandbox.core.server.encryption import Encryption, close_tls
from dialproof.sandbox.core.server.keep_alive import IDLE_TIMEOUT, NO_LINGERING, KeepAliveHandler

if TYPE_CHECKING:
    from socketserver import _RequestType as Connection

    from _typeshed.wsgi import WSGIApplication

_STOP_TIMEOUT = 5.0
_log = logging.getLogger(__name__)


class ThreadedServer(ThreadedWSGIServer):
    """Keep track of connections and their threads, so that stopping can end them all."""

    def __init__(self, host: str, port: int, app: WSGIApplication, encryption: Encryption, *, fd: int) -> None:
        self._encryption = encryption
        self._open: dict[socket.socket, threading.Thread] = {}
        self._open_lock = threading.Lock()
        super().__init__(host, port, app, KeepAliveHandler, fd=fd)

    def process_request_thread(self, request: Connection, client_address: object) -> None:
        connection = cast("socket.socket", request)
        try:
            with self._tracked(connection):
                channel = self._encryption.accept(connection, timeout=IDLE_TIMEOUT)
        except OSError:
            channel = None
        if channel is None:
            self.shutdown_request(connection)
            return
        with self._tracked(channel):
            self._serve(channel, client_address)

    def _serve(self, channel: socket.socket, client_address: object) -> None:
        try:
            succeeded = self._encryption.handshake(channel)
        except OSError:
            succeeded = False
        if succeeded:
            super().process_request_thread(channel, client_address)
        else:
            self.shutdown_request(channel)

    @contextlib.contextmanager
    def _tracked(self, connection: socket.socket) -> Iterator[None]:
        with self._open_lock:
            self._open[connection] = threading.current_thread()
        try:
            yield
        finally:
            with self._open_lock:
                del self._open[connection]

    def shutdown_request(self, request: Connection) -> None:
        connection = cast("socket.socket", request)
        if _is_being_reset(connection):
            # A shutdown would say FIN before the close says RST.
            self.close_request(request)
        else:
            close_tls(connection)
            super().shutdown_request(request)

    def close_connections(self) -> None:
        """End every connection, and wait for its thread."""
        with self._open_lock:
            connections = list(self._open.items())
        for connection, _ in connections:
            with contextlib.suppress(OSError):
                # Past the TLS layer, which another thread is using.
                socket.socket.shutdown(connection, socket.SHUT_RDWR)
        for _, thread in connections:
            thread.join(_STOP_TIMEOUT)

    def handle_error(self, request: Connection, client_address: object) -> None:  # noqa: ARG002 - the base class's signature
        if isinstance(sys.exc_info()[1], ssl.SSLError):
            _log.info("a client broke the rules of TLS, or off")
        else:
            _log.exception("a connection failed")


def _is_being_reset(connection: socket.socket) -> bool:
    try:
        return connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(NO_LINGERING)) == NO_LINGERING
    except OSError:
        return False
