from __future__ import annotations

import math
from dataclasses import replace

import pytest

from dialproof.channels import Channel
from dialproof.number_policy import NumberPolicy
from dialproof.phone import PhoneNumber
from dialproof.problems import (
    CountryNotAllowed,
    IncorrectCode,
    InvalidRequest,
    ProviderTimeout,
    ProviderUnavailable,
    ResendTooSoon,
    VerificationInProgress,
)
from dialproof.providers.base import (
    Ambiguous,
    InProgress,
    ReplacementFailed,
    Resending,
    Unavailable,
)
from dialproof.verification.outcome import Status
from dialproof.verification.state import Pending
from support.rules import NUMBER, OTHER, WRONG, MakeWorld, Visitor, World


def test_a_new_session_stands_nowhere(visitor: Visitor) -> None:
    view = visitor.view
    assert (view.status, view.phone_number, view.channel) == (Status.NONE, None, None)
    assert view.channels == (Channel.SMS, Channel.VOICE)


def test_a_code_is_sent_in_the_language_and_by_the_channel_that_were_asked_for(world: World, visitor: Visitor) -> None:
    view = visitor.request(channel=Channel.VOICE, locale="fr")
    assert world.provider.sent == [("+14155550100", Channel.VOICE, "fr")]
    assert (view.status, view.phone_number, view.channel) == (Status.PENDING, "+14155550100", Channel.VOICE)
    assert (view.code_length, view.expires_in, view.resend_in, view.attempts_left) == (6, 300, 30, world.attempts)


def test_a_channel_that_is_not_offered_is_refused(world: World, visitor: Visitor) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visitor.request(channel=Channel.WHATSAPP)
    assert [error.pointer for error in refused.value.errors] == ["/channel"]
    assert world.provider.sent == []


def test_a_country_that_is_not_served_costs_nothing(make_world: MakeWorld) -> None:
    world = make_world(policy=NumberPolicy(allowed=frozenset({"SE"})), per_address="1 per day")
    visitor = world.visitor()
    for _ in range(3):
        with pytest.raises(CountryNotAllowed):
            visitor.request()
    visitor.request(PhoneNumber.parse("+46701740605"))


def test_the_countdown_runs_down(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(29.5)
    assert (visitor.view.resend_in, visitor.view.expires_in) == (1, 271)
    world.clock.advance(0.5)
    assert visitor.view.resend_in == 0


def test_a_code_expires(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(300)
    view = visitor.view
    assert (view.status, view.expires_in, view.resend_in, view.attempts_left) == (Status.EXPIRED, 0, 0, world.attempts)


# Asking again


def test_sending_again_too_soon_is_refused_and_the_code_stays_good(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(10)
    with pytest.raises(ResendTooSoon) as refused:
        visitor.request()
    assert refused.value.retry_after == 20
    assert visitor.check().status is Status.VERIFIED


def test_sending_again_replaces_the_request_or_repeats_its_code(world: World, visitor: Visitor) -> None:
    visitor.request()
    first = visitor.session.state
    world.clock.advance(30)
    view = visitor.request(channel=Channel.VOICE)
    second = visitor.session.state
    assert (view.channel, view.expires_in) == (Channel.VOICE, 300)
    assert isinstance(first, Pending)
    assert isinstance(second, Pending)
    assert (first.request == second.request) is (world.features.resending is Resending.REPEATS)
    assert visitor.check().status is Status.VERIFIED


def test_the_vendor_may_need_longer_than_the_limits_before_another_code(make_world: MakeWorld) -> None:
    world = make_world(per_number="1 per second")
    visitor = world.visitor()
    visitor.request()
    world.clock.advance(5)
    wait = max(0, math.ceil(world.features.resend_after - 5))
    assert visitor.view.resend_in == wait
    if wait:
        with pytest.raises(ResendTooSoon) as refused:
            visitor.request()
        assert refused.value.retry_after == wait
    else:
        assert visitor.request().status is Status.PENDING


def test_a_cookie_that_does_not_say_when_another_code_can_be_sent_waits_like_others(make_world: MakeWorld) -> None:
    world = make_world(per_number="1 per second")
    visitor = world.visitor()
    visitor.request()
    assert isinstance(visitor.session.state, Pending)
    visitor.session = replace(visitor.session, state=replace(visitor.session.state, resend_at=0))
    world.clock.advance(5)
    wait = max(0, math.ceil(world.features.resend_after - 5))
    assert visitor.view.resend_in == wait
    if wait:
        with pytest.raises(ResendTooSoon):
            visitor.request()


def test_wrong_codes_count_on_where_the_code_is_the_same(world: World, visitor: Visitor) -> None:
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    world.clock.advance(30)
    at_vendor = world.features.wrong_codes - (1 if world.features.resending is Resending.REPEATS else 0)
    assert visitor.request().attempts_left == min(4, at_vendor)


def test_wrong_codes_that_the_vendor_has_counted_already_are_not_allowed_again(
    world: World, visitor: Visitor, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where another browser has tried the code that the vendor repeats."""
    started = world.provider.start(NUMBER, Channel.SMS, None)
    counted = replace(started, same_code=True, wrong_codes=2)
    monkeypatch.setattr(world.provider, "start", lambda *_: counted)
    assert visitor.request().attempts_left == min(5, world.features.wrong_codes - 2)


def test_an_expired_code_is_replaced_in_one_press(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(300)
    world.provider.open.clear()
    assert visitor.request().status is Status.PENDING


def test_when_a_resend_ends_the_first_code_and_fails_the_next_press_works(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    world.provider.fail_next(ReplacementFailed(InProgress("lingers", retry_after=15), retry_after=15))
    with pytest.raises(VerificationInProgress) as refused:
        visitor.request()
    assert refused.value.retry_after == 15 == visitor.view.resend_in
    assert visitor.view.status is Status.EXPIRED
    assert visitor.view.attempts_left == world.attempts
    world.clock.advance(15)
    world.provider.open.clear()
    assert visitor.request().status is Status.PENDING


def test_when_the_answer_to_a_resend_is_lost_the_first_code_is_void(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    world.provider.fail_next(ReplacementFailed(Ambiguous("no answer"), retry_after=15))
    with pytest.raises(ProviderTimeout) as refused:
        visitor.request()
    assert refused.value.retry_after == 30 == visitor.view.resend_in
    assert visitor.view.status is Status.EXPIRED


def test_a_busy_number_is_waited_for_as_long_as_the_vendor_says(world: World, visitor: Visitor) -> None:
    world.provider.fail_next(InProgress("409", retry_after=123))
    with pytest.raises(VerificationInProgress) as refused:
        visitor.request()
    assert refused.value.retry_after == 123


def test_when_a_resend_does_not_reach_the_provider_the_first_code_stays_good(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    world.provider.fail_next(Unavailable("refused"))
    with pytest.raises(ProviderUnavailable):
        visitor.request()
    assert visitor.view.status is Status.PENDING
    assert visitor.view.resend_in == 0
    assert visitor.check().status is Status.VERIFIED


# Another number


def test_another_number_replaces_the_first(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    assert visitor.request(OTHER).phone_number == OTHER.e164
    if world.features.cancel_after is not None:
        assert world.provider.open_numbers() == [OTHER.e164]


def test_the_first_number_works_again_although_it_could_not_be_cancelled_at_once(
    world: World, visitor: Visitor
) -> None:
    visitor.request()
    visitor.request(OTHER)
    if world.features.cancel_after != 0:
        assert world.provider.open_numbers() == [NUMBER.e164, OTHER.e164]
    with pytest.raises(ResendTooSoon):
        visitor.request(NUMBER)
    world.clock.advance(30)
    assert visitor.request(NUMBER).status is Status.PENDING
    assert visitor.check().phone_number == NUMBER.e164
