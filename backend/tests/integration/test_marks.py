"""How long a number is busy at the provider, told alike by every process."""

from __future__ import annotations

import pytest

from dialproof.app import create_app
from dialproof.limits.storage import RETRY_INTERVAL, SharedCounters
from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.phone import wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Visitor

NUMBER = NUMBERS[0]


@pytest.fixture
def workers(redis: RedisServer, clock: FakeClock) -> tuple[SharedCounters, SharedCounters]:
    """Two processes on one Redis."""
    return SharedCounters(redis_url=redis.url, clock=clock), SharedCounters(redis_url=redis.url, clock=clock)


def left(counters: SharedCounters, clock: FakeClock) -> float:
    [mark] = counters.marks([("busy",)])
    return round(mark.ends - clock(), 1)


def test_what_one_process_clears_is_clear_for_all(
    workers: tuple[SharedCounters, SharedCounters], clock: FakeClock
) -> None:
    one, other = workers
    one.mark({("busy",): 300})
    other.mark({("busy",): 0})
    assert [left(one, clock), left(other, clock)] == [0, 0]


def test_what_one_process_shortens_is_shorter_for_all(
    workers: tuple[SharedCounters, SharedCounters], clock: FakeClock
) -> None:
    one, other = workers
    one.mark({("busy",): 300})
    other.mark({("busy",): 15})
    assert left(one, clock) == pytest.approx(15, abs=0.1)


def test_without_redis_a_process_goes_by_what_it_heard_last(
    workers: tuple[SharedCounters, SharedCounters], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = workers
    one.mark({("busy",): 300})
    other.mark({("busy",): 15})
    assert left(one, clock) == pytest.approx(15, abs=0.1)
    redis.kill()
    assert left(one, clock) == pytest.approx(15, abs=0.1)
    assert left(other, clock) == pytest.approx(15, abs=0.1)


def test_what_was_cleared_without_redis_is_forgotten_with_its_data(
    workers: tuple[SharedCounters, SharedCounters], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = workers
    one.mark({("busy",): 300})
    redis.kill()
    assert left(one, clock) == 300
    other.mark({("busy",): 0})
    redis.start()
    clock.advance(RETRY_INTERVAL)
    assert [left(one, clock), left(other, clock)] == [0, 0]


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
    assert waits == [pytest.approx(30, abs=1)] * 2
