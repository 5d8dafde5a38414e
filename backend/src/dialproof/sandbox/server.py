"""The sandbox on a real socket, in this process: for the command line and for tests."""

from __future__ import annotations

import contextlib
import logging
import socket
import ssl
import sys
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Self, cast

from werkzeug.serving import ThreadedWSGIServer

from dialproof.sandbox.core.server.certificate import provide
from dialproof.sandbox.core.server.encryption import Encryption, say_goodbye
from dialproof.sandbox.core.server.keep_alive import IDLE_TIMEOUT, NO_LINGERING, KeepAliveHandler
from dialproof.sandbox.core.server.web import create_app
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.settings import SandboxSettings, certified_names

if TYPE_CHECKING:
    from socketserver import _RequestType as Connection

    from _typeshed.wsgi import WSGIApplication

_STOP_TIMEOUT = 5.0
_log = logging.getLogger(__name__)


class _Server(ThreadedWSGIServer):
    """Remember connections and their threads, so that stopping leaves none behind."""

    def __init__(self, host: str, port: int, app: WSGIApplication, encryption: Encryption, *, fd: int) -> None:
        self._encryption = encryption
        self._open: dict[socket.socket, threading.Thread] = {}
        self._open_lock = threading.Lock()
        super().__init__(host, port, app, KeepAliveHandler, fd=fd)

    def process_request_thread(self, request: Connection, client_address: object) -> None:
        connection = cast("socket.socket", request)
        try:
            with self._remembered(connection):
                talk = self._encryption.begin(connection, patience=IDLE_TIMEOUT)
        except OSError:
            talk = None
        if talk is None:
            self.shutdown_request(connection)
            return
        with self._remembered(talk):
            self._serve(talk, client_address)

    def _serve(self, talk: socket.socket, client_address: object) -> None:
        try:
            agreed = self._encryption.finish(talk)
        except OSError:
            agreed = False
        if agreed:
            super().process_request_thread(talk, client_address)
        else:
            self.shutdown_request(talk)

    @contextlib.contextmanager
    def _remembered(self, connection: socket.socket) -> Iterator[None]:
        with self._open_lock:
            self._open[connection] = threading.current_thread()
        try:
            yield
        finally:
            with self._open_lock:
                del self._open[connection]

    def shutdown_request(self, request: Connection) -> None:
        connection = cast("socket.socket", request)
        if _lingers_for_nothing(connection):
            # A shutdown would say FIN before the close says RST.
            self.close_request(request)
        else:
            say_goodbye(connection)
            super().shutdown_request(request)

    def hang_up(self) -> None:
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


def _lingers_for_nothing(connection: socket.socket) -> bool:
    try:
        return connection.getsockopt(socket.SOL_SOCKET, socket.SO_LINGER, len(NO_LINGERING)) == NO_LINGERING
    except OSError:
        return False


class SandboxServer:
    """A sandbox that listens on `url` from `start` until `stop`; a context manager does both.

    Raises:
        OSError: from `start`, when the port is taken or the address is not this machine's.
        CertificateError: from `start`, when https is wanted and the folder for the certificate cannot be written.
    """

    def __init__(self, settings: SandboxSettings | None = None, *, host: str = "127.0.0.1", port: int = 0) -> None:
        self.settings = (settings or SandboxSettings()).model_copy(update={"host": host})
        self.sandbox = create_sandbox(self.settings)
        self.host = host
        self.port = port
        self._server: _Server | None = None
        self._thread: threading.Thread | None = None

    @property
    def url(self) -> str:
        """The address to reach it at, without a trailing slash."""
        host = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(self.host, self.host)  # noqa: S104 - how "everywhere" is spelt
        scheme = "http" if self.settings.tls is None else "https"
        return f"{scheme}://{f'[{host}]' if ':' in host else host}:{self.port}"

    def start(self) -> Self:
        encryption = Encryption(self._context())
        family = socket.AF_INET6 if ":" in self.host else socket.AF_INET
        # Bound here, because the server prints and exits where a caller wants an error.
        with socket.create_server((self.host, self.port), family=family, backlog=128) as listener:
            self.port = listener.getsockname()[1]
            self._server = _Server(self.host, self.port, create_app(self.sandbox), encryption, fd=listener.fileno())
        self.sandbox.start()
        self._thread = threading.Thread(
            target=self._server.serve_forever, kwargs={"poll_interval": 0.1}, name="sandbox-server", daemon=True
        )
        self._thread.start()
        return self

    def _context(self) -> ssl.SSLContext | None:
        if self.settings.tls is None:
            return None
        return provide(Path(self.settings.tls), certified_names(self.settings)).context()

    def stop(self) -> None:
        self.sandbox.stop()
        if self._server is not None and self._thread is not None:
            self._server.shutdown()
            self._thread.join()
            self._server.hang_up()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()
