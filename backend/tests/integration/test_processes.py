"""The server of production: it stops gracefully, loses workers and machines, and the visitor goes on."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, closing
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from support.api import CONFIGURATION, NUMBERS, ApiProcess, environment, free_port
from support.phone import calls, code_for, inject, texts, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Answer, Visitor

NUMBER = NUMBERS[0]
IMPATIENT: dict[str, str | float] = {
    "VONAGE_CANCEL_AFTER": 0,
    "LIMIT_SENDS_PER_NUMBER": "100 per day",
    "PROVIDER_CONFLICT_WAIT": 0,
}
PATIENCE = 30.0


@pytest.fixture(scope="module")
def provider() -> Iterator[SandboxServer]:
    with SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=0))) as server:
        yield server


@pytest.fixture
def sandbox(provider: SandboxServer) -> SandboxServer:
    provider.sandbox.reset()
    return provider


@pytest.fixture(scope="module")
def shared(provider: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    """A process for tests that do it no harm."""
    with ApiProcess(tmp_path_factory.mktemp("api"), environment(provider.url, **IMPATIENT, THREADS=4)) as process:
        yield process


@pytest.fixture
def api(sandbox: SandboxServer, tmp_path: Path) -> Iterator[ApiProcess]:
    with ApiProcess(tmp_path, environment(sandbox.url, **IMPATIENT)) as process:
        yield process


@pytest.fixture
def visitor(api: ApiProcess) -> Iterator[Visitor]:
    one = Visitor(api.url)
    yield one
    one.close()


def until(holds: Callable[[], bool]) -> None:
    """Wait until something that is sure to happen has happened."""
    gives_up_at = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < gives_up_at
        time.sleep(0.02)


def go_on(visitor: Visitor, sandbox: SandboxServer) -> list[str]:
    """Type the newest code, ask for another when it is said to have expired, until it works; return the answers."""
    answers = []
    for _ in range(5):
        answer = visitor.guess(code_for(sandbox, NUMBER))
        answers.append(answer.code)
        if answer.code == "code_expired":
            answers.append(visitor.ask(NUMBER).code)
        if answer.code == "ok":
            break
    return answers


# Stopping and starting


def test_a_graceful_stop_lets_a_running_check_finish(api: ApiProcess, sandbox: SandboxServer, visitor: Visitor) -> None:
    visitor.ask(NUMBER)
    inject(sandbox, operation="check", latency=1.5)
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(visitor.guess, code_for(sandbox, NUMBER))
        until(lambda: not sandbox.sandbox.faults.all())
        api.ask_to_stop()
        answer: Answer = running.result()
        assert api.wait() == 0
    assert answer.body["status"] == "verified"
    assert calls(sandbox, "check") == 1


def test_a_worker_that_is_killed_in_the_middle_of_a_check_is_replaced_and_the_visitor_goes_on(
    api: ApiProcess, sandbox: SandboxServer, visitor: Visitor
) -> None:
    visitor.ask(NUMBER)
    inject(sandbox, operation="check", latency=1)
    [worker] = api.workers()
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(visitor.guess, code_for(sandbox, NUMBER))
        until(lambda: not sandbox.sandbox.faults.all())
        os.kill(worker, signal.SIGKILL)
        with pytest.raises(requests.ConnectionError):
            running.result()
    until(lambda: calls(sandbox, "check") == 1)
    until(lambda: api.workers() not in ([], [worker]))
    # The provider has compared the code, and nobody heard what it found.
    assert go_on(visitor, sandbox) == ["code_expired", "ok", "ok"]


def test_a_machine_that_restarts_in_the_middle_of_a_verification_changes_nothing_for_the_visitor(
    api: ApiProcess, sandbox: SandboxServer, visitor: Visitor
) -> None:
    visitor.ask(NUMBER)
    assert visitor.guess(wrong_code_for(sandbox, NUMBER)).code == "incorrect_code"
    api.crash()
    api.start()
    assert visitor.state().body["status"] == "pending"
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_another_machine_can_take_over_at_any_step(
    shared: ApiProcess, api: ApiProcess, sandbox: SandboxServer, visitor: Visitor
) -> None:
    visitor.ask(NUMBER)
    assert visitor.cookie is not None
    with closing(Visitor(shared.url)) as elsewhere:
        elsewhere.cookie = visitor.cookie
        assert elsewhere.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_a_restart_without_a_secret_key_of_ones_own_begins_a_new_session(
    sandbox: SandboxServer, tmp_path: Path
) -> None:
    variables = environment(sandbox.url, **IMPATIENT)
    del variables["SECRET_KEY"]
    with ApiProcess(tmp_path, variables) as api:
        visitor = Visitor(api.url)
        visitor.ask(NUMBER)
        api.crash()
        api.start()
        assert visitor.guess(code_for(sandbox, NUMBER)).code == "no_pending_verification"
        sandbox.sandbox.expire(NUMBER)
        assert visitor.ask(NUMBER).code == "ok"
        visitor.close()


# Redis, in front of a whole service


def log_of(api: ApiProcess, *events: str) -> list[str]:
    lines = (json.loads(line) for line in api.log.read_text().splitlines())
    return [line["event"] for line in lines if line["event"] in events]


def test_a_flow_completes_while_redis_is_stopped_and_started(
    sandbox: SandboxServer, redis: RedisServer, tmp_path: Path, figure: Callable[[str], None]
) -> None:
    variables = environment(sandbox.url, **IMPATIENT, REDIS_URL=redis.url, LOG_FORMAT="json")
    with ApiProcess(tmp_path, variables) as api:
        visitor = Visitor(api.url)

        def ready() -> str:
            return str(visitor.call("GET", "/ready").body["status"])

        seen = [ready(), visitor.ask(NUMBER).code]
        redis.kill()
        seen += [visitor.guess(wrong_code_for(sandbox, NUMBER)).code, ready(), visitor.ask(NUMBER).code]
        redis.start()
        until(lambda: ready() == "ready")
        seen += [visitor.guess(code_for(sandbox, NUMBER)).code, ready()]
        visitor.close()
    told = log_of(api, "limit_store_lost", "limit_store_recovered")
    figure(f"Redis stopped and started during a flow: {seen}; in the log: {told}")
    assert seen == ["ready", "ok", "incorrect_code", "degraded", "ok", "ok", "ready"]
    assert told == ["limit_store_lost", "limit_store_recovered"]


# Bounds


def raw(api: ApiProcess, request: bytes) -> bytes:
    """Send bytes and return all that comes back until the server closes, or has nothing more to say."""
    address = urlsplit(api.url)
    with socket.create_connection((address.hostname, address.port or 80), timeout=PATIENCE) as connection:
        connection.sendall(request)
        connection.shutdown(socket.SHUT_WR)
        answer = b""
        while piece := connection.recv(65536):
            answer += piece
    return answer


def chunked(body: bytes, size: int = 1000) -> bytes:
    pieces = [body[start : start + size] for start in range(0, len(body), size)]
    return b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in [*pieces, b""])


HEAD = b"POST /api/check-verification HTTP/1.1\r\nHost: api\r\nContent-Type: application/json\r\n"


@pytest.mark.parametrize(
    ("request_", "status"),
    [
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b'{"code":"1"}'), 409, id="chunked"),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\n" + chunked(b" " * 4097), 413, id="chunked, large"),
        pytest.param(HEAD + b"Content-Length: 4097\r\n\r\n" + b" " * 4097, 413, id="large"),
        pytest.param(HEAD + b"Content-Length: 99999999999\r\n\r\n{}", 413, id="large, it says"),
        pytest.param(HEAD + b"Content-Length: 100\r\n\r\n{}", 400, id="shorter than it says"),
        pytest.param(HEAD + b"Content-Length: -1\r\n\r\n{}", 400, id="of negative length"),
        pytest.param(HEAD + b"Content-Length: 2\r\nContent-Length: 3\r\n\r\n{}", 400, id="of two lengths"),
        pytest.param(
            HEAD + b"Content-Length: 2\r\nTransfer-Encoding: chunked\r\n\r\n" + chunked(b"{}"), 400, id="smuggled"
        ),
        pytest.param(HEAD + b"Transfer-Encoding: chunked\r\n\r\nzz\r\n", 400, id="chunked, badly"),
        pytest.param(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03\r\n\r\n", 400, id="TLS"),
    ],
)
def test_a_request_that_no_client_would_send_is_refused_and_harms_nothing(
    request_: bytes, status: int, shared: ApiProcess, sandbox: SandboxServer
) -> None:
    answer = raw(shared, request_)
    assert answer.split(b" ")[1] == str(status).encode()
    assert b"Traceback" not in answer
    assert requests.get(f"{shared.url}/health", timeout=PATIENCE).status_code == 200


def test_what_follows_a_body_that_was_too_large_is_not_taken_for_a_request(
    shared: ApiProcess, sandbox: SandboxServer
) -> None:
    """A request hidden in the part of a body that was never read must not run on a connection that is kept."""
    hidden = HEAD.replace(b"check", b"request") + b'Content-Length: 30\r\n\r\n{"phoneNumber":"+14155550100"}'
    body = b" " * 5000 + hidden
    answer = raw(shared, HEAD + b"Content-Length: %d\r\n\r\n" % len(body) + body)
    assert answer.count(b"HTTP/1.1 ") == 1
    assert texts(sandbox) == 0


@pytest.mark.parametrize("begun", [HEAD, HEAD + b"Content-Length: 100\r\n\r\n{"], ids=["headers", "body"])
def test_clients_that_never_finish_their_requests_do_not_keep_others_out_for_ever(
    begun: bytes, sandbox: SandboxServer, tmp_path: Path
) -> None:
    """Two threads, and four connections that have begun a request and say no more."""
    variables = environment(sandbox.url, THREADS=2, GUNICORN_CMD_ARGS="--timeout 4")
    with ApiProcess(tmp_path, variables) as api, ExitStack() as slow:
        address = urlsplit(api.url)
        for _ in range(4):
            connection = socket.create_connection((address.hostname, address.port or 80), timeout=PATIENCE)
            slow.enter_context(connection)
            connection.sendall(begun)
        assert requests.get(f"{api.url}/health", timeout=PATIENCE).status_code == 200
        assert "Traceback" not in api.log.read_text()


# Starting with a mistake


def test_workers_on_the_command_line_need_a_shared_store_too(sandbox: SandboxServer, tmp_path: Path) -> None:
    variables = {"PATH": os.environ["PATH"], **environment(sandbox.url, PORT=free_port())}
    run = subprocess.run(
        [sys.executable, "-m", "gunicorn", "-c", CONFIGURATION, "--workers", "2", "dialproof.app:create_app()"],
        cwd=tmp_path,
        env=variables,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert run.returncode == 2
    assert "set REDIS_URL" in run.stderr
    assert "Traceback" not in run.stderr
