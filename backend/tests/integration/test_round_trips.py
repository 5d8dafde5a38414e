"""How often one call waits for Redis, counted on the wire."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.counted_redis import CountedRedis
from support.phone import code_for, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Answer, Visitor

NUMBER, OTHER = NUMBERS[:2]


@pytest.fixture
def counted(redis: RedisServer) -> Iterator[CountedRedis]:
    with CountedRedis(redis) as counted:
        yield counted


@pytest.fixture
def app(sandbox: SandboxServer, counted: CountedRedis, clock: FakeClock) -> Flask:
    app = create_app(settings(sandbox.url, REDIS_URL=counted.url, VONAGE_CANCEL_AFTER=0), clock=clock)
    Visitor(app).call("GET", "/ready")  # the connection is there, and the script is loaded
    return app


def nothing(visitor: Visitor, sandbox: SandboxServer) -> None:
    """Begin with an empty session."""


def asked(visitor: Visitor, sandbox: SandboxServer) -> None:
    visitor.ask(NUMBER)


def verified(visitor: Visitor, sandbox: SandboxServer) -> None:
    visitor.ask(NUMBER)
    visitor.guess(code_for(sandbox, NUMBER))


def used_up(visitor: Visitor, sandbox: SandboxServer) -> None:
    visitor.ask(NUMBER)
    for _ in range(5):
        visitor.guess(wrong_code_for(sandbox, NUMBER))


@dataclass(frozen=True)
class Case:
    """One call, after what has happened before it; the code of its answer, and how often it may wait for Redis."""

    name: str
    before: Callable[[Visitor, SandboxServer], None]
    press: Callable[[Visitor, SandboxServer], Answer]
    code: str
    most: int


def guess_right(visitor: Visitor, sandbox: SandboxServer) -> Answer:
    return visitor.guess(code_for(sandbox, NUMBER))


def guess_wrong(visitor: Visitor, sandbox: SandboxServer) -> Answer:
    return visitor.guess(wrong_code_for(sandbox, NUMBER))


CASES = [
    Case("a first code", nothing, lambda visitor, _: visitor.ask(NUMBER), "ok", 3),
    Case("a code for another number", asked, lambda visitor, _: visitor.ask(OTHER), "ok", 4),
    Case("a new code too soon", asked, lambda visitor, _: visitor.ask(NUMBER), "resend_too_soon", 2),
    Case("a wrong code", asked, guess_wrong, "incorrect_code", 3),
    Case("the right code", asked, guess_right, "ok", 3),
    Case("a code after too many", used_up, guess_right, "code_expired", 2),
    Case("reading an empty session", nothing, lambda visitor, _: visitor.state(), "ok", 1),
    Case("reading a pending code", asked, lambda visitor, _: visitor.state(), "ok", 1),
    Case("reading a verified number", verified, lambda visitor, _: visitor.state(), "ok", 1),
    Case("cancelling nothing", nothing, lambda visitor, _: visitor.cancel(), "ok", 1),
    Case("cancelling a code", asked, lambda visitor, _: visitor.cancel(), "ok", 3),
    Case("cancelling a verified number", verified, lambda visitor, _: visitor.cancel(), "ok", 3),
]


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.name)
def test_a_call_waits_for_redis_a_few_times_only(
    case: Case, app: Flask, counted: CountedRedis, sandbox: SandboxServer, figure: Callable[[str], None]
) -> None:
    visitor = Visitor(app)
    case.before(visitor, sandbox)
    with counted.trips() as trips:
        answer = case.press(visitor, sandbox)
    figure(f"{case.name}: {trips[0]} round trips to Redis, {case.most} at most")
    assert answer.code == case.code
    assert 1 <= trips[0] <= case.most
