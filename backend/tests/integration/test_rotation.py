"""A new SECRET_KEY gives nobody anything back: what was counted under the old one counts on."""

from __future__ import annotations

import itertools
import uuid
from collections.abc import Iterator

import pytest
from flask import Flask
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.store.counter_operations import Look, Release, Reserve
from dialproof.store.counters import Claim
from dialproof.store.store import Store
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.phone import calls, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Visitor

NUMBER, OTHER = NUMBERS[:2]
OLD, NEW = "the key until today", "the key from today on"
STEPS = {
    "before": (OLD, ""),
    "prepared": (OLD, NEW),
    "rotated": (NEW, OLD),
    "after": (NEW, ""),
}
"""SECRET_KEY and SECRET_KEY_FALLBACKS of a process, step by step."""


class Service:
    """Processes on one Redis, each with the keys of its step."""

    def __init__(self, sandbox: SandboxServer, redis: RedisServer, clock: FakeClock) -> None:
        self.sandbox = sandbox
        self._redis = redis
        self._clock = clock

    def at(self, step: str) -> Flask:
        key, fallbacks = STEPS[step]
        rotation = {"SECRET_KEY": key, "SECRET_KEY_FALLBACKS": fallbacks, "REDIS_URL": self._redis.url}
        return create_app(settings(self.sandbox.url, **rotation), clock=self._clock)


@pytest.fixture
def service(redis: RedisServer, clock: FakeClock) -> Iterator[Service]:
    with SandboxServer(
        SandboxSettings(history=100_000, vonage=VonageSettings(cancel_after=0, code_attempts=10))
    ) as sandbox:
        yield Service(sandbox, redis, clock)


def test_wrong_codes_count_on_under_a_new_key(service: Service) -> None:
    visitor = Visitor(service.at("before"))
    visitor.ask(NUMBER)
    kept = visitor.cookie
    assert kept is not None
    wrong = wrong_code_for(service.sandbox, NUMBER)
    for step in ("before", "before", "rotated", "rotated", "rotated", "rotated", "rotated"):
        visitor = Visitor(service.at(step))
        visitor.cookie = kept
        visitor.guess(wrong)
    assert calls(service.sandbox, "check") == 5


@pytest.mark.parametrize(
    ("one", "other"),
    [("before", "prepared"), ("prepared", "rotated"), ("before", "rotated"), ("rotated", "after")],
    ids=lambda step: step,
)
def test_processes_on_both_sides_of_a_step_count_together(one: str, other: str, service: Service) -> None:
    visitor = Visitor(service.at(one))
    visitor.ask(NUMBER)
    kept = visitor.cookie
    assert kept is not None
    wrong = wrong_code_for(service.sandbox, NUMBER)
    apps = [service.at(other), service.at(one)]
    for app in itertools.islice(itertools.cycle(apps), 12):
        guesser = Visitor(app)
        guesser.cookie = kept
        guesser.guess(wrong)
    assert calls(service.sandbox, "check") == 5
    assert Visitor(apps[0]).ask(NUMBER).code == Visitor(apps[1]).ask(NUMBER).code == "resend_too_soon"


def test_what_was_counted_during_a_rotation_counts_on_when_the_old_key_is_gone(service: Service) -> None:
    visitor = Visitor(service.at("before"))
    visitor.ask(NUMBER)
    kept = visitor.cookie
    assert kept is not None
    wrong = wrong_code_for(service.sandbox, NUMBER)
    for _ in range(2):
        visitor.cookie = kept
        visitor.guess(wrong)
    rotated = Visitor(service.at("rotated"))
    rotated.cookie = kept
    rotated.guess(wrong)
    assert rotated.cookie is not None
    for _ in range(4):
        after = Visitor(service.at("after"))
        after.cookie = rotated.cookie
        after.guess(wrong)
    assert calls(service.sandbox, "check") == 5


def test_a_send_that_is_given_back_is_given_back_under_every_key(redis: RedisServer, clock: FakeClock) -> None:
    one, other = (Store(redis.url, clock=clock) for _ in range(2))
    before, after = Claim(("old",), 2, 30), Claim(("new", "old"), 2, 30)
    assert one.ask(Reserve([before])).granted
    taken = other.ask(Reserve([after]))
    assert [count.count for count in taken.counts] == [2]
    other.run(Release([after], shared=True))
    assert [one.ask(Look(key)).count for key in [("old",), ("new",), ("new", "old")]] == [1, 1, 1]
    assert one.ask(Reserve([before])).granted
    assert not other.ask(Reserve([after])).granted


def test_a_counter_keeps_its_window_under_a_new_key(redis: RedisServer, clock: FakeClock) -> None:
    store = Store(redis.url, clock=clock)
    store.run(Reserve([Claim(("old",), 5, 30)]), Reserve([Claim(("new", "old"), 5, 3600)]))
    moved = store.ask(Look(("new",)))
    assert moved.count == 2
    assert 0 < moved.ends - clock() <= 30  # Redis counts down in real time


def test_a_rotation_costs_no_more_questions(service: Service, redis: RedisServer) -> None:
    def asked(app: Flask, number: str) -> int:
        visitor = Visitor(app)
        redis.command("CONFIG", "SET", "slowlog-log-slower-than", 0)
        redis.command("CONFIG", "SET", "slowlog-max-len", 1000)
        redis.command("SLOWLOG", "RESET")
        visitor.ask(number)
        return sum(entry[3][0] == "EVALSHA" for entry in redis.command("SLOWLOG", "GET", 1000))

    apps = service.at("after"), service.at("rotated")
    for app, number in zip(apps, NUMBERS[2:4], strict=True):
        asked(app, number)  # the scripts are loaded
    assert asked(apps[0], NUMBER) == asked(apps[1], OTHER) > 0


@pytest.mark.parametrize(
    "processes", [("both", "both again"), ("old", "both"), ("both", "new")], ids=["same", "old, both", "both, new"]
)
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(data=st.data())
def test_no_order_of_presses_gets_more_than_the_quota(
    processes: tuple[str, str], data: st.DataObject, redis: RedisServer, clock: FakeClock
) -> None:
    """Against an exact count, to which processes with the same keys keep.

    One that knows a single key gives back under that name alone, so that the other may refuse what it could grant.
    """
    quota, name = 3, uuid.uuid4().hex
    names = {"old": (f"old/{name}",), "both": (f"new/{name}", f"old/{name}"), "new": (f"new/{name}",)}
    claims = {process: Claim(names[process.split()[0]], quota, 60) for process in processes}
    stores = {process: Store(redis.url, clock=clock) for process in processes}
    held = dict.fromkeys(processes, 0)
    press = st.tuples(st.sampled_from(processes), st.sampled_from([True, True, False]))
    for process, takes in data.draw(st.lists(press, min_size=8, max_size=30)):
        if takes:
            granted = stores[process].ask(Reserve([claims[process]])).granted
            assert not granted or sum(held.values()) < quota
            assert granted or sum(held.values()) == quota or "both again" not in processes
            held[process] += granted
        elif held[process]:
            stores[process].run(Release([claims[process]], shared=True))
            held[process] -= 1
        count = stores[process].ask(Look(claims[process].key))
        assert count.count >= sum(held.values())
