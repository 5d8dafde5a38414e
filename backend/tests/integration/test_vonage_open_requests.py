"""One request for a number at a time: what the adapter does about those that nobody waits for any more."""

from __future__ import annotations

import contextvars
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

import pytest

from dialproof.app import create_app
from dialproof.channels import Channel
from dialproof.keys import keyed_hash
from dialproof.providers.base import (
    Ambiguous,
    AttemptsExhausted,
    CodeIncorrect,
    Failed,
    InProgress,
    Misconfigured,
    NumberBlocked,
    NumberInvalid,
    ProviderFailure,
    ReplacementFailed,
    Request,
    RequestUnknown,
    Throttled,
    Unavailable,
)
from dialproof.providers.context import SharedValues
from dialproof.providers.vonage.adapter import VonageVerify
from dialproof.providers.vonage.open_requests import CONFLICT_LINGERS
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.store.expiring import StoredValues
from dialproof.store.store import Store
from fakes import FakeClock
from support.adapter import NUMBER, OTHER, make
from support.api import settings
from support.phone import calls, code_for, heal, inject, wrong_code_for
from support.redis_server import RedisServer
from support.values import ValuesInMemory
from support.visitor import Visitor

LIFETIME = 300
CANCEL_AFTER = 30


@dataclass
class World:
    """Vonage as the sandbox plays it, by a clock that moves when told, or when somebody sleeps on it."""

    sandbox: SandboxServer
    clock: FakeClock = field(default_factory=FakeClock)

    def __post_init__(self) -> None:
        self.values = ValuesInMemory(self.clock)

    def process(
        self,
        *,
        values: SharedValues | None = None,
        conflict_wait: float = 4,
        sleep: Callable[[float], None] | None = None,
    ) -> VonageVerify:
        """Return the adapter of one process; all share what they remember, but for one that is given its own."""
        account: dict[str, Any] = {"VONAGE_CANCEL_AFTER": CANCEL_AFTER, "PROVIDER_CONFLICT_WAIT": conflict_wait}
        return make(
            self.sandbox.url,
            account,
            values=values or self.values,
            code_lifetime=LIFETIME,
            clock=self.clock,
            sleep=sleep or self.clock.advance,
        )

    def stranger(self) -> VonageVerify:
        """Return an adapter that remembers for itself alone, as another user of the account does."""
        return self.process(values=ValuesInMemory(self.clock))


def world_of(**settings: Any) -> Iterator[World]:
    server = SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=CANCEL_AFTER, **settings)))
    world = World(server)
    server.sandbox = create_sandbox(server.settings, clock=world.clock)
    with server:
        yield world


@pytest.fixture
def world() -> Iterator[World]:
    yield from world_of()


@pytest.fixture
def lingering() -> Iterator[World]:
    """A world where a cancelled request blocks its number for three more seconds."""
    yield from world_of(conflict_linger=3)


def ask(provider: VonageVerify) -> Request:
    return provider.start(NUMBER, Channel.SMS, None).request


def refused(provider: VonageVerify) -> int:
    """Ask for a code for a number that is busy, and return the wait."""
    with pytest.raises(InProgress) as conflict:
        ask(provider)
    return conflict.value.retry_after


def verify(world: World, request: Request) -> None:
    world.process().check(request, code_for(world.sandbox, request.number))


# A number that is busy


def test_a_request_of_another_browser_is_waited_for_as_long_as_it_lasts(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(100)
    assert refused(world.process()) == LIFETIME - 100
    assert calls(world.sandbox, "cancel") == 0
    verify(world, first)


def test_a_request_of_a_stranger_is_waited_for_as_long_as_it_can_last(world: World) -> None:
    ask(world.stranger())
    world.clock.advance(100)
    assert refused(world.process()) == LIFETIME


def test_a_request_whose_answer_was_lost_is_waited_for_as_long_as_it_can_last(world: World) -> None:
    inject(world.sandbox, operation="start", drop="after")
    with pytest.raises(Ambiguous):
        ask(world.process())
    world.clock.advance(100)
    assert refused(world.process()) == LIFETIME - 100
    world.clock.advance(LIFETIME - 100)
    ask(world.process())


def test_a_request_that_never_came_to_be_does_not_block_its_number(world: World) -> None:
    inject(world.sandbox, operation="start", status=500)
    with pytest.raises(Failed):
        ask(world.process())
    ask(world.process())
    world.clock.advance(10)
    assert refused(world.process()) == LIFETIME - 10


def test_without_any_memory_a_busy_number_is_waited_for_as_long_as_a_code_lasts(world: World) -> None:
    first = ask(world.process())
    world.process().cancel(first)
    world.values.away = True
    world.clock.advance(CANCEL_AFTER)
    assert refused(world.process()) == LIFETIME


@pytest.mark.parametrize("entry", ["{", "[]", "null", '{"colour": "blue"}', "7"])
def test_an_entry_that_cannot_be_read_is_no_memory(entry: str, world: World) -> None:
    ask(world.process())
    world.values.set(f"vonage/{NUMBER.e164}", entry, 60)
    assert refused(world.process()) == LIFETIME


# A request that was given up


def test_a_request_given_up_early_is_cancelled_by_the_next_start(world: World) -> None:
    first = ask(world.process())
    world.process().cancel(first)
    assert calls(world.sandbox, "cancel") == 0
    world.clock.advance(10)
    assert refused(world.process()) == CANCEL_AFTER - 10
    world.clock.advance(CANCEL_AFTER - 10)
    again = ask(world.process())
    assert again.id != first.id
    verify(world, again)


def test_a_request_given_up_later_is_cancelled_at_once(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    world.process().cancel(first)
    assert calls(world.sandbox, "cancel") == 1
    verify(world, ask(world.process()))


def test_giving_up_twice_changes_nothing(world: World) -> None:
    first = ask(world.process())
    world.process().cancel(first)
    world.process().cancel(first)
    world.clock.advance(CANCEL_AFTER)
    world.process().cancel(first)
    world.process().cancel(first)
    verify(world, ask(world.process()))


def test_a_request_whose_cancellation_failed_is_cancelled_by_the_next_start(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    inject(world.sandbox, operation="cancel", status=500)
    with pytest.raises(Failed):
        world.process().cancel(first)
    verify(world, ask(world.process()))


def test_a_request_that_is_over_already_is_cancelled_in_silence(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(LIFETIME)
    world.process().cancel(first)
    ask(world.process())


def test_what_was_forgotten_is_cancelled_right_away_and_remembered_if_that_is_too_early(world: World) -> None:
    first = ask(world.stranger())
    with pytest.raises(ProviderFailure):
        world.process().cancel(first)
    assert refused(world.process()) == CANCEL_AFTER
    world.clock.advance(CANCEL_AFTER)
    ask(world.process())


def test_giving_up_an_old_request_does_not_touch_a_newer_one_of_the_number(world: World) -> None:
    old = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    new = world.process().resend(old, Channel.SMS, None).request
    world.process().cancel(old)
    world.clock.advance(CANCEL_AFTER)
    assert refused(world.process()) == LIFETIME - CANCEL_AFTER
    verify(world, new)


def test_a_request_that_is_remembered_elsewhere_is_cancelled_all_the_same(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    second = world.stranger().resend(first, Channel.SMS, None).request
    world.clock.advance(CANCEL_AFTER)
    world.process().cancel(second)
    ask(world.process())


def test_a_request_that_is_remembered_elsewhere_and_given_up_early_is_cancelled_by_the_next_start(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    second = world.stranger().resend(first, Channel.SMS, None).request
    with pytest.raises(ProviderFailure):
        world.process().cancel(second)
    assert refused(world.process()) == CANCEL_AFTER
    world.clock.advance(CANCEL_AFTER)
    ask(world.process())


def test_another_number_is_free(world: World) -> None:
    world.process().cancel(ask(world.process()))
    world.process().start(OTHER, Channel.SMS, None)


def test_a_start_waits_for_the_request_that_it_cancelled_to_clear(lingering: World) -> None:
    lingering.process().cancel(ask(lingering.process()))
    lingering.clock.advance(CANCEL_AFTER)
    before = lingering.clock()
    verify(lingering, ask(lingering.process()))
    assert lingering.clock() == before + 3


def test_a_start_gives_up_waiting_within_the_bound_and_works_later(lingering: World) -> None:
    lingering.process().cancel(ask(lingering.process()))
    lingering.clock.advance(CANCEL_AFTER)
    impatient = lingering.process(conflict_wait=2)
    assert refused(impatient) == CONFLICT_LINGERS
    assert refused(impatient) == CONFLICT_LINGERS
    lingering.clock.advance(CONFLICT_LINGERS)
    verify(lingering, ask(impatient))


def test_a_cancelled_request_is_waited_for_no_longer_than_it_lingers(lingering: World) -> None:
    first = ask(lingering.process())
    lingering.clock.advance(CANCEL_AFTER)
    lingering.process().cancel(first)
    lingering.clock.advance(1)
    assert refused(lingering.process()) == CONFLICT_LINGERS - 1


@pytest.mark.parametrize(
    ("fault", "failure"),
    [
        ({"status": 500}, Unavailable),
        ({"status": 409}, Unavailable),
        ({"drop": "before"}, Unavailable),
        ({"status": 429}, Throttled),
        ({"status": 401}, Misconfigured),
    ],
)
def test_a_start_that_cannot_cancel_sends_nothing(
    fault: dict[str, Any], failure: type[ProviderFailure], world: World
) -> None:
    world.process().cancel(ask(world.process()))
    world.clock.advance(CANCEL_AFTER)
    inject(world.sandbox, operation="cancel", **fault)
    with pytest.raises(failure):
        ask(world.process())
    assert len(world.sandbox.sandbox.inbox.messages(NUMBER.e164)) == 1
    heal(world.sandbox)
    verify(world, ask(world.process()))


# Sending again


def test_sending_again_counts_the_time_from_the_new_request(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    second = world.process().resend(first, Channel.VOICE, None)
    assert second.expires_at == world.clock() + LIFETIME
    world.process().cancel(second.request)
    assert refused(world.process()) == CANCEL_AFTER


def test_a_request_that_is_over_is_replaced_all_the_same(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(LIFETIME)
    verify(world, world.process().resend(first, Channel.SMS, None).request)


@pytest.mark.parametrize(
    ("fault", "failure", "then"),
    [
        ({"status": 403}, NumberBlocked, 0),
        ({"status": 422, "body": {"invalid_parameters": {"name": "to"}}}, NumberInvalid, 0),
        ({"status": 503}, Unavailable, 0),
        ({"status": 500}, Failed, 0),
        ({"drop": "after"}, Ambiguous, LIFETIME - 100),
    ],
)
def test_what_fails_after_the_cancellation_says_that_the_earlier_code_is_void(
    fault: dict[str, Any], failure: type[ProviderFailure], then: int, world: World
) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    inject(world.sandbox, operation="start", **fault)
    with pytest.raises(ReplacementFailed) as replaced:
        world.process().resend(first, Channel.SMS, None)
    assert isinstance(replaced.value.failure, failure)
    assert replaced.value.retry_after == CONFLICT_LINGERS
    with pytest.raises(RequestUnknown):
        world.process().check(first, "000000")
    world.clock.advance(100)
    if then:
        assert refused(world.process()) == then
    else:
        ask(world.process())


def test_somebody_else_may_be_faster_after_the_cancellation(world: World) -> None:
    first = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    world.process().cancel(first)
    ask(world.process())
    world.clock.advance(10)
    with pytest.raises(ReplacementFailed) as replaced:
        world.process().resend(first, Channel.SMS, None)
    assert isinstance(replaced.value.failure, InProgress)
    assert replaced.value.failure.retry_after == replaced.value.retry_after == LIFETIME - 10 - 4


def test_somebody_else_may_be_faster_while_a_call_waits_for_a_number_to_clear(lingering: World) -> None:
    store = Store(clock=lingering.clock)
    values = StoredValues(store, names=keyed_hash(["secret"], purpose="values"))
    lingering.process(values=values).cancel(ask(lingering.process(values=values)))
    lingering.clock.advance(CANCEL_AFTER)

    def sleep(seconds: float) -> None:
        lingering.clock.advance(seconds)
        if calls(lingering.sandbox, "start") == 5:
            # A call of its own, so that it knows nothing of what this one has read.
            contextvars.Context().run(ask, lingering.process(values=values))

    with store.call(), pytest.raises(InProgress) as refusal:
        ask(lingering.process(values=values, sleep=sleep))
    assert refusal.value.retry_after == LIFETIME - 1


# When a number is free again


def test_the_right_code_frees_the_number(world: World) -> None:
    verify(world, ask(world.process()))
    assert world.values.get(f"vonage/{NUMBER.e164}") is None


def test_too_many_wrong_codes_free_the_number(world: World) -> None:
    request = ask(world.process())
    for failure in (CodeIncorrect, CodeIncorrect, AttemptsExhausted):
        with pytest.raises(failure):
            world.process().check(request, wrong_code_for(world.sandbox, NUMBER.e164))
    assert world.values.get(f"vonage/{NUMBER.e164}") is None


def test_a_request_that_vonage_has_forgotten_frees_the_number(world: World) -> None:
    request = ask(world.process())
    world.sandbox.sandbox.reset()
    with pytest.raises(RequestUnknown):
        world.process().check(request, "000000")
    assert world.values.get(f"vonage/{NUMBER.e164}") is None


def test_an_old_request_that_is_unknown_says_nothing_of_a_newer_one(world: World) -> None:
    old = ask(world.process())
    world.clock.advance(CANCEL_AFTER)
    world.process().resend(old, Channel.SMS, None)
    with pytest.raises(RequestUnknown):
        world.process().check(old, "000000")
    assert refused(world.process()) == LIFETIME


# What it costs


def test_an_ordinary_verification_reads_nothing(world: World) -> None:
    request = ask(world.process())
    with pytest.raises(CodeIncorrect):
        world.process().check(request, wrong_code_for(world.sandbox, NUMBER.e164))
    verify(world, request)
    assert world.values.reads == 0


# Through the API


@pytest.fixture
def browsers(world: World, redis: RedisServer) -> tuple[Visitor, Visitor]:
    """Two browsers, each at a process of its own; Redis, which goes by a clock of its own, limits no number."""
    changes = {"REDIS_URL": redis.url, "LIMIT_SENDS_PER_NUMBER": "100 per hour"}
    one, other = (create_app(settings(world.sandbox.url, **changes), clock=world.clock) for _ in range(2))
    return Visitor(one, address="192.0.2.1"), Visitor(other, address="198.51.100.1")


def test_a_code_given_up_in_one_browser_can_be_asked_for_in_another(
    world: World, browsers: tuple[Visitor, Visitor]
) -> None:
    one, other = browsers
    assert one.ask(NUMBER.e164).code == "ok"
    assert one.cancel().code == "ok"
    world.clock.advance(10)
    refusal = other.ask(NUMBER.e164)
    assert (refusal.code, refusal.headers["Retry-After"]) == ("verification_in_progress", "20")
    world.clock.advance(20)
    assert other.ask(NUMBER.e164).code == "ok"
    assert other.guess(code_for(world.sandbox, NUMBER.e164)).body["status"] == "verified"


def test_the_longest_request_makes_no_more_calls_than_the_server_waits_for(
    world: World, browsers: tuple[Visitor, Visitor]
) -> None:
    one, other = browsers
    other.ask(NUMBER.e164)
    other.cancel()
    one.ask(OTHER.e164)
    world.clock.advance(CANCEL_AFTER)
    before = calls(world.sandbox, "start") + calls(world.sandbox, "cancel")
    assert one.ask(NUMBER.e164).code == "ok"
    made = calls(world.sandbox, "start") + calls(world.sandbox, "cancel") - before
    assert made == 4
    slow = settings(
        world.sandbox.url, PROVIDER_CONNECT_TIMEOUT="1", PROVIDER_READ_TIMEOUT="9", PROVIDER_CONFLICT_WAIT="0"
    )
    assert made * 10 <= slow.longest_request


def test_a_code_that_somebody_waits_for_keeps_its_number_from_every_other_browser(
    world: World, browsers: tuple[Visitor, Visitor]
) -> None:
    one, other = browsers
    assert one.ask(NUMBER.e164).code == "ok"
    world.clock.advance(CANCEL_AFTER)
    refusal = other.ask(NUMBER.e164)
    assert (refusal.code, refusal.headers["Retry-After"]) == ("verification_in_progress", "270")
    assert one.guess(code_for(world.sandbox, NUMBER.e164)).body["status"] == "verified"
    assert other.ask(NUMBER.e164).code == "ok"
