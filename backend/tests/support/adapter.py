"""The Vonage adapter by itself, in front of a line or a sandbox."""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import pytest

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.providers.base import Request, RequestUnknown
from dialproof.providers.context import Context
from dialproof.providers.transport import Bounds
from dialproof.providers.vonage import wiring
from dialproof.providers.vonage.adapter import VonageVerify
from dialproof.sandbox.server import SandboxServer
from support.api import NUMBERS, settings
from support.line import Line, Wire, http_answer
from support.phone import code_for
from support.values import ValuesInMemory

NUMBER = PhoneNumber.parse(NUMBERS[0])
OTHER = PhoneNumber.parse(NUMBERS[1])
STRANGERS_REQUEST = "c11236f4-00bf-4b89-84ba-88b25df97315"


def context(**changes: Any) -> Context:
    """Return what every vendor is given, with ``changes``; its values are not shared with another."""
    clock = changes.pop("clock", time.time)
    bounds = {"connect_timeout": 3, "read_timeout": 10, "pool_size": 32}
    arguments: dict[str, Any] = {
        "code_length": 6,
        "code_lifetime": 300,
        "bounds": Bounds(**{name: changes.pop(name, usual) for name, usual in bounds.items()}),
        "values": ValuesInMemory(clock),
        "clock": clock,
        "sleep": time.sleep,
    }
    return Context(**arguments | changes)


def request(request_id: str = STRANGERS_REQUEST, number: PhoneNumber = NUMBER) -> Request:
    """Return a request as a session keeps it."""
    return Request("vonage", request_id, number.e164)


def make(url: str, account: dict[str, Any] | None = None, **changes: Any) -> VonageVerify:
    """Return the adapter as the application makes it.

    ``account`` are settings, by the names of their variables; ``changes`` are what every vendor is given.
    """
    usual = {"VONAGE_CANCEL_AFTER": 0, "PROVIDER_CONFLICT_WAIT": 0}
    return wiring.connect(settings(url, **usual | (account or {})).vonage, context(**changes))


def verify(provider: VonageVerify, sandbox: SandboxServer, number: PhoneNumber) -> None:
    started = provider.start(number, Channel.SMS, None)
    provider.check(started.request, code_for(sandbox, number.e164))


def warm(provider: VonageVerify, line: Line, *, connections: int = 8) -> None:
    """Fill the pool: as many calls at once as there shall be connections."""
    together = threading.Barrier(connections)

    def wait_for_the_others(wire: Wire) -> None:
        together.wait(10)
        wire.write(http_answer(404, b"{}"))

    def check(_: int) -> None:
        with pytest.raises(RequestUnknown):
            provider.check(request(), "000000")

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
        self.asked.append(head.decode().strip())
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
