"""Redis in every kind of trouble: limits go on, nobody waits long, the operator is told once, the flow completes."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass

import pytest
from flask import Flask
from structlog.testing import capture_logs

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from dialproof.store.counter_operations import Look, Release, Reserve
from dialproof.store.counters import Claim
from dialproof.store.redis_link import RETRY_INTERVAL
from dialproof.store.store import Store
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.phone import calls, code_for, texts, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Visitor

NUMBER, OTHER, THIRD = NUMBERS[:3]


@dataclass(frozen=True)
class Trouble:
    """Something that happens to a Redis, and what cures it."""

    name: str
    happen: Callable[[RedisServer], object]
    cure: Callable[[RedisServer], object]


TROUBLES = [
    Trouble("frozen", RedisServer.freeze, RedisServer.thaw),
    Trouble("gone", RedisServer.kill, RedisServer.start),
    Trouble(
        "read-only",
        lambda redis: redis.command("REPLICAOF", "127.0.0.1", 1),
        lambda redis: redis.command("REPLICAOF", "NO", "ONE"),
    ),
    Trouble(
        "full",
        lambda redis: redis.command("CONFIG", "SET", "maxmemory", 1),
        lambda redis: redis.command("CONFIG", "SET", "maxmemory", 0),
    ),
    Trouble(
        "short of copies",
        lambda redis: redis.command("CONFIG", "SET", "min-replicas-to-write", 1),
        lambda redis: redis.command("CONFIG", "SET", "min-replicas-to-write", 0),
    ),
]


@pytest.fixture
def app(sandbox: SandboxServer, redis: RedisServer, clock: FakeClock) -> Flask:
    return create_app(settings(sandbox.url, REDIS_URL=redis.url, VONAGE_CANCEL_AFTER=0), clock=clock)


@pytest.fixture(params=TROUBLES, ids=lambda trouble: trouble.name)
def trouble(request: pytest.FixtureRequest) -> Trouble:
    chosen = request.param
    assert isinstance(chosen, Trouble)
    return chosen


def readiness(visitor: Visitor) -> tuple[int, str, str]:
    answer = visitor.call("GET", "/ready")
    return answer.status, answer.body["status"], answer.body["dependencies"]["limits"]["status"]


def told(logged: Iterable[Mapping[str, object]]) -> list[object]:
    return [line["event"] for line in logged if str(line["event"]).startswith("limit_store")]


def test_a_flow_completes_and_the_operator_is_told_once(
    trouble: Trouble, app: Flask, sandbox: SandboxServer, redis: RedisServer, clock: FakeClock
) -> None:
    visitor = Visitor(app)
    with capture_logs() as logged:
        assert readiness(visitor) == (200, "ready", "ok")
        assert visitor.ask(NUMBER).code == "ok"

        trouble.happen(redis)
        assert visitor.guess(wrong_code_for(sandbox, NUMBER)).code == "incorrect_code"
        for _ in range(5):
            assert readiness(visitor) == (200, "degraded", "unreachable")
            clock.advance(RETRY_INTERVAL)
        assert told(logged) == ["limit_store_lost"]
        assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"

        trouble.cure(redis)
        clock.advance(RETRY_INTERVAL)
        assert Visitor(app).ask(OTHER).code == "ok"
        assert readiness(visitor) == (200, "ready", "ok")
        assert told(logged) == ["limit_store_lost", "limit_store_recovered"]


def test_limits_hold_at_the_same_figures(
    trouble: Trouble, app: Flask, sandbox: SandboxServer, redis: RedisServer
) -> None:
    trouble.happen(redis)
    assert [Visitor(app).ask(NUMBER).code for _ in range(3)] == ["ok", "resend_too_soon", "resend_too_soon"]
    visitor = Visitor(app)
    visitor.ask(OTHER)
    wrong = wrong_code_for(sandbox, OTHER)
    cookie = visitor.cookie
    assert cookie is not None
    for _ in range(7):
        visitor.cookie = cookie
        visitor.guess(wrong)
    assert calls(sandbox, "check") == 5
    assert texts(sandbox) == 2
    trouble.cure(redis)


def test_what_was_let_through_before_the_trouble_still_counts(
    trouble: Trouble, app: Flask, sandbox: SandboxServer, redis: RedisServer
) -> None:
    assert Visitor(app).ask(NUMBER).code == "ok"
    trouble.happen(redis)
    assert Visitor(app).ask(NUMBER).code == "resend_too_soon"
    trouble.cure(redis)


def test_a_redis_that_comes_back_empty_buys_nothing(
    app: Flask, sandbox: SandboxServer, redis: RedisServer, clock: FakeClock
) -> None:
    assert Visitor(app).ask(NUMBER).code == "ok"
    redis.kill()
    redis.start()
    assert Visitor(app).ask(NUMBER).code == "resend_too_soon"
    clock.advance(RETRY_INTERVAL)
    assert Visitor(app).ask(NUMBER).code == "resend_too_soon"
    assert readiness(Visitor(app)) == (200, "ready", "ok")
    assert texts(sandbox) == 1


def test_what_was_let_through_during_the_trouble_counts_after_it(
    trouble: Trouble, app: Flask, redis: RedisServer, clock: FakeClock
) -> None:
    trouble.happen(redis)
    assert Visitor(app).ask(NUMBER).code == "ok"
    trouble.cure(redis)
    clock.advance(RETRY_INTERVAL)
    assert Visitor(app).ask(NUMBER).code == "resend_too_soon"


def test_an_instance_starts_and_serves_without_its_redis(
    sandbox: SandboxServer, redis: RedisServer, clock: FakeClock
) -> None:
    redis.kill()
    app = create_app(settings(sandbox.url, REDIS_URL=redis.url), clock=clock)
    visitor = Visitor(app)
    assert readiness(visitor) == (200, "degraded", "unreachable")
    assert visitor.ask(NUMBER).code == "ok"
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_many_at_once_meet_a_frozen_redis(app: Flask, sandbox: SandboxServer, redis: RedisServer) -> None:
    redis.freeze()
    with capture_logs() as logged, ThreadPoolExecutor(20) as pool:
        answers = list(pool.map(lambda number: Visitor(app).ask(number).code, NUMBERS[:20]))
    redis.thaw()
    assert answers == ["ok"] * 20
    assert told(logged) == ["limit_store_lost"]
    assert texts(sandbox) == 20


def test_a_frozen_redis_is_waited_for_once(redis: RedisServer) -> None:
    timeout = 0.2
    store = Store(redis.url, redis_timeout=timeout)
    redis.freeze()
    began = time.monotonic()
    for index in range(200):
        store.run(Reserve([Claim((f"key {index}",), 1, 30)]))
    waited = time.monotonic() - began
    redis.thaw()
    assert waited < 200 * timeout / 4  # generous: one wait, and one more for each second that the machine is slow


def test_what_was_counted_in_memory_alone_is_released_there_alone(redis: RedisServer, clock: FakeClock) -> None:
    claims = [Claim(("key",), 5, 30)]
    ours = Store(redis.url, clock=clock)
    others = Store(redis.url, clock=clock)
    others.run(Reserve(claims))
    redis.freeze()
    taken = ours.ask(Reserve(claims))
    redis.thaw()
    clock.advance(RETRY_INTERVAL)
    assert ours.check()
    ours.run(Release(claims, shared=taken.shared))
    assert ours.ask(Look(("key",))).count == 1


def test_counters_are_shared_between_processes(redis: RedisServer, clock: FakeClock) -> None:
    one, other = (Store(redis.url, clock=clock) for _ in range(2))
    claims = [Claim(("a",), 2, 30), Claim(("b",), 5, 30)]
    assert [store.ask(Reserve(claims)).granted for store in (one, other)] == [True, True]
    refused = one.ask(Reserve(claims))
    assert not refused.granted
    assert [count.count for count in refused.counts] == [2, 2]
    other.run(Release(claims, shared=True))
    assert one.ask(Reserve(claims)).granted


def test_a_window_ends_for_all_processes_at_once(redis: RedisServer) -> None:
    early, late = (Store(redis.url) for _ in range(2))
    claims = [Claim(("a",), 2, 60)]
    early.run(Reserve(claims))
    [key] = redis.command("KEYS", "*")
    ends = redis.command("PEXPIRETIME", key)
    late.run(Reserve(claims))
    assert not late.ask(Reserve(claims)).granted
    assert redis.command("PEXPIRETIME", key) == ends
    redis.command("PEXPIREAT", key, 1)
    assert [store.ask(Reserve(claims)).granted for store in (late, early, late)] == [True, True, False]


def test_no_key_in_redis_holds_a_number_or_an_address(app: Flask, sandbox: SandboxServer, redis: RedisServer) -> None:
    visitor = Visitor(app, address="192.0.2.77")
    visitor.ask(NUMBER)
    visitor.guess(wrong_code_for(sandbox, NUMBER))
    keys = redis.command("KEYS", "*")
    assert len(keys) > 8
    assert not [key for key in keys if NUMBER[1:] in key or NUMBER[-7:] in key or "192.0.2" in key]
    assert {int(redis.command("PTTL", key)) > 0 for key in keys} == {True}
