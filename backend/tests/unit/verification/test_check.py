from __future__ import annotations

import math
from dataclasses import replace

import pytest

from dialproof.problems import (
    CodeExpired,
    IncorrectCode,
    InvalidRequest,
    NoPendingVerification,
    Problem,
    TooManyAttempts,
)
from dialproof.providers.base import (
    AttemptsExhausted,
)
from dialproof.verification.outcome import Status
from dialproof.verification.state import Verified
from support.rules import CODE, NUMBER, OTHER, WRONG, MakeWorld, Visitor, World


def test_the_right_code_verifies(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(7)
    view = visitor.check("123 456")
    assert (view.status, view.phone_number) == (Status.VERIFIED, NUMBER.e164)
    assert view.verified_at == "2027-01-15T08:00:07+00:00"
    assert isinstance(visitor.session.state, Verified)


def test_a_right_code_costs_no_attempt(world: World) -> None:
    for _ in range(3):
        visitor = world.visitor()
        visitor.request()
        visitor.check()
        world.clock.advance(30)
    assert world.guesses_left() == 5


def test_wrong_codes_count_down_to_what_the_provider_allows(world: World, visitor: Visitor) -> None:
    visitor.request()
    for left in range(world.attempts - 1, 0, -1):
        with pytest.raises(IncorrectCode) as refused:
            visitor.check(WRONG)
        assert refused.value.attempts_left == left == visitor.view.attempts_left


def test_the_last_allowed_attempt_may_be_the_right_one(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(world.attempts - 1):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    assert visitor.check().status is Status.VERIFIED


def test_a_code_that_was_wrong_too_often_is_void(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    world.provider.fail_next(AttemptsExhausted("410"))
    with pytest.raises(TooManyAttempts) as refused:
        visitor.check(WRONG)
    assert refused.value.attempts_left == 0
    assert refused.value.retry_after == 30
    assert (visitor.view.status, visitor.view.attempts_left) == (Status.EXPIRED, 0)
    with pytest.raises(CodeExpired):
        visitor.check()


def test_a_code_that_is_void_here_first_is_waited_for_only_until_it_can_be_cancelled(make_world: MakeWorld) -> None:
    """The vendor would end the request at the next wrong code, and is not asked about another."""
    world = make_world(wrong_codes=20, per_number="1 per 10 seconds")
    visitor = world.visitor()
    visitor.request()
    world.clock.advance(10)
    for _ in range(world.attempts - 1):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    with pytest.raises(TooManyAttempts) as refused:
        visitor.check(WRONG)
    wait = max(0, math.ceil(world.features.resend_after - 10))
    assert (refused.value.retry_after, visitor.view.resend_in) == (max(1, wait), wait)
    world.clock.advance(wait)
    assert visitor.request().status is Status.PENDING
    if world.features.cancel_after is not None:
        assert len(world.provider.open_numbers()) == 1


def test_a_new_code_does_not_reset_the_guesses(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(3):
        with pytest.raises(Problem):
            visitor.check(WRONG)
    world.provider.open.clear()
    world.clock.advance(30)
    assert visitor.request().attempts_left == 2
    for _ in range(2):
        with pytest.raises(Problem):
            visitor.check(WRONG)
    assert len(world.provider.checked) == 5
    with pytest.raises(TooManyAttempts):
        visitor.check(CODE)
    world.clock.advance(300)
    with pytest.raises(TooManyAttempts) as refused:
        visitor.request()
    assert refused.value.retry_after == 3600 - 330
    assert len(world.provider.sent) == 2
    world.clock.advance(3600 - 330)
    assert visitor.request().attempts_left == world.attempts


def test_neither_cancelling_nor_another_number_resets_the_guesses(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    world.clock.advance(30)
    visitor.cancel()
    visitor.request(OTHER)
    world.clock.advance(30)
    visitor.cancel()
    visitor.request(NUMBER)
    assert world.guesses_left() == 3


def test_an_old_session_cannot_win_back_attempts(world: World, visitor: Visitor) -> None:
    visitor.request()
    kept = visitor.session.state
    for _ in range(5):
        visitor.session = replace(visitor.session, state=kept)
        with pytest.raises(Problem):
            visitor.check(WRONG)
    visitor.session = replace(visitor.session, state=kept)
    with pytest.raises(TooManyAttempts):
        visitor.check(CODE)
    assert len(world.provider.checked) == 5


def test_what_cannot_be_a_code_costs_no_attempt(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(10):
        with pytest.raises(InvalidRequest):
            visitor.check("12345")
    assert visitor.view.attempts_left == world.attempts
    assert world.provider.checked == []


def test_without_a_verification_there_is_nothing_to_check(visitor: Visitor) -> None:
    with pytest.raises(NoPendingVerification):
        visitor.check()


def test_a_verified_session_has_nothing_to_check(visitor: Visitor) -> None:
    visitor.request()
    visitor.check()
    with pytest.raises(NoPendingVerification):
        visitor.check()
    assert visitor.view.status is Status.VERIFIED


def test_a_code_that_is_over_is_not_even_sent_to_the_provider(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(300)
    with pytest.raises(CodeExpired):
        visitor.check()
    assert world.provider.checked == []


def test_a_request_that_the_provider_no_longer_knows_has_expired(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.provider.open.clear()
    with pytest.raises(CodeExpired):
        visitor.check()
    assert visitor.view.status is Status.EXPIRED


def test_a_code_that_is_void_by_our_own_count_does_not_block_the_next(make_world: MakeWorld) -> None:
    world = make_world(wrong_codes=2)
    visitor = world.visitor()
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    with pytest.raises(TooManyAttempts):
        visitor.check(WRONG)
    assert visitor.view.status is Status.EXPIRED
    visitor.session = replace(visitor.session, id="as after the hour")
    world.clock.advance(30)
    assert visitor.request().status is Status.PENDING
