"""The line between Dialproof and the provider: relays every call to a sandbox, and breaks in every way a line can.

A real socket that speaks HTTP/1.1 with keep-alive, plain or with TLS. What goes wrong is chosen while it runs, so one
and the same process meets the fault and then presses again.
"""

from __future__ import annotations

import contextlib
import http.client
import socket
import ssl
import struct
import threading
from collections.abc import Callable, Generator
from dataclasses import dataclass
from typing import Self
from urllib.parse import urlsplit

# Longer than any time-out of a test, shorter than a test run: what hangs is let go when the line stops.
FOREVER = 30.0


@dataclass(frozen=True)
class Call:
    """One request as it came in."""

    method: str
    path: str
    headers: dict[str, str]
    body: bytes

    @property
    def operation(self) -> str:
        """Tell what was asked for, in the words of Vonage's document."""
        if self.method == "DELETE":
            return "cancel"
        return "start" if self.path == "/v2/verify" else "check"


class Line:
    """Relay calls to ``upstream`` until told to break; a context manager starts and stops it.

    Attributes:
        calls: every request that came in whole, in order.
        connections: how many were accepted.
    """

    def __init__(self, upstream: str, *, tls: ssl.SSLContext | None = None, host: str = "127.0.0.1") -> None:
        self.calls: list[Call] = []
        self.connections = 0
        self.stopping = threading.Event()
        self._upstream = urlsplit(upstream)
        self._tls = tls
        self._host = host
        self._port = 0
        self._listener: socket.socket | None = None
        self._crowd: list[socket.socket] = []
        self._open: dict[socket.socket, threading.Thread] = {}
        self._lock = threading.Lock()
        self._on_connect: Callable[[Line, socket.socket], None] | None = None
        self._on_call: dict[str, Callable[[Wire], None]] = {}

    @property
    def url(self) -> str:
        """Return the address to reach the line at; by name when it speaks TLS, for its certificate has one."""
        return f"https://localhost:{self._port}" if self._tls else f"http://{self._host}:{self._port}"

    def __enter__(self) -> Self:
        self._listen()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stopping.set()
        self._stop_listening()
        self.hang_up(join=True)

    def count(self, operation: str) -> int:
        """Return how many calls of one kind came in."""
        return sum(call.operation == operation for call in self.calls)

    # What can go wrong. Each holds until `mend`.

    def refuse(self) -> None:
        """Let nobody in: the port is closed."""
        self._stop_listening()
        self.hang_up()

    def ignore(self) -> None:
        """Answer no handshake of TCP: the queue of connections is full and nobody takes any."""
        self._stop_listening()
        self.hang_up()
        self._listener = socket.create_server((self._host, self._port), backlog=0)
        for _ in range(3):
            one = socket.socket()
            one.setblocking(False)
            with contextlib.suppress(BlockingIOError):
                one.connect((self._host, self._port))
            self._crowd.append(one)

    def greet(self, behave: Callable[[Line, socket.socket], None]) -> None:
        """Treat new connections so before anything is read from them, and drop those that are open."""
        self._on_connect = behave
        self.hang_up()

    def answer(self, operation: str, behave: Callable[[Wire], None]) -> None:
        """Treat calls of this kind so, in place of relaying them."""
        self._on_call[operation] = behave

    def mend(self) -> None:
        """Work again."""
        self._on_connect = None
        self._on_call.clear()
        self._stop_listening()
        self.hang_up()
        self._listen()

    def hang_up(self, *, join: bool = False) -> None:
        """Close every open connection, but for the one that is being served by the caller."""
        with self._lock:
            connections = [each for each in self._open.items() if each[1] is not threading.current_thread()]
        for connection, _ in connections:
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)
        for _, thread in connections if join else ():
            thread.join(FOREVER)

    def relay(self, call: Call) -> bytes:
        """Let the sandbox do what was asked, and return its answer as it goes over the wire."""
        upstream = http.client.HTTPConnection(self._upstream.hostname or "", self._upstream.port, timeout=FOREVER)
        try:
            upstream.request(call.method, call.path, call.body, call.headers)
            answer = upstream.getresponse()
            body = answer.read()
        finally:
            upstream.close()
        passed_on = {name: value for name, value in answer.headers.items() if name.lower() not in _OWN_HEADERS}
        return http_answer(answer.status, body, content_type=answer.headers.get("Content-Type", ""), **passed_on)

    def _listen(self) -> None:
        self._listener = socket.create_server((self._host, self._port), backlog=128)
        self._port = self._listener.getsockname()[1]
        threading.Thread(target=self._accept, args=(self._listener,), name="line", daemon=True).start()

    def _stop_listening(self) -> None:
        if self._listener is not None:
            with contextlib.suppress(OSError):
                self._listener.shutdown(socket.SHUT_RDWR)
            self._listener.close()
            self._listener = None
        while self._crowd:
            self._crowd.pop().close()

    def _accept(self, listener: socket.socket) -> None:
        while True:
            try:
                connection, _ = listener.accept()
            except OSError:
                return
            self.connections += 1
            thread = threading.Thread(target=self._serve, args=(connection,), name="line-connection", daemon=True)
            with self._lock:
                self._open[connection] = thread
            thread.start()

    def _serve(self, raw: socket.socket) -> None:
        connection: socket.socket = raw
        try:
            raw.settimeout(FOREVER)
            if self._on_connect is not None:
                self._on_connect(self, raw)
                return
            if self._tls is not None:
                connection = self._tls.wrap_socket(raw, server_side=True, do_handshake_on_connect=False)
                # The socket that was accepted is an empty shell from now on.
                with self._lock:
                    self._open[connection] = self._open.pop(raw)
                connection.do_handshake()
            with contextlib.closing(_read_calls(connection)) as calls:
                for call in calls:
                    self.calls.append(call)
                    behave = self._on_call.get(call.operation, Wire.relay)
                    behave(Wire(self, connection, call))
        except OSError:
            pass
        finally:
            with self._lock:
                self._open.pop(connection, None)
            connection.close()


@dataclass(frozen=True)
class Wire:
    """One call on its connection, for a fault to spoil."""

    line: Line
    connection: socket.socket
    call: Call

    def relay(self) -> None:
        """Pass the sandbox's answer on."""
        self.connection.sendall(self.line.relay(self.call))

    def write(self, answer: bytes) -> None:
        """Answer so; the sandbox never hears of the call."""
        self.connection.sendall(answer)

    def drip(self, answer: bytes, *, pause: float = 0.1) -> None:
        """Write ``answer`` a byte at a time, each well within any time-out for a single read."""
        for byte in answer:
            self.connection.sendall(bytes([byte]))
            if self.line.stopping.wait(pause):
                return

    def stay_silent(self) -> None:
        """Say nothing until the client gives up."""
        with contextlib.suppress(OSError):
            self.connection.recv(1)

    def hang_up(self) -> None:
        """Close the connection in good order."""
        self.connection.shutdown(socket.SHUT_RDWR)

    def reset(self) -> None:
        """Close the connection by TCP reset."""
        reset_on_close(self.connection)
        raise ConnectionResetError  # the server closes what is served no more


def reset_on_close(connection: socket.socket) -> None:
    """Make the kernel send RST instead of FIN when the connection is closed: by lingering for no time at all."""
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))


def http_answer(status: int, body: bytes, *, content_type: str = "application/json", **headers: str) -> bytes:
    """Write a whole HTTP/1.1 answer; ``_`` in a header's name stands for ``-``."""
    named = {"Content-Type": content_type, "Content-Length": str(len(body))} if body or status != 204 else {}
    named |= {name.replace("_", "-"): value for name, value in headers.items()}
    lines = [f"HTTP/1.1 {status} {http.client.responses.get(status, 'Unknown')}"]
    lines += [f"{name}: {value}" for name, value in named.items() if value]
    return "\r\n".join([*lines, "", ""]).encode() + body


_OWN_HEADERS = frozenset({"connection", "content-length", "content-type", "date", "transfer-encoding"})


def _read_calls(connection: socket.socket) -> Generator[Call, None, None]:
    with connection.makefile("rb") as stream:
        while request_line := stream.readline():
            method, path, _ = request_line.decode("latin-1").split()
            headers = {
                name: value.strip()
                for name, _, value in (
                    line.decode("latin-1").partition(":") for line in iter(stream.readline, b"\r\n") if line
                )
            }
            length = int({name.lower(): value for name, value in headers.items()}.get("content-length", "0"))
            yield Call(method, path, headers, stream.read(length))
