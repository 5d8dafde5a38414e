"""Each failure of a vendor, in a send and in a check: what is counted, what becomes of the code, what is told."""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from dialproof.events import Expired, VendorFailed, WrongCode
from dialproof.problems import (
    Blocked,
    CodeExpired,
    IncorrectCode,
    InvalidPhoneNumber,
    Problem,
    ProviderError,
    ProviderTimeout,
    ProviderUnavailable,
    TooManyAttempts,
    VerificationInProgress,
)
from dialproof.providers import base
from dialproof.verification.failures import TABLE, rule_for
from dialproof.verification.outcome import Status
from support.rules import NUMBER, WRONG, MakeWorld, Visitor, World


@dataclass(frozen=True)
class Expected:
    """What is seen from outside: whether a failed send stays counted, and what a failed check counts as."""

    failure: base.ProviderFailure
    on_send: type[Problem]
    send_counts: bool
    on_check: type[Problem]
    check_counts: str | None = None
    status: Status = Status.PENDING
    wait: int | None = None
    told: type = VendorFailed


EVERY = (
    Expected(base.NumberInvalid("422"), InvalidPhoneNumber, False, ProviderError, "wrong"),
    Expected(base.NumberBlocked("403"), Blocked, True, ProviderError, "wrong"),
    Expected(base.InProgress("409", retry_after=77), VerificationInProgress, False, ProviderError, "wrong", wait=77),
    Expected(base.Misconfigured("401"), ProviderError, False, ProviderError),
    Expected(base.Throttled("429"), ProviderUnavailable, False, ProviderUnavailable, wait=5),
    Expected(base.Throttled("429", retry_after=42), ProviderUnavailable, False, ProviderUnavailable, wait=42),
    Expected(base.Unavailable("503"), ProviderUnavailable, False, ProviderUnavailable, wait=5),
    Expected(base.Failed("500"), ProviderError, True, ProviderError, "unjudged"),
    Expected(base.Ambiguous("lost"), ProviderTimeout, True, ProviderTimeout, "unjudged", wait=30),
    Expected(base.ConnectionDropped("lost"), ProviderTimeout, True, ProviderTimeout, "unjudged", wait=30),
    Expected(base.CodeIncorrect("400"), ProviderError, True, IncorrectCode, "wrong", told=WrongCode),
    Expected(
        base.AttemptsExhausted("410"), ProviderError, True, TooManyAttempts, "wrong", Status.EXPIRED, told=WrongCode
    ),
    Expected(base.RequestUnknown("404"), ProviderError, True, CodeExpired, "wrong", Status.EXPIRED, told=Expired),
)
each_failure = pytest.mark.parametrize("expected", EVERY, ids=lambda expected: type(expected.failure).__name__)


def unjudged_left(world: World, visitor: Visitor) -> int:
    """Return how many checks without a verdict the limits still allow, by using them up."""
    for left in range(20):
        world.provider.failures = [base.Failed("500")]
        try:
            visitor.check()
        except ProviderError:
            continue
        except ProviderUnavailable:
            return left
    return 20


@each_failure
def test_a_failed_send(world: World, visitor: Visitor, expected: Expected) -> None:
    world.provider.fail_next(expected.failure)
    with pytest.raises(expected.on_send) as told:
        visitor.request()
    assert told.type is expected.on_send
    assert told.value.retry_after == (expected.wait or None)
    assert visitor.view.status is Status.NONE
    assert (world.gate.resend_in(NUMBER) > 0) is expected.send_counts
    assert world.events[-1] == VendorFailed(NUMBER, world.provider.name, "send", expected.failure)
    world.clock.advance(30)
    assert visitor.request().status is Status.PENDING


@each_failure
def test_a_failed_check(make_world: MakeWorld, expected: Expected) -> None:
    world = make_world(wrong_codes=20)
    visitor = world.visitor()
    visitor.request()
    world.provider.fail_next(expected.failure)
    with pytest.raises(expected.on_check) as told:
        visitor.check(WRONG)
    assert told.type is expected.on_check
    if expected.on_check in {ProviderUnavailable, ProviderTimeout}:
        assert told.value.retry_after == (5 if expected.on_check is ProviderTimeout else expected.wait)
    assert visitor.view.status is expected.status
    assert type(world.events[-1]) is expected.told
    assert world.guesses_left() == (19 if expected.check_counts == "wrong" else 20)
    if expected.status is Status.PENDING:
        one_less = 1 if expected.on_check is IncorrectCode else 0
        assert visitor.view.attempts_left == world.features.wrong_codes - one_less
        assert unjudged_left(world, visitor) == (4 if expected.check_counts == "unjudged" else 5)
    else:
        # The vendor has ended it: what a re-send waits for is the limit of the number alone.
        assert visitor.view.resend_in == 30
        assert visitor.view.attempts_left == (0 if expected.on_check is TooManyAttempts else world.features.wrong_codes)


def test_one_wrong_code_less_is_not_all_of_them(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.provider.fail_next(base.AttemptsExhausted("410"))
    with pytest.raises(TooManyAttempts):
        visitor.check(WRONG)
    assert (visitor.view.attempts_left, visitor.view.status) == (0, Status.EXPIRED)


def test_every_failure_has_a_row_or_is_a_kind_of_one_that_has() -> None:
    groups = {base.NothingSent, base.MayHaveSent, base.Judged, base.NotJudged, base.MayHaveJudged}

    def kinds(of: type[base.ProviderFailure]) -> set[type[base.ProviderFailure]]:
        return {of}.union(*(kinds(kind) for kind in of.__subclasses__()))

    leaves = kinds(base.ProviderFailure) - groups - {base.ProviderFailure, base.ReplacementFailed}
    assert {kind for kind in leaves if not set(kind.__mro__) & set(TABLE)} == set()
    assert rule_for(base.ProviderFailure("of a kind that nobody knows")) is TABLE[base.Failed]


@pytest.mark.parametrize("kind", TABLE, ids=lambda kind: kind.__name__)
def test_the_table_agrees_with_the_groups(kind: type[base.ProviderFailure]) -> None:
    """Only a blocked number stays counted although nothing was sent: asking for such numbers is what fraud does."""
    row = TABLE[kind]
    released = issubclass(kind, base.NothingSent) and kind is not base.NumberBlocked
    assert (row.send.name == "RELEASED") is released
    assert (row.guess.name == "NOTHING") is issubclass(kind, base.NotJudged)
    assert (row.guess.name == "UNJUDGED") is issubclass(kind, base.MayHaveJudged)
    assert (row.code.name != "UNCHANGED") is issubclass(kind, base.Judged)
