"""HTTP/1.1 on one connection of the sandbox's server.

Werkzeug's own handler closes every connection; clients of a provider keep theirs, and faults need the bare socket. So
the handler here keeps HTTP/1.1 connections alive and knows how to drop one.
"""

from __future__ import annotations

import contextlib
import io
import socket
import ssl
import struct
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from werkzeug.exceptions import RequestEntityTooLarge
from werkzeug.serving import WSGIRequestHandler

from dialproof.sandbox.core.calls.malformed import ConnectionDropped
from dialproof.sandbox.core.server.json_bodies import MAX_BODY

if TYPE_CHECKING:
    from collections.abc import Callable

    from _typeshed.wsgi import WSGIApplication, WSGIEnvironment

    Write = Callable[[bytes], object]

IDLE_TIMEOUT = 75
"""Seconds an idle connection is kept for its client."""

NO_LINGERING = struct.pack("ii", 1, 0)
"""Lingering for zero seconds makes the kernel send RST instead of FIN."""

_NO_BODY = {204, 304}


class KeepAliveHandler(WSGIRequestHandler):
    """Serve requests one after another on a connection, as HTTP/1.1 does."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    timeout = IDLE_TIMEOUT

    def make_environ(self) -> WSGIEnvironment:
        environ = super().make_environ()
        environ["wsgi.url_scheme"] = "https" if isinstance(self.connection, ssl.SSLSocket) else "http"
        return environ

    def run_wsgi(self) -> None:
        environ = self.make_environ()
        app = self.server.app
        try:
            body = self._read_body(environ)
        except RequestEntityTooLarge as error:
            # What was not read would be taken for the next request.
            self.close_connection = True
            app = error
        else:
            environ["wsgi.input"] = io.BytesIO(body)
            environ["wsgi.input_terminated"] = True
        try:
            self._answer(app, environ)
        except ConnectionDropped as dropped:
            self._drop(reset=dropped.reset)
        except (ConnectionError, TimeoutError):
            self.close_connection = True

    def _read_body(self, environ: WSGIEnvironment) -> bytes:
        """Read the whole body, so that the next request begins where this one ends.

        Raises:
            RequestEntityTooLarge: when it is larger than any call needs.
        """
        if environ.get("wsgi.input_terminated"):
            body: bytes = environ["wsgi.input"].read(MAX_BODY + 1)
            environ["CONTENT_LENGTH"] = str(len(body))
        else:
            length = environ.get("CONTENT_LENGTH") or "0"
            if not length.isdecimal() or int(length) > MAX_BODY:
                raise RequestEntityTooLarge
            body = self.rfile.read(int(length))
        if len(body) > MAX_BODY:
            raise RequestEntityTooLarge
        return body

    def _answer(self, app: WSGIApplication, environ: WSGIEnvironment) -> None:
        started: list[Any] = []

        def start_response(status: str, headers: list[tuple[str, str]], _exc_info: object = None) -> Write:
            started[:] = [status, headers]
            return self.wfile.write

        chunks = app(environ, start_response)
        try:
            status, headers = started
            self._send(int(status.split(" ", 1)[0]), headers, chunks)
        finally:
            close = getattr(chunks, "close", None)
            if close is not None:
                close()

    def _send(self, status: int, headers: list[tuple[str, str]], chunks: Iterable[bytes]) -> None:
        measured = any(name.lower() == "content-length" for name, _ in headers)
        bodiless = self.command == "HEAD" or status in _NO_BODY
        chunked = not measured and not bodiless and self.request_version != "HTTP/1.0"
        if not measured and not bodiless and not chunked:
            self.close_connection = True
        self.send_response(status)
        for name, value in headers:
            self.send_header(name, value)
        if chunked:
            self.send_header("Transfer-Encoding", "chunked")
        if self.close_connection:
            self.send_header("Connection", "close")
        self.end_headers()
        if not bodiless:
            self._send_body(chunks, chunked=chunked)

    def _send_body(self, chunks: Iterable[bytes], *, chunked: bool) -> None:
        for chunk in chunks:
            if chunk:
                self.wfile.write(b"%x\r\n%b\r\n" % (len(chunk), chunk) if chunked else chunk)
        if chunked:
            self.wfile.write(b"0\r\n\r\n")

    def _drop(self, *, reset: bool) -> None:
        self.close_connection = True
        with contextlib.suppress(OSError):
            if reset:
                self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, NO_LINGERING)
            else:
                self.connection.shutdown(socket.SHUT_RDWR)

    def send_response(self, code: int, message: str | None = None) -> None:
        # Without the Server header, which would name the library and its version.
        self.send_response_only(code, message)
        self.send_header("Date", self.date_time_string())

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Log nothing: paths carry numbers and request ids, and each vendor call has a line of its own."""
