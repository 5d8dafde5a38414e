"""Requests that never end, at a server with no proxy in front: they hold a socket each, and nobody waits for them."""

from __future__ import annotations

import json
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest

from dialproof.sandbox.server import SandboxServer
from support.api import ApiProcess, environment

HONEST = "127.0.0.2"
PATIENCE = 20.0
HEAD = b"POST /api/check-verification HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\n"
BODY = b'{"code":"1"}'
WHOLE = HEAD + b"Content-Length: 12\r\n\r\n" + BODY
BEGUN = {
    "nothing": b"",
    "one byte": b"P",
    "half of a head": HEAD,
    "half of a body": HEAD + b"Content-Length: 100\r\n\r\n{",
    "half of a chunk": HEAD + b"Transfer-Encoding: chunked\r\n\r\n64\r\n{",
}


class Caller:
    """Opens connections from one address of this machine, and closes all of them at the end."""

    def __init__(self, api: ApiProcess, address: str, closing: ExitStack) -> None:
        self._api, self._address, self._closing = api, address, closing

    def begin(self, request: bytes) -> socket.socket:
        there = ("127.0.0.1", self._api.port)
        connection = socket.create_connection(there, timeout=PATIENCE, source_address=(self._address, 0))
        self._closing.enter_context(connection)
        # The server may have closed it to make room.
        with suppress(ConnectionError):
            connection.sendall(request)
        return connection

    def ask(self, request: bytes = WHOLE) -> bytes:
        """Send a whole request and return the first line of the answer."""
        return read_answer(self.begin(request)).partition(b"\r\n")[0]


def read_answer(connection: socket.socket) -> bytes:
    """Read a head and as much of a body as it says."""
    with connection.makefile("rb") as file:
        head = b""
        while not head.endswith(b"\r\n\r\n"):
            line = file.readline()
            if not line:
                return head
            head += line
        length = next(
            int(line.split(b":")[1]) for line in head.splitlines() if line.lower().startswith(b"content-length:")
        )
        return head + file.read(length)


def is_open(connection: socket.socket) -> bool:
    """Tell whether the server still waits for more of a request."""
    connection.setblocking(False)
    try:
        return connection.recv(1) != b""
    except BlockingIOError:
        return True
    except ConnectionResetError:
        return False
    finally:
        connection.settimeout(PATIENCE)


@pytest.fixture
def closing() -> Iterator[ExitStack]:
    with ExitStack() as stack:
        yield stack


@pytest.fixture(scope="module")
def provider() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@contextmanager
def server(provider: SandboxServer, folder: Path, arguments: str = "") -> Iterator[ApiProcess]:
    """Run a server with four threads, and arguments on gunicorn's command line."""
    with ApiProcess(folder, environment(provider.url, THREADS=4, GUNICORN_CMD_ARGS=arguments)) as process:
        yield process
    assert "Traceback" not in process.log.read_text()


@pytest.fixture(scope="module")
def shared(provider: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    with server(provider, tmp_path_factory.mktemp("api")) as process:
        yield process


@pytest.fixture(scope="module")
def cramped(provider: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    """A server with room for 24 connections."""
    with server(provider, tmp_path_factory.mktemp("cramped"), "--worker-connections 24") as process:
        yield process


@pytest.fixture(scope="module")
def impatient(provider: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    with server(provider, tmp_path_factory.mktemp("impatient"), "--timeout 2") as process:
        yield process


@pytest.fixture
def api(request: pytest.FixtureRequest) -> ApiProcess:
    """The server that a test names, or the one with nothing special."""
    process: ApiProcess = request.getfixturevalue(getattr(request, "param", "shared"))
    return process


@pytest.fixture
def attacker(api: ApiProcess, closing: ExitStack) -> Caller:
    return Caller(api, "127.0.0.3", closing)


@pytest.fixture
def visitor(api: ApiProcess, closing: ExitStack) -> Caller:
    return Caller(api, HONEST, closing)


@pytest.mark.parametrize("begun", BEGUN.values(), ids=BEGUN.keys())
def test_a_hundred_unfinished_requests_keep_nobody_waiting(begun: bytes, attacker: Caller, visitor: Caller) -> None:
    unfinished = [attacker.begin(begun) for _ in range(100)]
    with ThreadPoolExecutor(10) as pool:
        answers = list(pool.map(lambda _: visitor.ask(), range(70)))
    assert set(answers) == {b"HTTP/1.1 409 CONFLICT"}
    # All were answered while the server waited for the others, and not when it had given them up.
    assert all(is_open(one) for one in unfinished)


def test_a_request_in_pieces_is_served_when_it_is_whole(attacker: Caller, visitor: Caller) -> None:
    chunked = HEAD + b"Transfer-Encoding: chunked\r\n\r\n1\r\n{\r\nb\r\n" + BODY[1:] + b"\r\n0\r\nX-Sum: a\r\n\r\n"
    for request in (WHOLE, chunked):
        connection = visitor.begin(request[:1])
        for byte in request[1:]:
            connection.sendall(bytes([byte]))
        assert b" 409 " in read_answer(connection)
        # The connection is kept, and two requests that come at once are answered one after the other.
        connection.sendall(request + request)
        assert b" 409 " in read_answer(connection)


def test_a_client_that_waits_to_be_told_to_go_on_is_told(visitor: Caller) -> None:
    connection = visitor.begin(HEAD + b"Content-Length: 12\r\nExpect: 100-continue\r\n\r\n")
    assert connection.recv(100) == b"HTTP/1.1 100 Continue\r\n\r\n"
    connection.sendall(BODY)
    with connection.makefile("rb") as file:
        lines = iter(file.readline, b"")
        assert next(line for line in lines if line.startswith(b"HTTP/1.1 ") and b" 100 " not in line)


def test_a_refused_client_that_does_not_hang_up_keeps_nobody_waiting(attacker: Caller, visitor: Caller) -> None:
    refused = [attacker.begin(b"GET /health HTTP/1.0\r\n\r\n") for _ in range(30)]
    assert visitor.ask() == b"HTTP/1.1 409 CONFLICT"
    # The server has said its last word to each, and waits for them to hang up, which is what is not waited for here.
    attacker.begin(b"")
    assert all(b" 200 " in read_answer(one) for one in refused)


@pytest.mark.parametrize("api", ["cramped"], indirect=True)
@pytest.mark.parametrize("begun", [*BEGUN.values(), b"GET /health HTTP/1.1\r\nHost: api\r\n\r\n"])
def test_when_there_is_no_room_the_address_with_most_connections_gives_way(
    begun: bytes, attacker: Caller, visitor: Caller
) -> None:
    began_early = visitor.begin(WHOLE[:-1])
    unfinished = [attacker.begin(begun) for _ in range(80)]
    assert [visitor.ask() for _ in range(10)] == [b"HTTP/1.1 409 CONFLICT"] * 10
    began_early.sendall(WHOLE[-1:])
    assert b" 409 " in read_answer(began_early)
    assert unfinished


@pytest.mark.parametrize("api", ["impatient"], indirect=True)
@pytest.mark.parametrize("begun", [BEGUN["one byte"], BEGUN["half of a body"]], ids=["head", "body"])
def test_a_request_has_a_deadline_as_a_whole_and_the_refusal_is_a_problem(begun: bytes, attacker: Caller) -> None:
    connection = attacker.begin(begun)
    head, _, body = read_answer(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 Request Timeout\r\n")
    assert b"Content-Type: application/problem+json" in head
    problem = json.loads(body)
    assert (problem["status"], problem["code"]) == (408, "invalid_request")


MARK = "4155550123"
ECHOES = {
    "request line": f"GET code {MARK} HTTP/1.1\r\n\r\n",
    "method": f"G({MARK}) / HTTP/1.1\r\n\r\n",
    "version": f"GET / HTTP/{MARK}\r\n\r\n",
    "header name": f"GET / HTTP/1.1\r\nX {MARK}: a\r\n\r\n",
    "header line": f"GET / HTTP/1.1\r\n{MARK}\r\n\r\n",
    "content length": f"POST / HTTP/1.1\r\nContent-Length: a{MARK}\r\n\r\n",
    "coding": f"POST / HTTP/1.1\r\nTransfer-Encoding: a{MARK}\r\n\r\n",
    "expectation": f"POST / HTTP/1.1\r\nHost: a\r\nExpect: a{MARK}\r\n\r\n",
    "folded header": f"GET / HTTP/1.1\r\nHost: a\r\n {MARK}\r\n\r\n",
    "long line": f"GET /{MARK}{'a' * 3000} HTTP/1.1\r\n\r\n",
    "endless line": f"GET /{MARK}{'a' * 40000}",
    "long header": f"GET / HTTP/1.1\r\nX-Long: {MARK}{'a' * 9000}\r\n\r\n",
    "endless headers": "GET / HTTP/1.1\r\n" + f"X-Many: {MARK}\r\n" * 3000,
    "code in a path": f"GET /a code 123456 for {MARK} HTTP/1.1\r\n\r\n",
}


@pytest.mark.parametrize("request_", ECHOES.values(), ids=ECHOES.keys())
def test_what_cannot_be_read_is_refused_as_a_problem_and_repeated_nowhere(
    request_: str, api: ApiProcess, attacker: Caller
) -> None:
    head, _, body = read_answer(attacker.begin(request_.encode())).partition(b"\r\n\r\n")
    status = int(head.split(b" ")[1])
    assert status in {400, 414, 431}
    assert b"Content-Type: application/problem+json" in head
    problem = json.loads(body)
    assert problem["status"] == status
    assert f"X-Request-ID: {problem['requestId']}".encode() in head
    log = api.log.read_text()
    assert problem["requestId"] in log
    for text in (head.decode(), body.decode(), log):
        assert MARK not in text
        assert "123456" not in text
