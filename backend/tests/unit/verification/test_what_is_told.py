"""What the rules tell to whoever reads their events."""

from __future__ import annotations

import pytest

from dialproof.channels import Channel
from dialproof.events import Asked, Cancelled, Expired, Refused, Sent, SentAgain, VendorFailed, Verified, WrongCode
from dialproof.problems import CodeExpired, IncorrectCode, ProviderUnavailable, ResendTooSoon, TooManyAttempts
from dialproof.providers.base import Resending, Unavailable
from dialproof.verification.send import Wanted, send_code
from support.rules import NUMBER, OTHER, WRONG, MakeWorld, Visitor, World


def test_a_verification_from_the_first_code_to_the_right_one(world: World, visitor: Visitor) -> None:
    same_code = world.features.resending is Resending.REPEATS
    visitor.request()
    with pytest.raises(IncorrectCode):
        visitor.check(WRONG)
    world.clock.advance(30)
    visitor.request(channel=Channel.VOICE)
    visitor.check()
    assert world.events == [
        Asked(NUMBER, Channel.SMS),
        Sent(NUMBER, Channel.SMS, "fake"),
        WrongCode(NUMBER, "fake", void=False),
        Asked(NUMBER, Channel.VOICE),
        SentAgain(NUMBER, Channel.VOICE, "fake", same_code=same_code),
        Verified(NUMBER, Channel.VOICE, "fake"),
    ]


def test_the_last_wrong_code_and_a_code_that_is_over(make_world: MakeWorld) -> None:
    world = make_world(wrong_codes=1)
    visitor = world.visitor()
    visitor.request()
    with pytest.raises(TooManyAttempts):
        visitor.check(WRONG)
    assert WrongCode(NUMBER, "fake", void=True) in world.events
    world.clock.advance(3600)
    with pytest.raises(CodeExpired):
        visitor.check()
    assert world.events[-1] == Expired(NUMBER, "fake")


def test_what_a_limit_refuses(world: World, visitor: Visitor) -> None:
    visitor.request()
    with pytest.raises(ResendTooSoon):
        world.visitor(session_id="another", address="192.0.2.2").request()
    assert world.events[-1] == Refused(NUMBER, "number", 30)


def test_a_code_that_is_given_up(world: World, visitor: Visitor) -> None:
    visitor.request()
    visitor.request(OTHER)
    assert world.events[-1] == Cancelled(NUMBER, "fake")
    visitor.cancel()
    assert world.events[-1] == Cancelled(OTHER, "fake")


def test_a_vendor_that_fails(world: World, visitor: Visitor) -> None:
    failure = Unavailable("503")
    world.provider.fail_next(failure)
    with pytest.raises(ProviderUnavailable):
        visitor.request()
    assert world.events[-1] == VendorFailed(NUMBER, "fake", "send", failure)


def test_an_answer_tells_how_the_limits_stand(world: World, visitor: Visitor) -> None:
    outcome = send_code(world.context, visitor.session, visitor.address, Wanted(NUMBER, Channel.SMS, None))
    assert [usage.name for usage in outcome.usage] == [
        "address-900",
        "address-86400",
        "number-30",
        "number-3600",
        "number-86400",
    ]
    refused = send_code(world.context, outcome.session, visitor.address, Wanted(OTHER, Channel.SMS, None))
    assert refused.usage[0].remaining == 3


def test_nothing_is_changed_behind_the_callers_back(world: World, visitor: Visitor) -> None:
    before = visitor.session
    visitor.request()
    assert (before.state, before.revision) == (None, 0)
    assert visitor.session is not before
