"""Two calls of one browser at once: the answer that comes last does not bring the past back."""

from __future__ import annotations

import threading
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from dialproof.store.redis_link import RETRY_INTERVAL
from dialproof.store.revision_operations import Advance, Begin, Commit, Newest
from dialproof.store.store import Store
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.line import Line, Wire
from support.phone import code_for, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Answer, Visitor

NUMBER, OTHER = NUMBERS[:2]
PATIENCE = 30.0
LIFETIME = 3600

Call = Callable[[Visitor], Answer]


class Browser:
    """One cookie jar, and calls that can be under way at once; the cookie that comes last stays."""

    def __init__(self) -> None:
        self.cookie: str | None = None

    def call(self, app: Flask, make: Call) -> Answer:
        visitor = Visitor(app)
        if self.cookie:
            visitor.cookie = self.cookie
        answer = make(visitor)
        if "Set-Cookie" in answer.headers:
            self.cookie = visitor.cookie
        return answer


@contextmanager
def delayed(line: Line, operation: str) -> Iterator[threading.Event]:
    """Let the provider do its work at once, and answer when the block is left; the event tells that it is done."""
    done, answer = threading.Event(), threading.Event()

    def behave(wire: Wire) -> None:
        line.answer(operation, Wire.relay)
        reply = line.relay(wire.call)
        done.set()
        answer.wait(PATIENCE)
        wire.write(reply)

    line.answer(operation, behave)
    yield done
    answer.set()


@pytest.fixture
def line(sandbox: SandboxServer) -> Iterator[Line]:
    with Line(sandbox.url) as line:
        yield line


@pytest.fixture(params=["one process", "two processes"])
def apps(request: pytest.FixtureRequest, line: Line, clock: FakeClock) -> tuple[Flask, Flask]:
    """The processes that the slow and the quick call reach."""
    # Redis counts by a clock of its own.
    changes: dict[str, str | float] = {"VONAGE_CANCEL_AFTER": 0, "LIMIT_SENDS_PER_NUMBER": "100 per day"}
    if request.param == "one process":
        app = create_app(settings(line.url, **changes), clock=clock)
        return app, app
    redis: RedisServer = request.getfixturevalue("redis")
    slow, quick = (create_app(settings(line.url, REDIS_URL=redis.url, **changes), clock=clock) for _ in range(2))
    return slow, quick


def meanwhile(
    browser: Browser, apps: tuple[Flask, Flask], answered_late: tuple[Line, str], slow: Call, quick: Call
) -> tuple[Answer, Answer]:
    """Make two calls at once; what the provider is asked for by the first is answered when the second is over."""
    with ThreadPoolExecutor(1) as pool:
        with delayed(*answered_late) as done:
            first: Future[Answer] = pool.submit(browser.call, apps[0], slow)
            assert done.wait(PATIENCE)
            second = browser.call(apps[1], quick)
        return first.result(PATIENCE), second


@pytest.mark.parametrize("right", [True, False], ids=["right", "wrong"])
def test_a_slow_check_of_the_old_code_leaves_the_new_one(
    right: bool, apps: tuple[Flask, Flask], line: Line, sandbox: SandboxServer, clock: FakeClock
) -> None:
    browser = Browser()
    browser.call(apps[0], lambda visitor: visitor.ask(NUMBER))
    clock.advance(30)
    typed = code_for(sandbox, NUMBER) if right else wrong_code_for(sandbox, NUMBER)
    slow, quick = meanwhile(
        browser, apps, (line, "check"), lambda visitor: visitor.guess(typed), lambda visitor: visitor.ask(NUMBER)
    )
    assert quick.code == "ok"
    if right:
        assert slow.body["status"] == "verified"
    else:
        assert (slow.code, "Set-Cookie" in slow.headers) == ("incorrect_code", False)
        state = browser.call(apps[0], Visitor.state)
        assert (state.body["status"], state.body["expiresIn"]) == ("pending", 300)
        newest = code_for(sandbox, NUMBER)
        assert browser.call(apps[0], lambda visitor: visitor.guess(newest)).body["status"] == "verified"


def test_a_check_with_the_old_cookie_leaves_the_new_code(
    apps: tuple[Flask, Flask], sandbox: SandboxServer, clock: FakeClock
) -> None:
    browser, old = Browser(), Browser()
    browser.call(apps[0], lambda visitor: visitor.ask(NUMBER))
    old.cookie = browser.cookie
    clock.advance(30)
    browser.call(apps[0], lambda visitor: visitor.ask(NUMBER))
    late = old.call(apps[1], lambda visitor: visitor.guess(wrong_code_for(sandbox, NUMBER)))
    assert (late.code, "Set-Cookie" in late.headers) == ("code_expired", False)
    shown = old.call(apps[1], Visitor.state)
    assert (shown.body["status"], "Set-Cookie" in shown.headers) == ("expired", False)


def test_a_slow_send_does_not_undo_a_cancel(
    apps: tuple[Flask, Flask], line: Line, sandbox: SandboxServer, clock: FakeClock
) -> None:
    browser = Browser()
    browser.call(apps[0], lambda visitor: visitor.ask(NUMBER))
    clock.advance(30)
    slow, quick = meanwhile(browser, apps, (line, "start"), lambda visitor: visitor.ask(NUMBER), Visitor.cancel)
    assert (slow.body["status"], quick.body["status"]) == ("none", "none")
    assert browser.call(apps[0], Visitor.state).body["status"] == "none"
    clock.advance(30)
    assert browser.call(apps[0], lambda visitor: visitor.ask(NUMBER)).code == "ok"


def test_a_right_code_does_not_undo_a_cancel(apps: tuple[Flask, Flask], line: Line, sandbox: SandboxServer) -> None:
    browser = Browser()
    browser.call(apps[0], lambda visitor: visitor.ask(NUMBER))
    code = code_for(sandbox, NUMBER)
    slow, _ = meanwhile(browser, apps, (line, "check"), lambda visitor: visitor.guess(code), Visitor.cancel)
    assert slow.code == "code_expired"
    assert browser.call(apps[0], Visitor.state).body["status"] == "none"


# What the processes know of each other


@pytest.fixture
def processes(redis: RedisServer, clock: FakeClock) -> tuple[Store, Store]:
    return Store(redis.url, clock=clock), Store(redis.url, clock=clock)


def test_a_later_revision_of_another_process_holds(processes: tuple[Store, Store]) -> None:
    one, other = processes
    first, second = one.ask(Begin("session", LIFETIME, 0)), other.ask(Begin("session", LIFETIME, 0))
    assert second > first
    assert other.ask(Commit("session", LIFETIME, second, "number")).revision == second
    assert one.ask(Commit("session", LIFETIME, first, "number")).revision == second
    assert one.ask(Advance("session", LIFETIME, first, "number")) is None
    assert one.ask(Advance("session", LIFETIME, first, "number", ["another number"])) is None
    passed = one.ask(Advance("session", LIFETIME, first, "number", ["another number", "number"]))
    assert passed is not None
    assert other.ask(Newest("session", LIFETIME)) == passed
    assert passed.revision > second


def test_revisions_grow_on_while_redis_is_away_and_after_it_came_back_empty(
    processes: tuple[Store, Store], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = processes
    before = one.ask(Begin("session", LIFETIME, 0))
    one.ask(Commit("session", LIFETIME, before, "number"))
    redis.kill()
    during = one.ask(Begin("session", LIFETIME, 0))
    assert during > before
    assert one.ask(Commit("session", LIFETIME, during, "number")).revision == during
    redis.start()
    clock.advance(RETRY_INTERVAL)
    assert one.ask(Commit("session", LIFETIME, before, "number")).revision == during
    assert other.ask(Newest("session", LIFETIME)).revision == during
    assert other.ask(Begin("session", LIFETIME, 0)) > during


def test_what_came_while_redis_was_away_is_told_to_it_by_the_first_look(
    processes: tuple[Store, Store], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = processes
    verified = one.ask(Begin("session", LIFETIME, 0))
    one.ask(Commit("session", LIFETIME, verified, "number"))
    redis.kill()
    cancelled = one.ask(Begin("session", LIFETIME, 0))
    one.ask(Commit("session", LIFETIME, cancelled, ""))
    redis.start()
    clock.advance(RETRY_INTERVAL)
    assert other.ask(Newest("session", LIFETIME)).revision == 0
    assert one.ask(Newest("session", LIFETIME)).revision == cancelled
    assert other.ask(Newest("session", LIFETIME)).revision == cancelled


def test_two_processes_tell_the_same_wait_after_too_many_wrong_codes(
    sandbox: SandboxServer, redis: RedisServer, clock: FakeClock
) -> None:
    one, other = (
        Visitor(create_app(settings(sandbox.url, REDIS_URL=redis.url, VONAGE_CANCEL_AFTER=0), clock=clock))
        for _ in range(2)
    )
    one.ask(NUMBER)
    assert one.cookie is not None
    other.cookie = one.cookie
    for _ in range(3):
        other.guess(wrong_code_for(sandbox, NUMBER))
    assert other.cookie is not None
    one.cookie = other.cookie
    waits = [visitor.state().body["resendIn"] for visitor in (one, other)]
    # Redis counts down in real time, and rounds up.
    assert all(0 < wait <= 31 for wait in waits)
