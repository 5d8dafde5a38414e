"""Calls of one session that are under way at once: whatever ends last, the newest state stays.

`Visitor.at_once` is a call with the cookie as it was; what it leaves in its session goes back to the browser only if it
has changed.
"""

from __future__ import annotations

import pytest

from dialproof.phone import PhoneNumber
from dialproof.problems import (
    CodeExpired,
    IncorrectCode,
    Problem,
    ProviderUnavailable,
    TooManyAttempts,
    VerificationInProgress,
)
from dialproof.providers.base import AttemptsExhausted, InProgress, ReplacementFailed, RequestUnknown, Unavailable
from dialproof.verification.outcome import Status
from dialproof.verification.state import Pending, Session
from support.rules import CODE, NUMBER, OTHER, WRONG, Visitor, World


@pytest.fixture
def visitor(world: World) -> Visitor:
    """Somebody with a code that is old enough to be replaced."""
    somebody = world.visitor()
    somebody.request()
    world.clock.advance(30)
    return somebody


class Slow:
    """A call of the same browser that is answered after what happened meanwhile."""

    def __init__(self, visitor: Visitor) -> None:
        self.browser = visitor
        self.call = visitor.at_once()
        self.before = self.call.session

    @property
    def sets_cookie(self) -> bool:
        return self.call.session != self.before

    def arrive(self) -> None:
        """Take over the cookie of the answer, if it has one."""
        if self.sets_cookie:
            self.browser.session = self.call.session


# A slow check


@pytest.mark.parametrize(
    ("failure", "problem"),
    [(RequestUnknown("404"), CodeExpired), (AttemptsExhausted("410"), IncorrectCode), (None, IncorrectCode)],
    ids=["unknown", "over", "wrong"],
)
def test_a_slow_check_of_the_old_code_leaves_the_new_one(
    world: World, visitor: Visitor, failure: RequestUnknown | AttemptsExhausted | None, problem: type[Problem]
) -> None:
    slow = Slow(visitor)
    world.provider.fail_next(*([failure] if failure else []))
    world.provider.while_busy(visitor.request)
    with pytest.raises(problem):
        slow.call.check(WRONG)
    assert not slow.sets_cookie
    assert visitor.view.status is Status.PENDING
    assert visitor.check().status is Status.VERIFIED


def test_the_last_wrong_code_does_not_void_a_newer_one(world: World, visitor: Visitor) -> None:
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    slow = Slow(visitor)
    world.provider.while_busy(visitor.request)
    with pytest.raises(IncorrectCode) as refused:
        slow.call.check(WRONG)
    assert refused.value.attempts_left == 2
    assert not slow.sets_cookie
    assert visitor.check().status is Status.VERIFIED


def test_no_guess_is_won_by_a_newer_code(world: World, visitor: Visitor) -> None:
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    visitor.request()
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    world.clock.advance(30)
    slow = Slow(visitor)
    world.provider.while_busy(visitor.request)
    with pytest.raises(TooManyAttempts):
        slow.call.check(WRONG)
    assert world.guesses_left() == 0


def test_a_right_code_verifies_although_another_was_sent_meanwhile(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.request)
    assert slow.call.check().status is Status.VERIFIED
    slow.arrive()
    assert visitor.view.status is Status.VERIFIED


def test_a_right_code_does_not_undo_a_cancel(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.cancel)
    with pytest.raises(CodeExpired):
        slow.call.check()
    assert not slow.sets_cookie
    assert visitor.view.status is Status.NONE


def test_a_right_code_does_not_undo_the_choice_of_another_number(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(lambda: visitor.request(OTHER))
    with pytest.raises(CodeExpired):
        slow.call.check()
    assert not slow.sets_cookie
    assert visitor.view.phone_number == OTHER.e164
    assert visitor.check().phone_number == OTHER.e164


def test_a_slow_wrong_code_leaves_the_verified_number(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.check)
    with pytest.raises(IncorrectCode):
        slow.call.check(WRONG)
    assert not slow.sets_cookie
    assert visitor.view.status is Status.VERIFIED


def test_a_slow_wrong_code_does_not_bring_a_void_one_back(world: World, visitor: Visitor) -> None:
    def use_up() -> None:
        while visitor.view.status is Status.PENDING:
            with pytest.raises(Problem):
                visitor.check(WRONG)

    slow = Slow(visitor)
    world.provider.while_busy(use_up)
    with pytest.raises(Problem):
        slow.call.check(WRONG)
    slow.arrive()
    assert visitor.view.status is Status.EXPIRED


def test_a_check_without_a_verdict_sets_nothing(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.fail_next(Unavailable("503"))
    world.provider.while_busy(visitor.request)
    with pytest.raises(ProviderUnavailable):
        slow.call.check()
    assert not slow.sets_cookie


# A slow send


def test_a_slow_send_does_not_undo_a_cancel(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.cancel)
    assert slow.call.request().status is Status.NONE
    slow.arrive()
    assert visitor.view.status is Status.NONE


def test_the_number_of_a_slow_send_that_was_cancelled_can_be_used_again(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.cancel)
    slow.call.request(OTHER)
    slow.arrive()
    assert visitor.view.status is Status.NONE
    world.clock.advance(30)
    assert visitor.request(OTHER).status is Status.PENDING


def test_a_slow_send_leaves_the_number_that_was_chosen_after_it(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(lambda: visitor.request(OTHER))
    with pytest.raises(VerificationInProgress):
        slow.call.request(NUMBER)
    assert not slow.sets_cookie
    assert visitor.check().phone_number == OTHER.e164


def test_a_send_that_began_later_counts_although_the_earlier_one_ended_first(world: World, visitor: Visitor) -> None:
    slow, first = Slow(visitor), visitor.at_once()
    revision = world.store.ask(world.history.beginning(first.session))
    world.provider.while_busy(lambda: world.history.commit(first.session, revision, NUMBER))
    assert slow.call.request(OTHER).status is Status.PENDING
    assert slow.sets_cookie


def test_a_slow_send_that_fails_does_not_undo_a_cancel(world: World, visitor: Visitor) -> None:
    conflict = ReplacementFailed(InProgress("lingers", retry_after=15), retry_after=15)
    slow = Slow(visitor)
    world.provider.fail_next(conflict)
    world.provider.while_busy(visitor.cancel)
    with pytest.raises(VerificationInProgress):
        slow.call.request()
    slow.arrive()
    assert visitor.view.status is Status.NONE


@pytest.mark.parametrize("failure", [RequestUnknown("404"), AttemptsExhausted("410")], ids=["unknown", "over"])
@pytest.mark.parametrize("number", [NUMBER, OTHER], ids=["the same number", "another number"])
def test_a_slow_send_counts_although_the_code_that_it_replaces_ended_meanwhile(
    world: World, visitor: Visitor, number: PhoneNumber, failure: RequestUnknown | AttemptsExhausted
) -> None:
    def end_the_old_code() -> None:
        world.provider.fail_next(failure)
        with pytest.raises(Problem):
            visitor.check(WRONG)
        assert visitor.view.status is Status.EXPIRED

    slow = Slow(visitor)
    world.provider.while_busy(end_the_old_code)
    assert slow.call.request(number).status is Status.PENDING
    slow.arrive()
    assert visitor.view.status is Status.PENDING
    assert visitor.check().phone_number == number.e164


def test_a_slow_send_does_not_undo_what_was_verified_meanwhile(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(visitor.check)
    with pytest.raises(VerificationInProgress):
        slow.call.request(OTHER)
    slow.arrive()
    assert visitor.view.status is Status.VERIFIED


def test_a_right_code_verifies_although_the_code_was_said_to_be_over_meanwhile(world: World, visitor: Visitor) -> None:
    def end_the_code() -> None:
        with pytest.raises(CodeExpired):
            visitor.check()

    slow = Slow(visitor)
    world.provider.while_busy(end_the_code)
    assert slow.call.check().status is Status.VERIFIED


# A slow cancel, and reading


def test_a_slow_cancel_leaves_the_number_that_was_chosen_after_it(world: World, visitor: Visitor) -> None:
    slow = Slow(visitor)
    world.provider.while_busy(lambda: visitor.request(OTHER))
    assert slow.call.cancel().status is Status.NONE
    if world.features.cancel_after is None:
        assert world.provider.meanwhile, "the vendor was not asked, so nothing was slow"
        return
    assert not slow.sets_cookie
    assert visitor.check().phone_number == OTHER.e164


def test_a_cookie_that_was_superseded_shows_a_code_that_is_over(visitor: Visitor) -> None:
    old = Slow(visitor)
    visitor.request()
    assert old.call.view.status is Status.EXPIRED
    assert (old.call.view.expires_in, visitor.view.status) == (0, Status.PENDING)
    assert not old.sets_cookie


# What is not known


def test_a_store_that_forgot_everything_supersedes_nothing(world: World, visitor: Visitor) -> None:
    visitor.request()
    elsewhere = World(type(world.provider), clock=world.clock)
    elsewhere.provider.open |= world.provider.open
    moved = Visitor(elsewhere.context, session=visitor.session)
    elsewhere.clock.advance(30)
    before = moved.session.revision
    assert moved.request().status is Status.PENDING
    assert moved.session.revision > before
    assert moved.check(CODE).status is Status.VERIFIED


def test_a_cookie_from_before_revisions_works(world: World, visitor: Visitor) -> None:
    state = visitor.session.state
    assert isinstance(state, Pending)
    assert Visitor(world.context, session=Session("of old", state)).check().status is Status.VERIFIED


def test_a_slow_code_for_a_number_that_nobody_wants_any_more_frees_that_number(world: World) -> None:
    visitor = world.visitor()
    slow = Slow(visitor)
    world.provider.while_busy(lambda: visitor.request(OTHER))
    with pytest.raises(VerificationInProgress):
        slow.call.request(NUMBER)
    assert not slow.sets_cookie
    assert visitor.view.phone_number == OTHER.e164
    world.clock.advance(30)
    assert world.visitor(session_id="another").request(NUMBER).status is Status.PENDING
    assert visitor.check().phone_number == OTHER.e164
