"""The containers' nginx against those who want nobody to get through, and against readers of its log."""

from __future__ import annotations

import json
import re
import resource
import select
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path

import pytest
from devtools.places import FRONTEND

from dialproof.sandbox.server import SandboxServer
from support.api import ApiProcess, environment
from support.nginx import Nginx

ATTACKER, HONEST = "127.0.0.3", "127.0.0.2"
PATIENCE = 60.0
PLACES_ONCE = 4200
"""More connections than there was room for when one address could take it all."""
CALL = "POST /api/check-verification HTTP/1.1\r\nHost: form\r\nContent-Type: application/json\r\n"
SLOW_BODY = CALL + "Content-Length: 50\r\n\r\n{"


@pytest.fixture(scope="module")
def provider() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture(scope="module")
def api(provider: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    variables = environment(provider.url, TRUSTED_PROXIES=1, GUNICORN_CMD_ARGS="--timeout 8")
    with ApiProcess(tmp_path_factory.mktemp("api"), variables) as process:
        yield process


@pytest.fixture
def nginx(api: ApiProcess, tmp_path: Path) -> Iterator[Nginx]:
    with Nginx(tmp_path, api.port) as server:
        yield server


@contextmanager
def begun(server: Nginx, request: str, count: int, address: str = ATTACKER) -> Iterator[list[socket.socket]]:
    """Hold as many connections as asked for that have sent `request` and say no more."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (hard if hard < 0 else min(hard, max(soft, count + 1000)), hard))
    with ExitStack() as stack:
        held = []
        for _ in range(count):
            there = ("127.0.0.1", server.port)
            held.append(stack.enter_context(socket.create_connection(there, PATIENCE, source_address=(address, 0))))
            with suppress(ConnectionError):
                held[-1].sendall(request.encode())
        yield held


def answer_to(server: Nginx, request: str, address: str = HONEST) -> str:
    """Send a request and return the whole answer; empty when there is none."""
    with begun(server, request, 1, address) as [connection]:
        received = b""
        with suppress(OSError):
            while not is_whole(received) and (piece := connection.recv(65536)):
                received += piece
        return received.decode()


def is_whole(answer: bytes) -> bool:
    head, end, body = answer.partition(b"\r\n\r\n")
    length = re.search(rb"content-length: (\d+)", head, re.IGNORECASE)
    return bool(end and length and len(body) >= int(length[1]))


def status_of(answer: str) -> int:
    return int(answer.split(" ")[1]) if answer else 0


def ask(server: Nginx, forwarded: str = "", address: str = HONEST) -> int:
    """Make an honest call and return its status; 0 when there was no answer."""
    header = f"X-Forwarded-For: {forwarded}\r\n" if forwarded else ""
    return status_of(answer_to(server, CALL + header + 'Content-Length: 12\r\n\r\n{"code":"1"}', address))


def until(holds: Callable[[], bool]) -> None:
    """Wait until something that is sure to happen has happened."""
    gives_up_at = time.monotonic() + PATIENCE
    while not holds():
        assert time.monotonic() < gives_up_at
        time.sleep(0.05)


def crowd(server: Nginx, figure: Callable[[str], None], what: str) -> list[int]:
    began = time.monotonic()
    with ThreadPoolExecutor(10) as pool:
        statuses = list(pool.map(lambda _: ask(server), range(120)))
    served = sum(status == 409 for status in statuses)
    figure(f"{what}: {served} of 120 honest calls served in {time.monotonic() - began:.1f} s")
    return statuses


# Slow clients


@pytest.mark.parametrize("request_", ["P", CALL, SLOW_BODY], ids=["one byte", "half of a head", "one byte of a body"])
def test_one_address_with_thousands_of_unfinished_requests_keeps_nobody_out(
    request_: str, nginx: Nginx, figure: Callable[[str], None]
) -> None:
    with begun(nginx, request_, PLACES_ONCE):
        statuses = crowd(nginx, figure, f"{PLACES_ONCE} connections with {request_[-20:]!r}")
    assert statuses == [409] * 120


def test_a_body_has_a_deadline_as_a_whole(provider: SandboxServer, tmp_path: Path) -> None:
    (tmp_path / "nginx").mkdir()
    variables = environment(provider.url, TRUSTED_PROXIES=1, GUNICORN_CMD_ARGS="--timeout 2")
    with (
        ApiProcess(tmp_path, variables) as api,
        Nginx(tmp_path / "nginx", api.port) as nginx,
        begun(nginx, CALL + "Content-Length: 4000\r\n\r\n", 1) as [connection],
    ):
        # nginx alone would wait for as long as a byte comes now and then.
        connection.settimeout(0.3)
        answer = b""
        for _ in range(200):
            with suppress(TimeoutError):
                answer = connection.recv(65536)
                break
            connection.sendall(b" ")
        assert status_of(answer.decode()) == 408
        assert b"application/problem+json" in answer


def test_bodies_over_8_kb_are_refused_and_none_touches_a_disk(nginx: Nginx) -> None:
    for size, status in ((8 * 1024, 413), (60_000, 413)):
        answer = answer_to(nginx, CALL + f"Content-Length: {size + 1}\r\n\r\n" + "{" * size)
        assert status_of(answer) == status
        assert json.loads(answer.partition("\r\n\r\n")[2])["code"] == "payload_too_large"
    unfinished = CALL + "Content-Length: 60000\r\n\r\n" + "{" * 59_000
    with begun(nginx, unfinished, 280), begun(nginx, CALL + "Content-Length: 8000\r\n\r\n" + "{" * 7999, 90):
        assert ask(nginx) == 409
        stored = [file for file in (nginx.folder / "tmp").rglob("*") if file.is_file() and file.suffix != ".conf"]
        assert sum(file.stat().st_size for file in stored if file.name != "nginx.pid") == 0


# Who is one visitor

FIRST, SECOND = "203.0.113.9", "203.0.113.10"


def held_by(forwarded: str) -> str:
    return SLOW_BODY.replace("Host:", f"X-Forwarded-For: {forwarded}\r\nHost:")


@pytest.mark.parametrize(
    ("proxies", "attacker", "others"),
    [
        pytest.param("1", FIRST, ("198.51.100.7", None), id="behind nothing a header counts for nothing"),
        pytest.param("2", FIRST, (f"198.51.100.7, {FIRST}", SECOND), id="behind a proxy its entry counts"),
        pytest.param("2", FIRST, (f"{FIRST}:4711", SECOND), id="with a port"),
        pytest.param("2", "2001:db8:1:2::1", ("2001:db8:1:2:3:4:5:6", "2001:db8:1:3::1"), id="an IPv6 network"),
        pytest.param("2", "[2001:db8:1:2::1]:4711", ("2001:db8:1:2::2", "2001:db8:1::1"), id="an IPv6 one with a port"),
        pytest.param("2", "::ffff:203.0.113.9", (FIRST, SECOND), id="IPv4 written as IPv6"),
        pytest.param("3", f"{FIRST}, 10.0.0.1", (f"a, {FIRST},10.0.0.2", f"{SECOND}, 10.0.0.1"), id="behind two"),
        pytest.param("127.0.0.0/29", FIRST, (f"198.51.100.7, {FIRST}", SECOND), id="behind a network"),
        pytest.param("127.0.0.0/29, 10.0.0.1", f"{FIRST}, 10.0.0.1", (FIRST, SECOND), id="behind both"),
        pytest.param("10.0.0.0/8,2001:db8::/32", FIRST, ("198.51.100.7", None), id="past the proxy"),
    ],
)
def test_connections_are_bounded_for_each_visitor(
    proxies: str, attacker: str, others: tuple[str, str | None], api: ApiProcess, tmp_path: Path
) -> None:
    same, other = others
    # One more than there may be: once it is refused, the others have been read and counted.
    with Nginx(tmp_path, api.port, proxies, most=5) as nginx, begun(nginx, held_by(attacker), 6) as held:
        assert select.select(held, [], [], PATIENCE)[0]
        refused = answer_to(nginx, CALL + f"X-Forwarded-For: {same}\r\nContent-Length: 2\r\n\r\n{{}}", ATTACKER)
        assert status_of(refused) == 429
        assert "Retry-After: 5" in refused
        assert json.loads(refused.partition("\r\n\r\n")[2])["code"] == "rate_limited"
        # Another visitor comes by the same proxy, or where there is none from another address.
        assert ask(nginx, other or same, ATTACKER if other else HONEST) == 409


def visitors_for(proxies: str, **environ: str) -> subprocess.CompletedProcess[str]:
    command = ["sh", str(FRONTEND / "nginx" / "visitors.sh"), proxies]
    return subprocess.run(
        command, capture_output=True, text=True, check=False, env={"PATH": "/usr/bin:/bin", **environ}
    )


def test_a_proxy_on_this_machine_is_known_by_the_gateway_that_it_comes_in_by(tmp_path: Path) -> None:
    routes = tmp_path / "route"
    routes.write_text("Iface\tDestination\tGateway\neth0\t00000000\t010012AC\neth0\t000012AC\t00000000\n")
    written = visitors_for("127.0.0.1", ROUTES=str(routes)).stdout
    assert "set_real_ip_from 172.18.0.1;" in written
    assert "  172.18.0.1 yes;" in written
    assert "172.18.0.1" not in visitors_for("10.0.0.1", ROUTES=str(routes)).stdout


@pytest.mark.parametrize("proxies", ["unix", "unix,10.0.0.1", "10.0.0.1, Unix"])
def test_a_unix_socket_that_the_api_may_have_is_none_of_nginx(proxies: str) -> None:
    written = visitors_for(proxies)
    assert (written.returncode, written.stderr) == (0, "")
    assert "nix" not in written.stdout
    assert ("set_real_ip_from 10.0.0.1;" in written.stdout) == ("10.0.0.1" in proxies)


@pytest.mark.parametrize(
    "proxies", ["", "proxy.example", "10.0.0.1; include /etc/passwd", "$a", "unix:/tmp/a", "unixes", "*", "10.0.0.1 *"]
)
def test_what_is_no_list_of_proxies_is_refused_with_the_remedy(proxies: str) -> None:
    refused = visitors_for(proxies)
    assert refused.returncode == 2
    assert "TRUSTED_PROXIES: write a number of proxies, or their addresses" in refused.stderr


# What it answers itself, and what it writes down

NUMBER, CODE = "4155550123", "739184"
MARKS = (NUMBER, CODE, "415-555-0123", "415.555.0123")
PLACES = {
    "a path": f"GET /{CODE}/{NUMBER} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a file": f"GET /assets/{NUMBER}.js HTTP/1.1\r\nHost: a\r\n\r\n",
    "a query": f"GET /?code={CODE}&to=%2B1{NUMBER} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a path of the API": f"GET /api/{CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a problem": f"GET /problems/{CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "the query of a call": f"GET /api/config?code={CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a whole address": f"GET http://{NUMBER}/{CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "the host": f"GET / HTTP/1.1\r\nHost: {NUMBER}\r\n\r\n",
    "a bad host": f"GET / HTTP/1.1\r\nHost: {NUMBER}/{CODE}\r\n\r\n",
    "the referer": f"GET /api/none HTTP/1.1\r\nHost: a\r\nReferer: http://a/?code={CODE}\r\n\r\n",
    "the browser": f"GET /none HTTP/1.1\r\nHost: a\r\nUser-Agent: {NUMBER} {CODE}\r\n\r\n",
    "a cookie": f"GET /api/verification HTTP/1.1\r\nHost: a\r\nCookie: {NUMBER}={CODE}\r\n\r\n",
    "a header's name": f"GET / HTTP/1.1\r\nHost: a\r\nX-{NUMBER}: a\r\n\r\n",
    "a header that is none": f"GET / HTTP/1.1\r\nHost: a\r\n{NUMBER} {CODE}\r\n\r\n",
    "a method": f"{CODE} / HTTP/1.1\r\nHost: a\r\n\r\n",
    "a method of letters": "SECRETWORD /api/config HTTP/1.1\r\nHost: a\r\n\r\n",
    "a version": f"GET / HTTP/{CODE}\r\nHost: a\r\n\r\n",
    "a request line": f"GET /a code {CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a long request line": f"GET /{CODE}{'a' * 9000} HTTP/1.1\r\nHost: a\r\n\r\n",
    "a long header": f"GET / HTTP/1.1\r\nHost: a\r\nX-Long: {CODE}{'a' * 9000}\r\n\r\n",
    "a length": f"POST /api/check-verification HTTP/1.1\r\nHost: a\r\nContent-Length: a{CODE}\r\n\r\n",
    "a coding": f"POST /api/check-verification HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: a{CODE}\r\n\r\n",
    "a large body": CALL + f"Content-Length: 9000\r\n\r\n{CODE}{NUMBER}",
    "a body of 8 kB": CALL + "Content-Length: 8000\r\n\r\n" + f"{CODE}{NUMBER}".ljust(8000),
    "another method": f"POST /?{CODE} HTTP/1.1\r\nHost: a\r\nContent-Length: 0\r\n\r\n",
    "TRACE": f"TRACE /{CODE} HTTP/1.1\r\nHost: a\r\n\r\n",
    "TLS": f"\x16\x03\x01{CODE}\r\n\r\n",
    **{
        f"a request id like {given}": f"GET /api/config HTTP/1.1\r\nHost: a\r\nX-Request-ID: {given}\r\n\r\n"
        for given in (NUMBER, f"id-{CODE}", "415-555-0123", "415.555.0123", "4-1-5-5-5-5-0-1-2-3", f"{CODE}{CODE}1234")
    },
    "the address of a proxy": f"GET /api/config HTTP/1.1\r\nHost: a\r\nX-Forwarded-For: {NUMBER}\r\n\r\n",
}


def test_nothing_that_a_client_wrote_stands_in_a_log_or_comes_back(nginx: Nginx, api: ApiProcess) -> None:
    answers = {place: answer_to(nginx, request) for place, request in PLACES.items()}
    written = {"nginx": nginx.logs(), "the API": api.log.read_text(), **answers}
    found = {
        (where, mark)
        for where, text in written.items()
        for mark in (*MARKS, "SECRETWORD", "4-1-5-5-5-5-0-1-2-3")
        if mark in text
    }
    assert found == set()
    for place, answer in answers.items():
        if status_of(answer) >= 400:
            assert "application/problem+json" in answer, place
            problem = json.loads(answer.partition("\r\n\r\n")[2]) if "TRACE" not in place else None
            assert problem is None or problem["status"] == status_of(answer), place
    until(lambda: len((nginx.folder / "access.log").read_text().splitlines()) > len(PLACES))
    lines = [json.loads(line) for line in (nginx.folder / "access.log").read_text().splitlines()]
    assert {"/api/config", "/assets/", "/problems/<code>", "(other)"} <= {line["route"] for line in lines}


@pytest.mark.parametrize(
    "given", ["support-case-42", "0f8fad5b-d9cb-469f-a165-70867728950e", "4bf92f3577b34da6a3ce929d0e0e4736"]
)
def test_an_id_that_could_be_no_number_is_kept_in_both_logs(given: str, nginx: Nginx, api: ApiProcess) -> None:
    answer = answer_to(nginx, f"GET /api/config HTTP/1.1\r\nHost: a\r\nX-Request-ID: {given}\r\n\r\n")
    assert f"X-Request-ID: {given}" in answer
    until(lambda: given in nginx.logs() and given in api.log.read_text())


def test_a_backend_that_does_not_answer_is_told_of_in_the_log_of_calls(tmp_path: Path, api: ApiProcess) -> None:
    with Nginx(tmp_path, api.port) as nginx:
        (tmp_path / "tmp" / "backends.conf").write_text("upstream backends { server 127.0.0.1:9; }\n")
        nginx.reload()
        request = f"GET /api/config?code={CODE} HTTP/1.1\r\nHost: a\r\n\r\n"
        answers = [""]

        def refused() -> bool:
            answers.append(answer_to(nginx, request))
            return status_of(answers[-1]) == 503

        until(refused)
        assert json.loads(answers[-1].partition("\r\n\r\n")[2])["code"] == "provider_unavailable"
        until(lambda: '"status":503,' in nginx.logs())
        told = [json.loads(line) for line in (tmp_path / "access.log").read_text().splitlines()]
        assert {(line["upstream"], line["upstream_status"]) for line in told if line["status"] == 503} <= {
            ("127.0.0.1:9", "502"),
            # For a few seconds after a failure it is not even asked.
            ("backends", "502"),
        }
        assert CODE not in nginx.logs()
