"""The bounds of every call, whichever library an SDK stands on: `requests` or urllib3 itself."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import pytest
import requests

from dialproof.providers.base import Ambiguous, ConnectionDropped, Failed, ProviderFailure, Unavailable
from dialproof.providers.transport import BoundedAdapter, Bounds, bounded_manager
from dialproof.sandbox.server import SandboxServer
from dialproof.settings import SettingsError
from support.adapter import Tunnel
from support.certificates import Authority
from support.line import Line, Wire, http_answer

PATH = "/v1/Account/MA/Verify/Session/?page=2"
BODY = b'{"answer": "' + b"yes" * 20 + b'"}'


@dataclass(frozen=True)
class Answer:
    status: int
    body: bytes


Send = Callable[..., Answer]


def over_requests(base_url: str, bounds: Bounds) -> Send:
    """Speak as an SDK on `requests` does, with all the defaults that cost money."""
    session = requests.Session()
    for scheme in ("https://", "http://"):
        session.mount(scheme, BoundedAdapter(bounded_manager(base_url, bounds)))

    def send(url: str) -> Answer:
        answer = session.post(url, json={"to": "somebody"}, timeout=None)
        return Answer(answer.status_code, answer.content)

    return send


def over_urllib3(base_url: str, bounds: Bounds) -> Send:
    """Speak as an SDK on urllib3 does."""
    manager = bounded_manager(base_url, bounds)

    def send(url: str) -> Answer:
        answer = manager.request("POST", url, json={"to": "somebody"}, retries=5, redirect=True, timeout=None)
        return Answer(answer.status, answer.data)

    return send


@pytest.fixture(params=[over_requests, over_urllib3])
def sdk(request: pytest.FixtureRequest) -> Callable[[str], Send]:
    """Return what makes an SDK for a base address."""

    def make(base_url: str) -> Send:
        send: Send = request.param(base_url, Bounds(connect_timeout=0.5, read_timeout=0.5, pool_size=4))
        return send

    return make


@pytest.fixture
def line(sandbox: SandboxServer) -> Iterator[Line]:
    with Line(sandbox.url) as line:
        yield line


@pytest.fixture
def send(sdk: Callable[[str], Send], line: Line) -> Callable[[], Answer]:
    """Send one call to the line, from an SDK that believes to call the vendor's own host."""
    client = sdk(line.url)
    return lambda: client(f"https://api.vendor.example{PATH}")


def test_a_call_goes_to_the_base_address_whatever_host_the_sdk_names(send: Callable[[], Answer], line: Line) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(202, BODY)))
    assert send() == Answer(202, BODY)
    [call] = line.calls
    headers = {name.lower(): value for name, value in call.headers.items()}
    assert (call.method, call.path, json.loads(call.body)) == ("POST", PATH, {"to": "somebody"})
    assert headers["host"] == urlsplit(line.url).netloc


def test_connections_are_kept(send: Callable[[], Answer], line: Line) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(200, BODY)))
    for _ in range(5):
        send()
    assert line.connections == 1


def _drip(answer: bytes, at_once: int) -> Callable[[Wire], None]:
    def behave(wire: Wire) -> None:
        wire.write(answer[:at_once])
        wire.drip(answer[at_once:])

    return behave


def _write_and_hang_up(answer: bytes) -> Callable[[Wire], None]:
    def behave(wire: Wire) -> None:
        wire.write(answer)
        wire.hang_up()

    return behave


WHOLE = http_answer(200, BODY, X_Padding="." * 100)
FAULTS: dict[str, tuple[Callable[[Wire], None], type[ProviderFailure]]] = {
    "closed": (Wire.hang_up, ConnectionDropped),
    "reset": (Wire.reset, ConnectionDropped),
    "cut": (_write_and_hang_up(WHOLE[:-3]), ConnectionDropped),
    "silent": (Wire.stay_silent, Ambiguous),
    "slow headers": (_drip(WHOLE, 20), Ambiguous),
    "slow body": (_drip(WHOLE, len(WHOLE) - len(BODY)), Ambiguous),
    "not HTTP": (_write_and_hang_up(b"SSH-2.0-OpenSSH\r\n"), ConnectionDropped),
    "too long": (lambda wire: wire.write(http_answer(200, b" " * 100_000)), Failed),
    "growing": (
        lambda wire: wire.write(http_answer(200, gzip.compress(b" " * 9_000_000), Content_Encoding="gzip")),
        Failed,
    ),
    "not gzip": (lambda wire: wire.write(http_answer(200, BODY, Content_Encoding="gzip")), ConnectionDropped),
}


@pytest.mark.parametrize("fault", FAULTS)
@pytest.mark.parametrize("warmed", [False, True], ids=["new", "warmed"])
def test_a_call_that_goes_wrong_is_told_as_what_it_is_and_never_repeated(
    fault: str, warmed: bool, send: Callable[[], Answer], line: Line
) -> None:
    behave, failure = FAULTS[fault]
    if warmed:
        line.answer("check", lambda wire: wire.write(http_answer(200, BODY)))
        send()
        line.calls.clear()
    line.answer("check", behave)
    with pytest.raises(failure) as raised:
        send()
    assert type(raised.value) is failure
    assert raised.value.__cause__ is None
    assert len(line.calls) == 1


@pytest.mark.parametrize("status", [301, 302, 303, 307, 308])
def test_a_redirect_is_not_followed(status: int, send: Callable[[], Answer], line: Line) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(status, b"", Location=f"{line.url}/elsewhere")))
    with pytest.raises(Failed, match="redirect"):
        send()
    assert len(line.calls) == 1


@pytest.mark.parametrize("status", [413, 429, 503])
def test_what_the_vendor_asks_to_repeat_is_left_to_the_rules(
    status: int, send: Callable[[], Answer], line: Line
) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(status, b"", Retry_After="0")))
    assert send().status == status
    assert len(line.calls) == 1


def test_json_that_is_nested_too_deeply_reaches_no_parser(send: Callable[[], Answer], line: Line) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(422, b"[" * 60_000)))
    assert send() == Answer(422, b"")


def test_a_compressed_answer_is_read(send: Callable[[], Answer], line: Line) -> None:
    line.answer("check", lambda wire: wire.write(http_answer(200, gzip.compress(BODY), Content_Encoding="gzip")))
    assert send() == Answer(200, BODY)


@pytest.mark.parametrize("away", [Line.refuse, Line.ignore])
def test_a_vendor_that_is_not_reached_gets_nothing(
    away: Callable[[Line], None], send: Callable[[], Answer], line: Line
) -> None:
    away(line)
    with pytest.raises(Unavailable):
        send()


# TLS and proxies


@pytest.fixture
def authority(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Authority:
    authority = Authority.make(tmp_path)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
    return authority


def test_a_certificate_of_the_bundle_is_trusted_and_no_other(
    sdk: Callable[[str], Send],
    authority: Authority,
    sandbox: SandboxServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Line(sandbox.url, tls=authority.server(tmp_path, "localhost")) as line:
        line.answer("check", lambda wire: wire.write(http_answer(200, BODY)))
        assert sdk(line.url)("https://api.vendor.example/").status == 200
        monkeypatch.delenv("REQUESTS_CA_BUNDLE")
        with pytest.raises(Unavailable):
            sdk(line.url)("https://api.vendor.example/")
        assert len(line.calls) == 1


def test_a_proxy_of_the_environment_is_used(
    sdk: Callable[[str], Send],
    authority: Authority,
    sandbox: SandboxServer,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    with Line(sandbox.url, tls=authority.server(tmp_path, "localhost")) as line:
        tunnel = Tunnel(urlsplit(line.url).port or 0)
        line.answer("check", lambda wire: wire.write(http_answer(200, BODY)))
        monkeypatch.setenv("HTTPS_PROXY", f"http://user:pass@127.0.0.1:{tunnel.port}")
        assert sdk(line.url)("https://api.vendor.example/").status == 200
        monkeypatch.setenv("HTTPS_PROXY", f"127.0.0.1:{tunnel.port}")
        assert sdk(line.url)("https://api.vendor.example/").status == 200
        monkeypatch.setenv("NO_PROXY", "localhost")
        assert sdk(line.url)("https://api.vendor.example/").status == 200
        tunnel.close()
    signed, unsigned = tunnel.asked
    assert signed.splitlines()[0].startswith(f"CONNECT localhost:{urlsplit(line.url).port} ")
    assert "authorization: basic dXNlcjpwYXNz".lower() in signed.lower()
    assert "authorization" not in unsigned.lower()


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("REQUESTS_CA_BUNDLE", "/nowhere/ca.pem"),
        ("CURL_CA_BUNDLE", __file__),
        ("HTTPS_PROXY", "socks5://127.0.0.1:1080"),
    ],
)
def test_an_environment_that_leads_nowhere_is_told_at_the_start(
    name: str, value: str, sdk: Callable[[str], Send], monkeypatch: pytest.MonkeyPatch
) -> None:
    for other in ("REQUESTS_CA_BUNDLE", "CURL_CA_BUNDLE"):
        monkeypatch.delenv(other, raising=False)
    monkeypatch.setenv(name, value)
    with pytest.raises(SettingsError, match=name):
        sdk("https://api.vendor.example")
