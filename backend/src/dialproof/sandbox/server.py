"""The sandbox on a real socket, in this process: for the command line and for tests."""

from __future__ import annotations

import socket
import ssl
import threading
from pathlib import Path
from typing import Self

from dialproof.sandbox.core.server.certificate import provide
from dialproof.sandbox.core.server.encryption import Encryption
from dialproof.sandbox.core.server.listener import ThreadedServer
from dialproof.sandbox.core.server.web import create_app
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.settings import SandboxSettings, certified_names


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
        self._server: ThreadedServer | None = None
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
            self._server = ThreadedServer(
                self.host, self.port, create_app(self.sandbox), encryption, fd=listener.fileno()
            )
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
            self._server.close_connections()
            self._server = self._thread = None

    def __enter__(self) -> Self:
        return self.start()

    def __exit__(self, *exc_info: object) -> None:
        self.stop()
