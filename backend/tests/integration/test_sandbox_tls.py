"""The sandbox over https, beside plain http at the same port: as clients, pages and careless programs meet it."""

from __future__ import annotations

import http.client
import json
import logging
import re
import socket
import ssl
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from devtools.setup.system_packages import find_browser

from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from support.node import Workshop

SCRIPT = Path(__file__).with_name("phone_over_https.mjs")
NUMBER = "+14155550100"
START = {"brand": "Acme", "workflow": [{"channel": "sms", "to": "14155550100"}]}
ACCOUNT = ("sandbox", "sandbox-secret")


@pytest.fixture
def sandbox(tmp_path: Path) -> Iterator[SandboxServer]:
    with SandboxServer(SandboxSettings(tls=str(tmp_path / "tls"), vonage=VonageSettings(cancel_after=0))) as server:
        yield server


@pytest.fixture
def client(sandbox: SandboxServer) -> Iterator[requests.Session]:
    with requests.Session() as session:
        session.trust_env = False  # REQUESTS_CA_BUNDLE would count more than what is said here
        session.verify = str(certificate_of(sandbox).authority)
        yield session


def certificate_of(sandbox: SandboxServer) -> Certificate:
    return Certificate(Path(str(sandbox.settings.tls)))


def https(sandbox: SandboxServer, host: str = "localhost") -> str:
    return f"https://{host}:{sandbox.port}"


@pytest.mark.parametrize("host", ["localhost", "127.0.0.1"])
def test_a_client_that_trusts_the_certificate_gets_through(
    host: str, sandbox: SandboxServer, client: requests.Session
) -> None:
    started = client.post(f"{https(sandbox, host)}/v2/verify", json=START, auth=ACCOUNT, timeout=30)
    assert started.status_code == 202
    [message] = client.get(f"{https(sandbox, host)}/inbox/messages", params={"to": NUMBER}, timeout=30).json()
    address = f"{https(sandbox, host)}/v2/verify/{started.json()['request_id']}"
    assert client.post(address, json={"code": message["code"]}, auth=ACCOUNT, timeout=30).status_code == 200


def test_plain_http_goes_on_at_the_same_port(sandbox: SandboxServer) -> None:
    assert requests.get(f"http://localhost:{sandbox.port}/health", timeout=30).json() == {"status": "ok"}


def test_the_certificate_can_be_fetched_before_it_is_trusted(sandbox: SandboxServer, tmp_path: Path) -> None:
    fetched = tmp_path / "fetched.pem"
    fetched.write_bytes(requests.get(f"http://localhost:{sandbox.port}/authority.pem", timeout=30).content)
    assert requests.get(f"{https(sandbox)}/health", verify=str(fetched), timeout=30).status_code == 200


def test_without_https_there_is_no_certificate_and_the_answer_says_how_to_get_one() -> None:
    with SandboxServer() as sandbox:
        answer = requests.get(f"{sandbox.url}/authority.pem", timeout=30)
    assert answer.status_code == 404
    assert "--tls" in answer.json()["detail"]


def test_the_bundle_is_enough_for_a_client_that_takes_one_file(sandbox: SandboxServer) -> None:
    answer = requests.get(f"{https(sandbox)}/health", verify=str(certificate_of(sandbox).bundle), timeout=30)
    assert answer.status_code == 200


def test_one_connection_carries_many_calls(sandbox: SandboxServer, client: requests.Session) -> None:
    for _ in range(5):
        client.get(f"{https(sandbox)}/health", timeout=30)
    assert sandbox._server is not None
    assert len(sandbox._server._open) == 1


def test_the_phone_and_its_events_come_over_https(sandbox: SandboxServer, client: requests.Session) -> None:
    page = client.get(f"{https(sandbox)}/", timeout=30)
    assert page.headers["Content-Type"].startswith("text/html")
    scripts = re.findall(r'(?:src|href)="([^"]+\.(?:js|css))"', page.text)
    assert scripts
    for script in scripts:
        assert client.get(requests.compat.urljoin(page.url, script), timeout=30).status_code == 200
    with client.get(f"{https(sandbox)}/inbox/events", stream=True, timeout=30) as stream:
        lines = stream.iter_lines(chunk_size=1, decode_unicode=True)
        assert next(lines).startswith("retry:")
        requests.post(f"{https(sandbox)}/v2/verify", json=START, auth=ACCOUNT, verify=client.verify, timeout=30)
        assert "event: message" in next(line for line in lines if line.startswith("event"))


def test_a_browser_shows_a_text_on_the_phone_over_https(sandbox: SandboxServer, tmp_path: Path) -> None:
    browser = find_browser()
    assert browser is not None, "a Chromium is needed: install Debian's `chromium`, or name one in CHROME_PATH"
    folder = tmp_path / "workshop"
    folder.mkdir()
    workshop = Workshop(folder)
    script = workshop.write(SCRIPT.name, SCRIPT.read_text(encoding="utf-8"))
    assert json.loads(workshop.run(script, https(sandbox), NUMBER, browser)) == {"faults": []}


def test_a_page_of_its_own_may_press_the_buttons_over_https(sandbox: SandboxServer, client: requests.Session) -> None:
    origin = {"Origin": https(sandbox), "Sec-Fetch-Site": "same-origin"}
    assert client.post(f"{https(sandbox)}/control/reset", json={}, headers=origin, timeout=30).status_code == 204


def test_addresses_that_it_hands_out_are_https_where_it_was_called_so(
    sandbox: SandboxServer, client: requests.Session
) -> None:
    workflow = [{"channel": "silent_auth", "to": "14155550100", "coverage_check": False}]
    body = {"brand": "Acme", "workflow": workflow}
    answer = client.post(f"{https(sandbox)}/v2/verify", json=body, auth=ACCOUNT, timeout=30)
    assert answer.json()["check_url"].startswith(f"{https(sandbox)}/")


@pytest.mark.parametrize("reset", [False, True])
@pytest.mark.parametrize("when", ["before", "after", "middle"])
def test_a_connection_is_dropped_on_request_over_https_too(
    when: str, reset: bool, sandbox: SandboxServer, client: requests.Session
) -> None:
    fault = {"operation": "start", "drop": when, "reset": reset}
    client.post(f"{https(sandbox)}/control/faults", json=fault, timeout=30).raise_for_status()
    with pytest.raises((requests.ConnectionError, requests.exceptions.ChunkedEncodingError)):
        client.post(f"{https(sandbox)}/v2/verify", json=START, auth=ACCOUNT, timeout=30)
    assert client.get(f"{https(sandbox)}/health", timeout=30).status_code == 200


def test_an_answer_that_ends_with_the_connection_ends_properly(sandbox: SandboxServer) -> None:
    context = ssl.create_default_context(cafile=str(certificate_of(sandbox).authority))
    with (
        socket.create_connection(("127.0.0.1", sandbox.port), timeout=30) as raw,
        # Without the server's goodbye this client would raise, as careful ones do.
        context.wrap_socket(raw, server_hostname="localhost", suppress_ragged_eofs=False) as connection,
    ):
        connection.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
        received = b""
        while part := connection.recv(4096):
            received += part
    assert received.endswith(b'{"status":"ok"}\n')


def test_a_client_that_does_not_trust_it_is_told_about_once_in_the_log(
    sandbox: SandboxServer, caplog: pytest.LogCaptureFixture
) -> None:
    for _ in range(2):
        with pytest.raises(requests.exceptions.SSLError):
            requests.get(f"{https(sandbox)}/health", timeout=30)
    sandbox.stop()
    assert len(re.findall("does not trust the certificate", caplog.text)) == 1


def test_https_where_none_is_spoken_is_told_about_once_in_the_log(caplog: pytest.LogCaptureFixture) -> None:
    with SandboxServer() as sandbox:
        for _ in range(2):
            with pytest.raises(requests.exceptions.ConnectionError):
                requests.get(f"{https(sandbox)}/health", timeout=30)
        assert requests.get(f"{sandbox.url}/health", timeout=30).status_code == 200
    assert len(re.findall("start with --tls", caplog.text)) == 1


@pytest.mark.parametrize(
    "begins", [b"\x16\x03\x01\x00\x05hello", b"\x16", b"\x16\x03", b""], ids=["nonsense", "byte", "two", "nothing"]
)
def test_a_client_that_breaks_off_is_no_failure_of_the_sandbox(
    begins: bytes, sandbox: SandboxServer, client: requests.Session, caplog: pytest.LogCaptureFixture
) -> None:
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=30) as raw:
        raw.sendall(begins)
    assert client.get(f"{https(sandbox)}/health", timeout=30).status_code == 200
    sandbox.stop()
    assert [record for record in caplog.records if record.levelno >= logging.ERROR] == []


def test_stopping_ends_open_connections_and_handshakes_that_have_only_begun(sandbox: SandboxServer) -> None:
    context = ssl.create_default_context(cafile=str(certificate_of(sandbox).authority))
    open_one = http.client.HTTPSConnection("localhost", sandbox.port, timeout=30, context=context)
    open_one.request("GET", "/control/events")
    assert open_one.getresponse().status == 200
    with socket.create_connection(("127.0.0.1", sandbox.port), timeout=30) as half:
        half.sendall(b"\x16\x03\x01")
        sandbox.stop()
        assert half.recv(100) == b""
    open_one.close()


def test_the_same_certificate_serves_after_a_restart(sandbox: SandboxServer, client: requests.Session) -> None:
    sandbox.stop()
    with SandboxServer(sandbox.settings) as again:
        assert client.get(f"{https(again)}/health", timeout=30).status_code == 200
