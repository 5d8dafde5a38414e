"""The Vonage adapter by itself, in front of a line or a sandbox."""

from __future__ import annotations

import contextlib
import socket
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.providers.base import RequestUnknown
from dialproof.providers.vonage import VonageVerify
from dialproof.providers.vonage_auth import key_and_secret
from dialproof.sandbox.server import SandboxServer
from support.api import NUMBERS
from support.line import Line, Wire, http_answer
from support.phone import code_for

NUMBER = PhoneNumber.parse(NUMBERS[0])
STRANGERS_REQUEST = "c11236f4-00bf-4b89-84ba-88b25df97315"


def make(url: str, **changes: Any) -> VonageVerify:
    """Return the adapter as the application makes it, with Basic credentials unless told otherwise."""
    arguments: dict[str, Any] = {
        "auth": key_and_secret("sandbox", "sandbox-secret"),
        "api_url": url,
        "brand": "Dialproof",
        "code_length": 6,
        "code_lifetime": 300,
        "cancel_after": 0,
        "whatsapp_sender": None,
        "connect_timeout": 3,
        "read_timeout": 10,
        "conflict_wait": 0,
        "pool_size": 32,
    }
    return VonageVerify(**arguments | changes)


def verify(provider: VonageVerify, sandbox: SandboxServer, number: PhoneNumber) -> None:
    started = provider.start(number, Channel.SMS, None)
    provider.check(started.request_id, code_for(sandbox, number.e164))


def warm(provider: VonageVerify, line: Line, *, connections: int = 8) -> None:
    """Fill the pool: as many calls at once as there shall be connections."""
    together = threading.Barrier(connections)

    def wait_for_the_others(wire: Wire) -> None:
        together.wait(10)
        wire.write(http_answer(404, b"{}"))

    def check(_: int) -> None:
        with pytest.raises(RequestUnknown):
            provider.check(STRANGERS_REQUEST, "000000")

    line.answer("check", wait_for_the_others)
    with ThreadPoolExecutor(connections) as pool:
        list(pool.map(check, range(connections)))
    line.answer("check", Wire.relay)


class Tunnel:
    """A proxy that passes bytes on after CONNECT, and remembers what it was asked for."""

    def __init__(self, upstream: int) -> None:
        self._upstream = upstream
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.asked: list[str] = []
        threading.Thread(target=self._accept, daemon=True).start()

    def close(self) -> None:
        with contextlib.suppress(OSError):
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()

    def _accept(self) -> None:
        with contextlib.suppress(OSError):
            while True:
                client, _ = self._listener.accept()
                threading.Thread(target=self._serve, args=(client,), daemon=True).start()

    def _serve(self, client: socket.socket) -> None:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            head += client.recv(1)
        self.asked.append(head.split(b"\r\n")[0].decode())
        with client, socket.create_connection(("127.0.0.1", self._upstream)) as server:
            client.sendall(b"HTTP/1.1 200 Connection established\r\n\r\n")
            back = threading.Thread(target=self._pump, args=(server, client), daemon=True)
            back.start()
            self._pump(client, server)
            back.join()

    @staticmethod
    def _pump(source: socket.socket, target: socket.socket) -> None:
        with contextlib.suppress(OSError):
            while piece := source.recv(65536):
                target.sendall(piece)
        with contextlib.suppress(OSError):
            target.shutdown(socket.SHUT_WR)
