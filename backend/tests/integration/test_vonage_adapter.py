"""The traps of the vendor's SDK, each closed: one start for one click, cached tokens, time-outs, silence."""

from __future__ import annotations

import itertools
import json
import logging
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from dialproof.channels import Channel
from dialproof.phone import LineType, PhoneNumber
from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    Failed,
    InProgress,
    Misconfigured,
    NumberInvalid,
    ProviderFailure,
    ReplacementFailed,
    RequestUnknown,
    Unavailable,
)
from dialproof.providers.vonage.adapter import VonageVerify
from dialproof.providers.vonage.auth import TOKEN_LIFETIME, TOKEN_MARGIN
from dialproof.providers.vonage.open_requests import CONFLICT_LINGERS
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from fakes import FakeClock
from support.adapter import NUMBER, STRANGERS_REQUEST, make, request, verify
from support.api import NUMBERS
from support.line import Line, Wire, http_answer
from support.phone import calls, code_for, inject, wrong_code_for
from support.provider_contract.nonsense import NONSENSE

APPLICATION = "aaaaaaaa-bbbb-4ccc-8ddd-0123456789ab"


@pytest.fixture(scope="module")
def private_key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


@pytest.fixture(scope="module")
def sandbox(private_key: rsa.RSAPrivateKey) -> Iterator[SandboxServer]:
    """A sandbox that knows both kinds of credentials."""
    public_key = private_key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    settings = SandboxSettings(
        history=100_000, vonage=VonageSettings(cancel_after=0, application_id=APPLICATION, public_key=public_key)
    )
    with SandboxServer(settings) as server:
        yield server


@pytest.fixture(autouse=True)
def afresh(sandbox: SandboxServer) -> None:
    sandbox.sandbox.reset()


@pytest.fixture
def line(sandbox: SandboxServer) -> Iterator[Line]:
    with Line(sandbox.url) as line:
        yield line


def application(private_key: rsa.RSAPrivateKey) -> dict[str, str]:
    pem = private_key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    return {"VONAGE_APPLICATION_ID": APPLICATION, "VONAGE_PRIVATE_KEY": pem}


@pytest.fixture
def signatures(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Every token that is signed during the test."""
    signed: list[str] = []
    encode = jwt.encode

    def count(*arguments: Any, **options: Any) -> str:
        signed.append(encode(*arguments, **options))
        return signed[-1]

    monkeypatch.setattr(jwt, "encode", count)
    return signed


# Tokens


def test_a_token_is_signed_once_for_many_calls(
    sandbox: SandboxServer, private_key: rsa.RSAPrivateKey, signatures: list[str]
) -> None:
    provider = make(sandbox.url, application(private_key))
    for number in NUMBERS[:20]:
        verify(provider, sandbox, PhoneNumber.parse(number))
    assert len(signatures) == 1
    assert {call.credentials for call in sandbox.sandbox.calls.calls()} == {"jwt"}


def test_many_threads_at_once_sign_one_token(
    sandbox: SandboxServer, private_key: rsa.RSAPrivateKey, signatures: list[str]
) -> None:
    provider = make(sandbox.url, application(private_key))
    together = threading.Barrier(20)

    def start(number: str) -> None:
        together.wait()
        provider.start(PhoneNumber.parse(number), Channel.SMS, None)

    with ThreadPoolExecutor(20) as pool:
        list(pool.map(start, NUMBERS[:20]))
    assert len(signatures) == 1


def test_a_token_is_renewed_before_it_ends(
    sandbox: SandboxServer, private_key: rsa.RSAPrivateKey, signatures: list[str]
) -> None:
    clock = FakeClock(time.time())
    provider = make(sandbox.url, application(private_key), clock=clock)
    provider.start(NUMBER, Channel.SMS, None)
    clock.advance(TOKEN_LIFETIME - TOKEN_MARGIN - 1)
    provider.start(PhoneNumber.parse(NUMBERS[1]), Channel.SMS, None)
    assert len(signatures) == 1
    clock.advance(1)
    with pytest.raises(ProviderFailure, match="credentials"):  # the sandbox's own clock finds it too new
        provider.start(PhoneNumber.parse(NUMBERS[2]), Channel.SMS, None)
    assert len(signatures) == 2


def test_verifications_with_a_token_cost_about_what_they_cost_with_a_password(
    sandbox: SandboxServer, private_key: rsa.RSAPrivateKey, signatures: list[str], figure: Callable[[str], None]
) -> None:
    """Tells what both cost; what is held to is the number of signatures, which is what made the difference."""
    basic, with_token = make(sandbox.url), make(sandbox.url, application(private_key))
    spent: dict[VonageVerify, float] = {basic: 0.0, with_token: 0.0}
    numbers = itertools.cycle(PhoneNumber.parse(number) for number in NUMBERS)
    for provider in (basic, with_token):
        verify(provider, sandbox, next(numbers))
    for _ in range(10):
        for provider in (basic, with_token):
            began = time.process_time()
            for _ in range(20):
                verify(provider, sandbox, next(numbers))
            spent[provider] += time.process_time() - began
    figure(f"CPU per verification, with a token to with a password: {spent[with_token] / spent[basic]:.2f}")
    assert len(signatures) == 1


# What goes over the wire


def test_a_request_id_that_is_no_uuid_never_gets_into_a_path(line: Line) -> None:
    for request_id in ("../../v2/elsewhere", "", f"{STRANGERS_REQUEST}/next_workflow", f"{STRANGERS_REQUEST}\n"):
        provider = make(line.url)
        with pytest.raises(Failed):
            provider.check(request(request_id), "123456")
        with pytest.raises(Failed):
            provider.cancel(request(request_id))
    assert line.calls == []


@pytest.mark.parametrize(
    ("channel", "step"),
    [
        (Channel.SMS, {"channel": "sms", "to": NUMBER.digits}),
        (Channel.VOICE, {"channel": "voice", "to": NUMBER.digits}),
        (Channel.WHATSAPP, {"channel": "whatsapp", "to": NUMBER.digits, "from": "14155550199"}),
    ],
)
def test_a_channel_is_asked_for_by_its_own_name(channel: Channel, step: dict[str, str], sandbox: SandboxServer) -> None:
    make(sandbox.url, {"VONAGE_WHATSAPP_SENDER": "+14155550199"}).start(NUMBER, channel, None)
    [call] = sandbox.sandbox.calls.calls(operation="start")
    assert call.request["workflow"] == [step]
    assert sandbox.sandbox.inbox.messages()[0].channel == channel.value


def test_a_netrc_does_not_replace_the_credentials(
    sandbox: SandboxServer, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    netrc = tmp_path / "netrc"
    netrc.write_text("default login somebody password else\n")
    netrc.chmod(0o600)
    monkeypatch.setenv("NETRC", str(netrc))
    verify(make(sandbox.url), sandbox, NUMBER)


def test_a_redirect_carries_neither_number_nor_credentials_elsewhere(line: Line, sandbox: SandboxServer) -> None:
    with Line(sandbox.url) as elsewhere:
        line.answer("start", lambda wire: wire.write(http_answer(307, b"", Location=f"{elsewhere.url}/v2/verify")))
        with pytest.raises(Failed, match="redirect"):
            make(line.url).start(NUMBER, Channel.SMS, None)
        assert elsewhere.connections == 0


def test_the_sdk_writes_nothing_to_any_log(sandbox: SandboxServer, caplog: pytest.LogCaptureFixture) -> None:
    provider = make(sandbox.url, code_length=10)  # of six digits, a log holds now and then a code by chance
    vendor = [logging.getLogger(name) for name in logging.root.manager.loggerDict if name.startswith("vonage")]
    for logger in vendor:
        logger.setLevel(logging.DEBUG)
    with caplog.at_level(logging.DEBUG):
        started = provider.start(NUMBER, Channel.SMS, None)
        with pytest.raises(CodeIncorrect):
            provider.check(started.request, wrong_code_for(sandbox, NUMBER.e164))
        with pytest.raises(InProgress):
            provider.start(NUMBER, Channel.SMS, None)
    assert vendor
    assert [record for record in caplog.records if record.name.startswith("vonage")] == []
    said = caplog.text
    assert NUMBER.digits not in said
    assert code_for(sandbox, NUMBER.e164) not in said
    assert "Basic " not in said


# What comes back over the wire


def answering(status: int, body: bytes) -> Callable[[Wire], None]:
    return lambda wire: wire.write(http_answer(status, body))


@pytest.mark.parametrize(
    "answer",
    [
        {"request_id": "d9c5b5fd-0d4e-4a0b-8f0e-6f4d1d1a7c11", "status": "completed"},
        {"request_id": STRANGERS_REQUEST, "status": "pending"},
        {"request_id": STRANGERS_REQUEST},
        {"status": "completed"},
    ],
    ids=["another request", "another status", "no status", "no request"],
)
def test_a_code_is_right_only_where_vonage_says_so_of_this_very_request(line: Line, answer: dict[str, str]) -> None:
    line.answer("check", answering(200, json.dumps(answer).encode()))
    with pytest.raises(Failed):
        make(line.url).check(request(), "123456")


@pytest.mark.parametrize("body", ["deep arrays", "a deep value", "empty", "a list"])
def test_the_status_counts_where_nothing_else_can_be_read(line: Line, body: str) -> None:
    provider = make(line.url)
    for status, failure in ((404, RequestUnknown), (410, AttemptsExhausted), (400, CodeIncorrect)):
        line.answer("check", answering(status, NONSENSE[body]))
        with pytest.raises(failure):
            provider.check(request(), "123456")
    line.answer("cancel", answering(200, NONSENSE[body]))
    provider.cancel(request())


@pytest.mark.parametrize(
    ("names", "failure"),
    [
        (["workflow[0].to"], NumberInvalid),
        (["to"], NumberInvalid),
        (["workflow"], NumberInvalid),
        (["workflow[0].from"], Misconfigured),
        (["workflow[0].from", "workflow[0].to"], Misconfigured),
        (["brand"], Misconfigured),
        (["locale"], Misconfigured),
        (["workflow[0].channel"], Misconfigured),
        (["something_new"], Misconfigured),
        ([], Failed),
    ],
)
def test_only_what_the_visitor_chose_is_the_visitors_fault(
    line: Line, names: list[str], failure: type[ProviderFailure]
) -> None:
    refused = [{"name": name, "reason": "is not valid"} for name in names]
    body = json.dumps({"title": "Invalid params", "invalid_parameters": refused}).encode()
    line.answer("start", answering(422, body))
    with pytest.raises(failure):
        make(line.url).start(NUMBER, Channel.SMS, None)


# What never goes over the wire


def test_a_number_that_the_sdk_does_not_take_is_refused_before_anything_is_sent(line: Line) -> None:
    too_long = PhoneNumber("+49301234567890123", 49, "DE", LineType.FIXED_LINE)
    with pytest.raises(NumberInvalid) as failure:
        make(line.url).start(too_long, Channel.VOICE, None)
    assert line.calls == []
    assert too_long.digits not in f"{failure.value!r} {failure.value.__cause__!r}"


def test_settings_that_the_sdk_does_not_take_are_the_operators_fault(line: Line) -> None:
    with pytest.raises(Misconfigured, match="channel_timeout"):
        make(line.url, code_lifetime=10_000).start(NUMBER, Channel.SMS, None)
    assert line.calls == []


# Somebody else's request


def test_a_strangers_request_in_a_conflict_is_never_touched(line: Line, sandbox: SandboxServer) -> None:
    stranger = make(sandbox.url).start(NUMBER, Channel.SMS, None)
    provider = make(line.url)
    with pytest.raises(InProgress) as conflict:
        provider.start(NUMBER, Channel.SMS, None)
    assert stranger.request.id in str(sandbox.sandbox.calls.calls(operation="start")[0].answer)
    assert stranger.request.id not in f"{conflict.value!r} {conflict.value.__cause__!r} {vars(conflict.value)}"
    assert [call.path for call in line.calls] == ["/v2/verify"]


class Patience:
    """A clock that is moved by those who sleep on it."""

    def __init__(self) -> None:
        self.clock = FakeClock()
        self.naps = 0

    def sleep(self, seconds: float) -> None:
        self.naps += 1
        self.clock.advance(seconds)


@pytest.fixture
def lingering() -> Iterator[tuple[Patience, SandboxServer]]:
    """A provider at which a cancelled request blocks its number for three more seconds."""
    patience = Patience()
    server = SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=0, conflict_linger=3)))
    server.sandbox = create_sandbox(server.settings, clock=patience.clock)
    with server:
        yield patience, server


def test_sending_again_waits_for_the_cancelled_request_to_clear(lingering: tuple[Patience, SandboxServer]) -> None:
    patience, sandbox = lingering
    provider = make(sandbox.url, {"PROVIDER_CONFLICT_WAIT": 4}, clock=patience.clock, sleep=patience.sleep)
    started = provider.start(NUMBER, Channel.SMS, None)
    again = provider.resend(started.request, Channel.VOICE, None)
    assert again.request.id != started.request.id
    assert patience.naps == 3
    provider.check(again.request, code_for(sandbox, NUMBER.e164))


def test_sending_again_gives_up_within_the_bound(lingering: tuple[Patience, SandboxServer]) -> None:
    patience, sandbox = lingering
    provider = make(sandbox.url, {"PROVIDER_CONFLICT_WAIT": 2}, clock=patience.clock, sleep=patience.sleep)
    started = provider.start(NUMBER, Channel.SMS, None)
    with pytest.raises(ReplacementFailed) as conflict:
        provider.resend(started.request, Channel.SMS, None)
    assert isinstance(conflict.value.failure, InProgress)
    assert conflict.value.failure.retry_after == conflict.value.retry_after == CONFLICT_LINGERS
    assert patience.naps == 2


def test_what_cannot_be_cancelled_is_not_replaced(sandbox: SandboxServer) -> None:
    provider = make(sandbox.url)
    started = provider.start(NUMBER, Channel.SMS, None)
    inject(sandbox, operation="cancel", status=409)
    with pytest.raises(Unavailable):
        provider.resend(started.request, Channel.SMS, None)
    assert calls(sandbox, "start") == 1
    provider.check(started.request, code_for(sandbox, NUMBER.e164))
