from __future__ import annotations

from dataclasses import replace

import pytest

from dialproof.phone import PhoneNumber
from dialproof.problems import (
    IncorrectCode,
    Problem,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    RateLimited,
)
from dialproof.providers.base import (
    Ambiguous,
    Failed,
    ProviderFailure,
    Throttled,
    Unavailable,
)
from dialproof.verification.outcome import Status
from support.rules import CODE, WRONG, MakeWorld, Visitor, World


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
    assert visitor.view.attempts_left == world.attempts
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
    visitor.session = replace(visitor.session, id="another session")
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


def test_a_network_has_a_bound_on_unknown_verdicts_across_sessions(make_world: MakeWorld) -> None:
    world = make_world(unjudged_per_address="7 per 15 minutes")
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


def test_a_verdict_costs_nothing_of_the_bound_on_unknown_ones(make_world: MakeWorld) -> None:
    world = make_world(unjudged="1 per 5 minutes")
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


def test_a_used_up_address_gets_no_check_either(make_world: MakeWorld) -> None:
    world = make_world(wrong_codes_per_address="1 per 15 minutes")
    visitor = world.visitor()
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    with pytest.raises(RateLimited):
        visitor.check(CODE)
    assert world.provider.checked == [WRONG]
