"""The sandbox on a real socket: connections kept, cut and counted, live events, callbacks, and a clean end."""

from __future__ import annotations

import json
import socket
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import pytest
import requests
from vonage_jwt.verify_jwt import verify_signature

from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings

NUMBER = "+14155550100"
ACCOUNT = ("sandbox", "sandbox-secret")
SECRET = "a signature secret that is long enough"


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


def start(sandbox: SandboxServer, to: str = NUMBER) -> requests.Response:
    body = {"brand": "Acme", "workflow": [{"channel": "sms", "to": to.removeprefix("+")}]}
    return requests.post(f"{sandbox.url}/v2/verify", json=body, auth=ACCOUNT, timeout=30)


def check(sandbox: SandboxServer, request_id: str, code: str) -> requests.Response:
    return requests.post(f"{sandbox.url}/v2/verify/{request_id}", json={"code": code}, auth=ACCOUNT, timeout=30)


def control(sandbox: SandboxServer, path: str, body: dict[str, Any]) -> None:
    requests.post(f"{sandbox.url}/control/{path}", json=body, timeout=30).raise_for_status()


def read_to_end(connection: socket.socket) -> bytes:
    received = b""
    while chunk := connection.recv(65536):
        received += chunk
    return received


def exchange(sandbox: SandboxServer, request: bytes) -> bytes:
    """Send bytes and read until the server closes."""
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=30) as connection:
        connection.sendall(request)
        return read_to_end(connection)


def test_requests_follow_each_other_on_one_connection(sandbox: SandboxServer) -> None:
    one = b"GET /health HTTP/1.1\r\nHost: localhost\r\n\r\n"
    last = b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"
    received = exchange(sandbox, one + one + last)
    assert received.count(b"HTTP/1.1 200 OK") == 3
    assert received.count(b'{"status":"ok"}') == 3


def test_a_body_in_chunks_is_read_to_its_end(sandbox: SandboxServer) -> None:
    body = b'{"code": "123456"}'
    received = exchange(
        sandbox,
        b"POST /control/next-code HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n"
        b"5\r\n" + body[:5] + b"\r\nd\r\n" + body[5:] + b"\r\n0\r\n\r\n"
        b"GET /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n",
    )
    assert received.count(b"HTTP/1.1 201 Created") == 1
    assert received.count(b"HTTP/1.1 200 OK") == 1


def test_an_old_client_gets_an_answer_and_a_closed_connection(sandbox: SandboxServer) -> None:
    received = exchange(sandbox, b"GET /health HTTP/1.0\r\n\r\n")
    assert received.endswith(b'{"status":"ok"}\n')


def test_head_has_no_body(sandbox: SandboxServer) -> None:
    received = exchange(sandbox, b"HEAD /health HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
    assert received.startswith(b"HTTP/1.1 200")
    assert received.endswith(b"\r\n\r\n")


@pytest.mark.parametrize("length", [b"70000", b"-1", b"many", b"99999999999999"])
def test_a_body_of_no_sensible_length_is_refused_and_cut_off(sandbox: SandboxServer, length: bytes) -> None:
    head = b"POST /v2/verify HTTP/1.1\r\nHost: localhost\r\nContent-Length: " + length + b"\r\n\r\n"
    assert exchange(sandbox, head).startswith(b"HTTP/1.1 413")


def test_the_server_does_not_name_its_software(sandbox: SandboxServer) -> None:
    assert "Server" not in requests.get(f"{sandbox.url}/health", timeout=30).headers


@pytest.mark.parametrize(("drop", "texts"), [("before", 0), ("after", 1)])
def test_a_dropped_connection_brings_no_answer(sandbox: SandboxServer, drop: str, texts: int) -> None:
    control(sandbox, "faults", {"operation": "start", "drop": drop})
    with pytest.raises(requests.ConnectionError, match="closed connection without response"):
        start(sandbox)
    assert len(sandbox.sandbox.inbox.messages()) == texts
    (call,) = sandbox.sandbox.calls.calls(operation="start")
    assert (call.status, call.fault) == (None, f"dropped {drop}")


def test_a_connection_can_be_reset_instead_of_closed(sandbox: SandboxServer) -> None:
    control(sandbox, "faults", {"operation": "start", "drop": "before", "reset": True})
    with pytest.raises(requests.ConnectionError, match="reset by peer"):
        start(sandbox)


def test_a_connection_cut_in_mid_answer_leaves_half_of_it(sandbox: SandboxServer) -> None:
    control(sandbox, "faults", {"operation": "start", "drop": "middle"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        start(sandbox)
    assert len(sandbox.sandbox.inbox.messages()) == 1


def test_an_answer_without_a_body_is_cut_too(sandbox: SandboxServer) -> None:
    request_id = start(sandbox).json()["request_id"]
    control(sandbox, "faults", {"operation": "next_workflow", "drop": "middle"})
    with pytest.raises(requests.exceptions.ChunkedEncodingError):
        requests.post(f"{sandbox.url}/v2/verify/{request_id}/next_workflow", auth=ACCOUNT, timeout=30)


def test_after_a_dropped_connection_the_next_call_works(sandbox: SandboxServer) -> None:
    control(sandbox, "faults", {"operation": "start", "drop": "before"})
    with pytest.raises(requests.ConnectionError):
        start(sandbox)
    assert start(sandbox).status_code == 202


def test_twenty_starts_at_once_for_one_number_send_one_text(sandbox: SandboxServer) -> None:
    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(response.status_code for response in pool.map(lambda _: start(sandbox), range(20)))
    assert statuses == {202: 1, 409: 19}
    assert len(sandbox.sandbox.inbox.messages(NUMBER)) == 1


def test_twenty_wrong_codes_at_once_count_three(sandbox: SandboxServer) -> None:
    request_id = start(sandbox).json()["request_id"]
    wrong = "0" * 5
    with ThreadPoolExecutor(20) as pool:
        statuses = Counter(
            answer.status_code for answer in pool.map(lambda _: check(sandbox, request_id, wrong), range(20))
        )
    assert statuses == {400: 2, 410: 1, 404: 17}


def test_numbers_with_different_faults_do_not_disturb_each_other(sandbox: SandboxServer) -> None:
    numbers = [f"+1415555{line:04}" for line in range(100, 110)]
    for index, number in enumerate(numbers):
        control(sandbox, "faults", {"to": number, "operation": "start", "status": 429 if index % 2 else 500})
    with ThreadPoolExecutor(10) as pool:
        statuses = [response.status_code for response in pool.map(lambda number: start(sandbox, number), numbers)]
    assert statuses == [500, 429] * 5


def test_messages_arrive_live(sandbox: SandboxServer) -> None:
    with requests.get(f"{sandbox.url}/inbox/events", stream=True, timeout=30) as stream:
        lines = stream.iter_lines(decode_unicode=True)
        assert next(lines) == "retry: 1000"
        start(sandbox)
        block = [line for line in (next(lines) for _ in range(5)) if line]
    assert block[:2] == ["event: message", "id: 1"]
    assert json.loads(block[2].removeprefix("data: "))["to"] == NUMBER


def test_a_reader_that_has_gone_is_forgotten(sandbox: SandboxServer) -> None:
    with requests.get(f"{sandbox.url}/control/events", stream=True, timeout=30) as stream:
        next(stream.iter_lines())
        assert len(sandbox.sandbox.hub._subscriptions) == 1
    done = threading.Event()
    for line in range(100, 200):
        start(sandbox, f"+1415555{line:04}")
        if not sandbox.sandbox.hub._subscriptions:
            done.set()
            break
    assert done.is_set()


def test_stopping_ends_streams_and_waits_at_once() -> None:
    sandbox = SandboxServer().start()
    control(sandbox, "faults", {"latency": 300})
    with (
        ThreadPoolExecutor(2) as pool,
        requests.get(f"{sandbox.url}/control/events", stream=True, timeout=60) as stream,
    ):
        lines = stream.iter_lines(decode_unicode=True)
        next(lines)
        waiting = pool.submit(start, sandbox)
        while "event: control" not in next(lines):
            pass
        sandbox.stop()
        assert (
            isinstance(waiting.exception(timeout=60), requests.ConnectionError) or waiting.result().status_code == 202
        )
    assert [thread.name for thread in threading.enumerate() if "sandbox" in thread.name] == []


def test_two_sandboxes_live_side_by_side() -> None:
    with SandboxServer() as one, SandboxServer() as other:
        start(one)
        assert len(requests.get(f"{one.url}/inbox/messages", timeout=30).json()) == 1
        assert requests.get(f"{other.url}/inbox/messages", timeout=30).json() == []


def test_a_taken_port_is_an_error_the_caller_can_handle(sandbox: SandboxServer) -> None:
    with pytest.raises(OSError, match="in use"):
        SandboxServer(port=sandbox.port).start()


class Application(ThreadingHTTPServer):
    """An application with a status URL; the first callback is turned away."""

    def __init__(self) -> None:
        self.received: list[tuple[dict[str, Any], str]] = []
        self.enough = threading.Event()
        super().__init__(("127.0.0.1", 0), StatusUrl)


class StatusUrl(BaseHTTPRequestHandler):
    server: Application

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        received = self.server.received
        received.append((json.loads(body), self.headers["Authorization"].removeprefix("Bearer ")))
        self.send_response(503 if len(received) == 1 else 204)
        self.end_headers()
        if len(received) == 3:
            self.server.enough.set()

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - the base class's name
        """Stay silent."""


def test_callbacks_reach_a_real_server_and_pass_the_vendors_own_check() -> None:
    with Application() as application:
        thread = threading.Thread(target=application.serve_forever, kwargs={"poll_interval": 0.05})
        thread.start()
        settings = SandboxSettings(
            callback_retry_delay=0.05,
            vonage=VonageSettings(
                callback_url=f"http://127.0.0.1:{application.server_port}/status",
                signature_secret=SECRET,
                callbacks_for="any",
            ),
        )
        with SandboxServer(settings) as sandbox:
            request_id = start(sandbox).json()["request_id"]
            check(sandbox, request_id, sandbox.sandbox.inbox.messages(NUMBER)[0].code)
            assert application.enough.wait(60)
        application.shutdown()
        thread.join()
    assert Counter(body["type"] for body, _ in application.received) == {"event": 2, "summary": 1}
    assert all(verify_signature(token, SECRET) for _, token in application.received)
