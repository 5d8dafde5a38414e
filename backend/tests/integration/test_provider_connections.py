"""How calls travel to the provider: once, in bounded time, over connections that are kept, also through a proxy."""

from __future__ import annotations

import gzip
import threading
from collections.abc import Callable, Iterator
from pathlib import Path
from urllib.parse import urlsplit

import pytest

from dialproof.channels import Channel
from dialproof.phone import PhoneNumber
from dialproof.providers.base import Ambiguous, Failed, Unavailable
from dialproof.sandbox.server import SandboxServer
from support.adapter import NUMBER, STRANGERS_REQUEST, Tunnel, make, request, verify, warm
from support.api import NUMBERS
from support.certificates import Authority
from support.line import Line, Wire, http_answer
from support.phone import calls, inject, texts


@pytest.fixture
def line(sandbox: SandboxServer) -> Iterator[Line]:
    with Line(sandbox.url) as line:
        yield line


# One click, one text


@pytest.mark.parametrize("warmed", [False, True], ids=["new connection", "warmed pool"])
@pytest.mark.parametrize("spoil", [Wire.hang_up, Wire.reset], ids=["closed", "reset"])
def test_a_start_goes_out_once_on_a_dropped_connection(
    spoil: Callable[[Wire], None], warmed: bool, line: Line, sandbox: SandboxServer
) -> None:
    provider = make(line.url)
    if warmed:
        warm(provider, line)
    line.calls.clear()
    line.answer("start", spoil)
    with pytest.raises(Ambiguous):
        provider.start(NUMBER, Channel.SMS, None)
    assert line.count("start") == 1
    assert texts(sandbox, NUMBER.e164) == 0


def test_a_start_whose_answer_is_lost_sends_one_text(sandbox: SandboxServer) -> None:
    inject(sandbox, operation="start", drop="after", times=20)
    with pytest.raises(Ambiguous):
        make(sandbox.url).start(NUMBER, Channel.SMS, None)
    assert calls(sandbox, "start") == 1
    assert texts(sandbox) == 1


def test_a_start_without_an_answer_goes_out_once(line: Line) -> None:
    line.answer("start", Wire.stay_silent)
    with pytest.raises(Ambiguous, match="in time"):
        make(line.url, read_timeout=0.2).start(NUMBER, Channel.SMS, None)
    assert line.count("start") == 1


@pytest.mark.parametrize("warmed", [False, True], ids=["new connection", "warmed pool"])
def test_nothing_goes_out_when_there_is_no_thread_left_to_time_it(
    warmed: bool, line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    def exhausted(_: threading.Timer) -> None:
        raise RuntimeError("can't start new thread")

    provider = make(line.url)
    if warmed:
        warm(provider, line)
    line.calls.clear()
    with monkeypatch.context() as limited:
        limited.setattr(threading.Timer, "start", exhausted)
        with pytest.raises(Unavailable):
            provider.start(NUMBER, Channel.SMS, None)
    assert line.count("start") == 0
    provider.start(NUMBER, Channel.SMS, None)
    assert line.count("start") == 1


def test_a_cancellation_goes_out_once_on_a_dropped_connection(line: Line) -> None:
    provider = make(line.url)
    started = provider.start(NUMBER, Channel.SMS, None)
    line.answer("cancel", Wire.hang_up)
    with pytest.raises(Ambiguous):
        provider.cancel(started.request)
    assert line.count("cancel") == 1


def test_a_check_is_asked_twice_at_most(line: Line) -> None:
    provider = make(line.url)
    started = provider.start(NUMBER, Channel.SMS, None)
    line.answer("check", Wire.hang_up)
    with pytest.raises(Ambiguous):
        provider.check(started.request, "000000")
    assert line.count("check") == 2


@pytest.mark.parametrize("closing", [False, True], ids=["kept", "closing"])
@pytest.mark.parametrize("part", ["headers", "body"])
def test_an_answer_that_drips_in_is_cut_off_and_not_asked_for_again(part: str, closing: bool, line: Line) -> None:
    """The whole of it would be a good answer, some twenty seconds later."""
    body = b'{"request_id": "' + STRANGERS_REQUEST.encode() + b'", "status": "completed"}'.ljust(200)
    answer = http_answer(200, body, X_Padding="." * 200, **({"Connection": "close"} if closing else {}))
    at_once = 0 if part == "headers" else len(answer) - 200

    def drip(wire: Wire) -> None:
        wire.write(answer[:at_once])
        wire.drip(answer[at_once:])

    line.answer("check", drip)
    with pytest.raises(Ambiguous, match="in time"):
        make(line.url, read_timeout=0.4).check(request(), "000000")
    assert line.count("check") == 1


def test_connections_that_the_provider_closed_while_idle_cost_nothing(line: Line, sandbox: SandboxServer) -> None:
    provider = make(line.url)
    warm(provider, line)
    line.hang_up(join=True)
    provider.start(NUMBER, Channel.SMS, None)
    assert texts(sandbox, NUMBER.e164) == 1


# Connections


def test_a_connection_is_kept_for_many_calls(line: Line, sandbox: SandboxServer) -> None:
    provider = make(line.url)
    for number in NUMBERS[:10]:
        verify(provider, sandbox, PhoneNumber.parse(number))
    assert line.connections == 1


def test_every_thread_finds_a_connection_kept_for_it(line: Line) -> None:
    provider = make(line.url, pool_size=16)
    for _ in range(3):
        warm(provider, line, connections=16)
    assert line.connections == 16


# Proxies and compression


@pytest.fixture
def behind_a_proxy(
    sandbox: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[tuple[Line, Tunnel]]:
    """A line over TLS that can be reached through a proxy alone, as the environment says."""
    authority = Authority.make(tmp_path)
    with Line(sandbox.url, tls=authority.server(tmp_path, "localhost")) as line:
        tunnel = Tunnel(urlsplit(line.url).port or 0)
        monkeypatch.setenv("HTTPS_PROXY", f"http://127.0.0.1:{tunnel.port}")
        monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
        yield line, tunnel
        tunnel.close()


def test_a_proxy_of_the_environment_is_used_with_the_same_bounds(
    behind_a_proxy: tuple[Line, Tunnel], sandbox: SandboxServer
) -> None:
    line, tunnel = behind_a_proxy
    provider = make(line.url, read_timeout=0.5)
    verify(provider, sandbox, NUMBER)
    assert [asked.partition(" HTTP/")[0] for asked in tunnel.asked] == [f"CONNECT localhost:{urlsplit(line.url).port}"]
    line.answer("check", lambda wire: wire.drip(http_answer(200, b"{}", X_Padding="." * 200)))
    with pytest.raises(Ambiguous, match="in time"):
        provider.check(request(), "000000")


@pytest.mark.parametrize("warmed", [False, True])
@pytest.mark.parametrize("end", [Wire.reset, Wire.hang_up, Wire.stay_silent])
def test_what_has_passed_a_proxy_may_have_been_carried_out(
    end: Callable[[Wire], None], warmed: bool, behind_a_proxy: tuple[Line, Tunnel], sandbox: SandboxServer
) -> None:
    line, _ = behind_a_proxy
    provider = make(line.url, read_timeout=0.5)
    if warmed:
        verify(provider, sandbox, NUMBER)
    line.answer("start", end)
    with pytest.raises(Ambiguous):
        provider.start(NUMBER, Channel.SMS, None)


def test_a_proxy_that_is_away_is_a_provider_that_was_not_reached(
    behind_a_proxy: tuple[Line, Tunnel], sandbox: SandboxServer
) -> None:
    line, tunnel = behind_a_proxy
    tunnel.close()
    with pytest.raises(Unavailable):
        make(line.url).start(NUMBER, Channel.SMS, None)


@pytest.mark.parametrize("away", [Line.refuse, Line.ignore])
def test_a_proxy_that_lets_nobody_in_is_a_provider_that_was_not_reached(
    away: Callable[[Line], None], line: Line, monkeypatch: pytest.MonkeyPatch
) -> None:
    away(line)
    monkeypatch.setenv("HTTPS_PROXY", line.url)
    with pytest.raises(Unavailable):
        make("https://localhost:9", connect_timeout=0.5).start(NUMBER, Channel.SMS, None)


def test_a_compressed_answer_is_read(line: Line) -> None:
    body = gzip.compress(b'{"request_id": "' + STRANGERS_REQUEST.encode() + b'", "status": "completed"}')
    line.answer("check", lambda wire: wire.write(http_answer(200, body, Content_Encoding="gzip")))
    make(line.url).check(request(), "000000")


def test_a_compressed_answer_that_grows_without_end_is_not_read(line: Line) -> None:
    body = gzip.compress(b"a" * 50_000_000)
    line.answer("check", lambda wire: wire.write(http_answer(200, body, Content_Encoding="gzip")))
    with pytest.raises(Failed, match="too large"):
        make(line.url).check(request(), "000000")
