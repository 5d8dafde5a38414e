"""Old, copied and foreign cookies: what each of them yields."""

from __future__ import annotations

import json
from base64 import urlsafe_b64encode

import pytest
import requests
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from flask import Flask

from dialproof.app import create_app
from dialproof.keys import derive_key
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.session import LAYOUT, NONCE_BYTES
from fakes import FakeClock
from support.api import SECRET_KEY, settings
from support.phone import calls, code_for, texts, wrong_code_for
from support.visitor import Visitor

NUMBER = "+14155550100"


@pytest.fixture
def api(sandbox: SandboxServer, clock: FakeClock) -> Flask:
    return create_app(settings(sandbox.url, VONAGE_CANCEL_AFTER="0"), clock=clock)


def pending_cookie(visitor: Visitor) -> str:
    assert visitor.ask(NUMBER).code == "ok"
    assert visitor.cookie is not None
    return visitor.cookie


def id_in_flight(sandbox: SandboxServer) -> str:
    """Return the provider's id of the request for `NUMBER`, which its answer to a second start names."""
    start = {"brand": "Test", "workflow": [{"channel": "sms", "to": NUMBER.removeprefix("+")}]}
    conflict = requests.post(f"{sandbox.url}/v2/verify", json=start, auth=("sandbox", "sandbox-secret"), timeout=10)
    assert conflict.status_code == 409
    return str(conflict.json()["request_id"])


def sealed(payload: object) -> str:
    """Seal ``payload`` as a session cookie of the service under test."""
    key = AESGCM(derive_key(SECRET_KEY, purpose="session cookie"))
    nonce = bytes(NONCE_BYTES)
    return urlsafe_b64encode(nonce + key.encrypt(nonce, json.dumps(payload).encode(), LAYOUT)).rstrip(b"=").decode()


def test_no_answer_shows_the_providers_request_id(api: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(api)
    seen = [visitor.ask(NUMBER)]
    request_id = id_in_flight(sandbox)
    seen += [visitor.state(), visitor.guess(wrong_code_for(sandbox, NUMBER)), visitor.guess(code_for(sandbox, NUMBER))]
    seen += [visitor.state(), visitor.cancel()]
    for answer in seen:
        assert request_id not in answer.text
        assert request_id not in str(answer.headers)


def test_an_old_cookie_with_a_used_code_has_expired(api: Flask, sandbox: SandboxServer) -> None:
    visitor, thief = Visitor(api), Visitor(api)
    thief.cookie = pending_cookie(visitor)
    code = code_for(sandbox, NUMBER)
    assert visitor.guess(code).code == "ok"
    assert thief.guess(code).code == "code_expired"
    assert thief.state().body["status"] == "expired"


def test_a_cookie_from_before_a_cancel_has_expired(api: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(api)
    kept = pending_cookie(visitor)
    code = code_for(sandbox, NUMBER)
    assert visitor.cancel().body["status"] == "none"
    visitor.cookie = kept
    assert visitor.guess(code).code == "code_expired"


def test_a_cookie_from_before_a_resend_has_expired(api: Flask, sandbox: SandboxServer, clock: FakeClock) -> None:
    visitor = Visitor(api)
    kept = pending_cookie(visitor)
    code = code_for(sandbox, NUMBER)
    clock.advance(30)
    assert visitor.ask(NUMBER).code == "ok"
    visitor.cookie = kept
    assert visitor.guess(code).code == "code_expired"


def test_a_cookie_copied_after_success_shows_the_number_and_grants_nothing_more(
    api: Flask, sandbox: SandboxServer
) -> None:
    visitor, thief = Visitor(api), Visitor(api)
    pending_cookie(visitor)
    visitor.guess(code_for(sandbox, NUMBER))
    assert visitor.cookie is not None
    thief.cookie = visitor.cookie
    assert thief.state().body["status"] == "verified"
    assert thief.guess(code_for(sandbox, NUMBER)).code == "no_pending_verification"


def test_a_cookie_of_another_deployment_is_an_empty_session(sandbox: SandboxServer, clock: FakeClock) -> None:
    here = Visitor(create_app(settings(sandbox.url), clock=clock))
    elsewhere = Visitor(create_app(settings(sandbox.url, SECRET_KEY="the key of some other place"), clock=clock))
    elsewhere.cookie = pending_cookie(here)
    assert elsewhere.state().body["status"] == "none"
    assert elsewhere.guess(code_for(sandbox, NUMBER)).code == "no_pending_verification"


@pytest.mark.parametrize(
    ("change", "status"),
    [({"a field of tomorrow": 1}, "pending"), ({"channel": "pigeon"}, "none"), ({"started_at": 1e300}, "none")],
    ids=["another field", "another channel", "another time"],
)
def test_a_cookie_of_a_newer_version_makes_no_fault(
    change: dict[str, object], status: str, sandbox: SandboxServer, clock: FakeClock
) -> None:
    visitor = Visitor(create_app(settings(sandbox.url), clock=clock))
    pending_cookie(visitor)
    now = clock()
    pending: dict[str, object] = {
        "is": "pending",
        "phone_number": NUMBER,
        "channel": "sms",
        "request_id": id_in_flight(sandbox),
    }
    pending |= {"started_at": now, "expires_at": now + 300, **change}
    visitor.cookie = sealed({"expires": now + 3600, "id": "an-id", "state": pending, "left": []})
    assert visitor.state().body["status"] == status
    assert visitor.guess(wrong_code_for(sandbox, NUMBER)).code == (
        "incorrect_code" if status == "pending" else "no_pending_verification"
    )


def test_a_verification_survives_the_rotation_of_the_secret(sandbox: SandboxServer, clock: FakeClock) -> None:
    before = Visitor(create_app(settings(sandbox.url, SECRET_KEY="the key until today"), clock=clock))
    after = Visitor(
        create_app(
            settings(sandbox.url, SECRET_KEY="the key from today on", SECRET_KEY_FALLBACKS="the key until today"),
            clock=clock,
        )
    )
    after.cookie = pending_cookie(before)
    assert after.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_replaying_a_cookie_wins_no_attempts_back(clock: FakeClock) -> None:
    with SandboxServer(SandboxSettings(vonage=VonageSettings(code_attempts=10))) as lenient:
        visitor = Visitor(create_app(settings(lenient.url), clock=clock))
        kept = pending_cookie(visitor)
        for nth in range(1, 21):
            visitor.cookie = kept
            visitor.guess(wrong_code_for(lenient, NUMBER, nth=nth))
        visitor.cookie = kept
        assert visitor.guess(code_for(lenient, NUMBER)).code == "too_many_attempts"
        assert calls(lenient, "check") == 5


def test_dropping_the_cookie_costs_a_send_for_every_new_set_of_attempts(
    api: Flask, sandbox: SandboxServer, clock: FakeClock
) -> None:
    answers = []
    for _ in range(12):
        answers.append(Visitor(api).ask(NUMBER).code)
        sandbox.sandbox.forget_requests(NUMBER)  # as if the provider forgot the request: only our own limits are left
        clock.advance(60)
    assert answers == ["ok"] * 5 + ["rate_limited"] * 7
    assert texts(sandbox) == 5
