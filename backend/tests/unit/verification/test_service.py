from __future__ import annotations

from dataclasses import replace

import pytest

from dialproof.channels import Channel
from dialproof.fraud import NumberPolicy
from dialproof.phone import PhoneNumber
from dialproof.problems import (
    Blocked,
    CodeExpired,
    CountryNotAllowed,
    IncorrectCode,
    InvalidPhoneNumber,
    InvalidRequest,
    NoPendingVerification,
    Problem,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
    ResendTooSoon,
    TooManyAttempts,
    VerificationInProgress,
)
from dialproof.providers.base import (
    Ambiguous,
    AttemptsExhausted,
    Failed,
    InProgress,
    Misconfigured,
    NumberBlocked,
    NumberInvalid,
    ProviderFailure,
    Throttled,
    Unavailable,
)
from dialproof.verification.state import Pending, Verified
from dialproof.verification.views import Status
from support.rules import CODE, NUMBER, OTHER, WRONG, Visitor, World


@pytest.fixture
def world() -> World:
    return World()


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.visitor()


# Asking for a code


def test_a_new_session_stands_nowhere(visitor: Visitor) -> None:
    view = visitor.view
    assert (view.status, view.phone_number, view.channel) == (Status.NONE, None, None)
    assert view.channels == (Channel.SMS, Channel.VOICE)


def test_a_code_is_sent_in_the_language_and_by_the_channel_that_were_asked_for(world: World, visitor: Visitor) -> None:
    view = visitor.request(channel=Channel.VOICE, locale="fr")
    assert world.provider.sent == [("+14155550100", Channel.VOICE, "fr")]
    assert (view.status, view.phone_number, view.channel) == (Status.PENDING, "+14155550100", Channel.VOICE)
    assert (view.code_length, view.expires_in, view.resend_in, view.attempts_left) == (6, 300, 30, 3)


def test_a_channel_that_is_not_offered_is_refused(world: World, visitor: Visitor) -> None:
    with pytest.raises(InvalidRequest) as refused:
        visitor.request(channel=Channel.WHATSAPP)
    assert [error.pointer for error in refused.value.errors] == ["/channel"]
    assert world.provider.sent == []


def test_a_country_that_is_not_served_costs_nothing() -> None:
    world = World(policy=NumberPolicy(allowed=frozenset({"SE"})), per_address="1 per day")
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
    assert (view.status, view.expires_in, view.resend_in, view.attempts_left) == (Status.EXPIRED, 0, 0, 3)


# Asking again


def test_sending_again_too_soon_is_refused_and_the_code_stays_good(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(10)
    with pytest.raises(ResendTooSoon) as refused:
        visitor.request()
    assert refused.value.retry_after == 20
    assert visitor.check().status is Status.VERIFIED


def test_sending_again_replaces_the_request_at_the_provider(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    view = visitor.request(channel=Channel.VOICE)
    assert view.channel is Channel.VOICE
    assert view.expires_in == 300
    assert len(world.provider.cancelled) == 1
    assert len(world.provider.open) == 1


def test_the_provider_may_need_longer_than_the_limits_before_another_code() -> None:
    world = World(per_number="1 per second")
    visitor = world.visitor()
    visitor.request()
    world.clock.advance(5)
    assert visitor.view.resend_in == 25
    with pytest.raises(ResendTooSoon) as refused:
        visitor.request()
    assert refused.value.retry_after == 25


def test_an_expired_code_is_replaced_in_one_press(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(300)
    world.provider.open.clear()
    assert visitor.request().status is Status.PENDING


def test_when_a_resend_meets_a_lingering_conflict_the_next_press_works(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    conflict = InProgress("lingers")
    conflict.earlier_request_over = True
    world.provider.fail_next(conflict)
    with pytest.raises(VerificationInProgress) as refused:
        visitor.request()
    assert refused.value.retry_after == 15 == visitor.view.resend_in
    assert visitor.view.status is Status.EXPIRED
    assert visitor.view.attempts_left == 3
    world.clock.advance(15)
    world.provider.open.clear()
    assert visitor.request().status is Status.PENDING


def test_when_the_answer_to_a_resend_is_lost_its_text_is_waited_for(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    lost = Ambiguous("no answer")
    lost.earlier_request_over = True
    world.provider.fail_next(lost)
    with pytest.raises(ProviderTimeout):
        visitor.request()
    world.clock.advance(30)
    world.provider.fail_next(InProgress("409"))
    with pytest.raises(VerificationInProgress) as refused:
        visitor.request()
    assert refused.value.retry_after == 270


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
    assert list(world.provider.open.values()) == [OTHER.e164]
    assert visitor.session.left_behind == ()


def test_the_first_number_works_again_although_it_could_not_be_cancelled_at_once(
    world: World, visitor: Visitor
) -> None:
    visitor.request()
    visitor.request(OTHER)
    assert sorted(world.provider.open.values()) == [NUMBER.e164, OTHER.e164]
    with pytest.raises(ResendTooSoon):
        visitor.request(NUMBER)
    world.clock.advance(30)
    assert visitor.request(NUMBER).status is Status.PENDING
    assert visitor.check().phone_number == NUMBER.e164


def test_a_session_remembers_few_requests_that_it_walked_away_from(world: World, visitor: Visitor) -> None:
    for index in range(5):
        visitor.request(PhoneNumber.parse(f"+1415555010{index}"))
    assert len(visitor.session.left_behind) == 3


# Checking


def test_the_right_code_verifies(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(7)
    view = visitor.check("123 456")
    assert (view.status, view.phone_number, view.verified_at) == (Status.VERIFIED, NUMBER.e164, world.clock())
    assert isinstance(visitor.session.state, Verified)


def test_a_right_code_costs_no_attempt(world: World) -> None:
    for _ in range(3):
        visitor = world.visitor()
        visitor.request()
        visitor.check()
        world.clock.advance(30)
    assert world.gate.guesses_left("session", NUMBER) == 5


def test_wrong_codes_count_down_to_what_the_provider_allows(world: World, visitor: Visitor) -> None:
    visitor.request()
    for left in (2, 1):
        with pytest.raises(IncorrectCode) as refused:
            visitor.check(WRONG)
        assert refused.value.attempts_left == left == visitor.view.attempts_left


def test_the_last_allowed_attempt_may_be_the_right_one(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(2):
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


def test_a_code_that_is_void_here_first_is_waited_for_only_until_it_can_be_cancelled(
    world: World, visitor: Visitor
) -> None:
    """The provider would end the request at the fourth wrong code; the third is the last that it is asked about."""
    visitor.request()
    world.clock.advance(10)
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    with pytest.raises(TooManyAttempts) as refused:
        visitor.check(WRONG)
    assert refused.value.retry_after == 20 == visitor.view.resend_in
    world.clock.advance(20)
    assert visitor.request().status is Status.PENDING
    assert len(world.provider.open) == 1


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
    assert visitor.request().attempts_left == 3


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
    assert world.gate.guesses_left("session", NUMBER) == 3


def test_an_old_session_cannot_win_back_attempts(world: World, visitor: Visitor) -> None:
    visitor.request()
    kept = replace(visitor.session.state) if isinstance(visitor.session.state, Pending) else None
    for _ in range(5):
        visitor.session.state = kept
        with pytest.raises(Problem):
            visitor.check(WRONG)
    visitor.session.state = kept
    with pytest.raises(TooManyAttempts):
        visitor.check(CODE)
    assert len(world.provider.checked) == 5


def test_what_cannot_be_a_code_costs_no_attempt(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(10):
        with pytest.raises(InvalidRequest):
            visitor.check("12345")
    assert visitor.view.attempts_left == 3
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


def test_a_code_that_is_void_by_our_own_count_does_not_block_the_next() -> None:
    world = World(wrong_codes=2)
    visitor = world.visitor()
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    with pytest.raises(TooManyAttempts):
        visitor.check(WRONG)
    assert visitor.view.status is Status.EXPIRED
    visitor.session.id = "as after the hour"
    world.clock.advance(30)
    assert visitor.request().status is Status.PENDING


# Cancelling


def test_cancelling_ends_it_at_the_provider_too(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    assert visitor.cancel().status is Status.NONE
    assert world.provider.open == {}


def test_cancelling_early_still_lets_the_number_be_used_again(world: World, visitor: Visitor) -> None:
    visitor.request()
    visitor.cancel()
    assert list(world.provider.open.values()) == [NUMBER.e164]
    world.clock.advance(30)
    assert visitor.request().status is Status.PENDING


def test_cancelling_never_fails(world: World, visitor: Visitor) -> None:
    assert visitor.cancel().status is Status.NONE
    visitor.request()
    world.clock.advance(30)
    world.provider.fail_next(Unavailable("refused"))
    assert visitor.cancel().status is Status.NONE
    assert visitor.request().status is Status.PENDING


# The provider in trouble

SEND_FAULTS = [
    (InProgress("409"), VerificationInProgress, True),
    (NumberBlocked("403"), Blocked, False),
    (NumberInvalid("422"), InvalidPhoneNumber, True),
    (Misconfigured("401"), ProviderError, True),
    (Throttled("429"), ProviderUnavailable, True),
    (Unavailable("refused"), ProviderUnavailable, True),
    (Failed("500"), ProviderError, False),
    (Ambiguous("no answer"), ProviderTimeout, False),
]


@pytest.mark.parametrize(("failure", "problem", "given_back"), SEND_FAULTS, ids=lambda value: type(value).__name__)
def test_a_failed_send_counts_exactly_when_a_text_may_have_gone_out(
    world: World, visitor: Visitor, failure: ProviderFailure, problem: type[Problem], *, given_back: bool
) -> None:
    world.provider.fail_next(failure)
    with pytest.raises(problem):
        visitor.request()
    assert visitor.view.status is Status.NONE
    assert (world.gate.resend_in(NUMBER) == 0) is given_back
    if not given_back:
        world.clock.advance(30)
    assert visitor.request().status is Status.PENDING


CHECK_FAULTS = [
    (Misconfigured("401"), ProviderError),
    (Throttled("429"), ProviderUnavailable),
    (Unavailable("refused"), ProviderUnavailable),
    (Failed("500"), ProviderError),
    (Ambiguous("no answer"), ProviderTimeout),
]


@pytest.mark.parametrize(("failure", "problem"), CHECK_FAULTS, ids=lambda value: type(value).__name__)
def test_a_check_without_a_verdict_costs_no_guess(
    world: World, visitor: Visitor, failure: ProviderFailure, problem: type[Problem]
) -> None:
    visitor.request()
    world.provider.fail_next(failure)
    with pytest.raises(problem):
        visitor.check()
    assert world.gate.guesses_left("session", NUMBER) == 5
    assert visitor.check().status is Status.VERIFIED


def test_an_outage_of_the_provider_is_not_blamed_on_the_visitor(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.provider.fail_next(*[Failed("500")] * 5)
    for _ in range(5):
        with pytest.raises(ProviderError):
            visitor.check()
    with pytest.raises(ProviderUnavailable) as refused:
        visitor.check()
    assert refused.value.retry_after == 300
    assert len(world.provider.checked) == 5
    world.clock.advance(299)
    assert visitor.view.attempts_left == 3
    assert visitor.request().status is Status.PENDING
    world.clock.advance(1)
    assert visitor.check().status is Status.VERIFIED


def test_an_outage_does_not_lock_a_network_out(world: World) -> None:
    for index in range(5):
        visitor = world.visitor(session_id=f"session {index}")
        visitor.request(PhoneNumber.parse(f"+1415555010{index}"))
        world.provider.fail_next(*[Failed("500")] * 5)
        for _ in range(5):
            with pytest.raises(ProviderError):
                visitor.check()
    visitor.session.id = "another session"
    assert visitor.check().status is Status.VERIFIED


@pytest.mark.parametrize("failure", [Failed("500"), Ambiguous("no answer")], ids=["fault", "no answer"])
def test_unknown_verdicts_cannot_be_used_to_guess_without_end(
    world: World, visitor: Visitor, failure: ProviderFailure
) -> None:
    """What the provider did behind such an answer is not known: it may have compared the code."""
    visitor.request()
    for _ in range(50):
        world.provider.failures = [failure]
        with pytest.raises(Problem):
            visitor.check(WRONG)
    assert len(world.provider.checked) == 5


def test_a_network_has_a_bound_on_unknown_verdicts_across_sessions() -> None:
    world = World(unjudged_per_address="7 per 15 minutes")
    for index in range(3):
        visitor = world.visitor(session_id=f"session {index}")
        visitor.request(PhoneNumber.parse(f"+1415555010{index}"))
        for _ in range(3):
            world.provider.failures = [Ambiguous("no answer")]
            with pytest.raises((ProviderTimeout, ProviderUnavailable)):
                visitor.check(WRONG)
    assert len(world.provider.checked) == 7
    world.provider.failures = []
    with pytest.raises(ProviderUnavailable) as refused:
        visitor.check()
    assert refused.value.retry_after == 900


def test_a_verdict_costs_nothing_of_the_bound_on_unknown_ones() -> None:
    world = World(unjudged="1 per 5 minutes")
    visitor = world.visitor()
    visitor.request()
    for _ in range(2):
        with pytest.raises(IncorrectCode):
            visitor.check(WRONG)
    assert visitor.check().status is Status.VERIFIED


def test_a_provider_that_surely_compared_nothing_can_be_asked_again_and_again(world: World, visitor: Visitor) -> None:
    visitor.request()
    for _ in range(50):
        world.provider.failures = [Unavailable("503")]
        with pytest.raises(ProviderUnavailable):
            visitor.check()
    assert visitor.check().status is Status.VERIFIED


def test_a_throttled_provider_says_how_long(world: World, visitor: Visitor) -> None:
    world.provider.fail_next(Throttled("429", retry_after=42))
    with pytest.raises(ProviderUnavailable) as refused:
        visitor.request()
    assert refused.value.retry_after == 42


def test_a_strangers_request_is_waited_for_as_long_as_it_can_last(world: World) -> None:
    world.provider.open["stranger"] = NUMBER.e164
    with pytest.raises(VerificationInProgress) as refused:
        world.visitor().request()
    assert refused.value.retry_after == 300


def test_a_request_of_another_browser_is_waited_for_as_long_as_it_lasts(world: World) -> None:
    world.visitor(session_id="first").request()
    world.clock.advance(100)
    with pytest.raises(VerificationInProgress) as refused:
        world.visitor(session_id="second", address="192.0.2.2").request()
    assert refused.value.retry_after == 200


def test_a_used_up_address_gets_no_check_either() -> None:
    world = World(wrong_codes_per_address="1 per 15 minutes")
    visitor = world.visitor()
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    with pytest.raises(RateLimited):
        visitor.check(CODE)
    assert world.provider.checked == [WRONG]
