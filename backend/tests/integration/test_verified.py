"""A verified number does not stay with the browser for whoever sits down next."""

from __future__ import annotations

import pytest
from flask import Flask
from werkzeug.http import parse_options_header

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.phone import code_for
from support.visitor import Answer, Visitor

NUMBER = NUMBERS[0]


@pytest.fixture
def app(sandbox: SandboxServer, clock: FakeClock) -> Flask:
    return create_app(settings(sandbox.url, VONAGE_CANCEL_AFTER=0), clock=clock)


def verified(app: Flask, sandbox: SandboxServer) -> tuple[Visitor, Answer]:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    return visitor, visitor.guess(code_for(sandbox, NUMBER))


def max_age(answer: Answer) -> int:
    _, attributes = parse_options_header(answer.headers["Set-Cookie"])
    return int({name.lower(): value for name, value in attributes.items()}["max-age"])


def test_cancelling_ends_it(app: Flask, sandbox: SandboxServer) -> None:
    visitor, answer = verified(app, sandbox)
    assert answer.body["status"] == visitor.state().body["status"] == "verified"
    assert visitor.cancel().body["status"] == "none"
    after = visitor.state().body
    assert (after["status"], after["phoneNumber"], after["verifiedAt"]) == ("none", None, None)


def test_cancelling_ends_copies_of_it_too(app: Flask, sandbox: SandboxServer) -> None:
    visitor, _ = verified(app, sandbox)
    copy = Visitor(app)
    assert visitor.cookie is not None
    copy.cookie = visitor.cookie
    visitor.cancel()
    assert copy.state().body["status"] == "none"


def test_it_ends_after_ten_minutes(app: Flask, sandbox: SandboxServer, clock: FakeClock) -> None:
    visitor, answer = verified(app, sandbox)
    assert max_age(answer) == 600
    clock.advance(599)
    assert visitor.state().body["status"] == "verified"
    clock.advance(1)
    after = visitor.state().body
    assert (after["status"], after["phoneNumber"]) == ("none", None)


def test_it_ends_when_the_operator_says(sandbox: SandboxServer, clock: FakeClock) -> None:
    app = create_app(settings(sandbox.url, VERIFIED_LIFETIME=7200), clock=clock)
    visitor, answer = verified(app, sandbox)
    assert max_age(answer) == 7200
    clock.advance(7199)
    assert visitor.state().body["status"] == "verified"
    clock.advance(1)
    assert visitor.state().body["status"] == "none"


def test_a_code_under_way_still_has_the_whole_session(app: Flask) -> None:
    assert max_age(Visitor(app).ask(NUMBER)) == 3600


def test_a_cookie_that_an_older_version_sealed_for_longer_ends_in_time_too(
    sandbox: SandboxServer, clock: FakeClock
) -> None:
    older = create_app(settings(sandbox.url, VERIFIED_LIFETIME=3600), clock=clock)
    visitor, _ = verified(older, sandbox)
    newer = Visitor(create_app(settings(sandbox.url), clock=clock))
    assert visitor.cookie is not None
    newer.cookie = visitor.cookie
    assert newer.state().body["status"] == "verified"
    clock.advance(600)
    assert newer.state().body["status"] == "none"
    assert newer.guess("123456").code == "no_pending_verification"
