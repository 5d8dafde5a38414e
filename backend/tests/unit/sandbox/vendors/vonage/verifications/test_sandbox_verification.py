"""The life of one request, told by its rules alone."""

from __future__ import annotations

from itertools import count

import pytest

from dialproof.sandbox.vendors.vonage.problems import Refusal
from dialproof.sandbox.vendors.vonage.verifications.model import (
    Channel,
    Ended,
    Plan,
    Rules,
    Status,
    StepEnded,
    StepPlan,
    StepStarted,
)
from dialproof.sandbox.vendors.vonage.verifications.verification import Verification

TO = "14155550100"


def begin(*channels: Channel, rules: Rules | None = None, reuse_code: bool = False, timeout: int = 300) -> Verification:
    codes = count(1001)
    steps = tuple(StepPlan(channel, TO, reuse_code=reuse_code) for channel in channels or (Channel.SMS,))
    plan = Plan(brand="Acme", steps=steps, locale="en-us", channel_timeout=timeout)
    verification = Verification("an-id", plan, rules or Rules(), lambda: str(next(codes)), submitted_at=0)
    verification.begin()
    return verification


def refused(verification: Verification, code: str, now: float = 1) -> int:
    with pytest.raises(Refusal) as refusal:
        verification.check(code, now)
    return refusal.value.status


def test_the_right_code_completes_the_request_once() -> None:
    verification = begin()
    verification.check("1001", 1)
    assert verification.status is Status.COMPLETED
    assert refused(verification, "1001") == 404


def test_wrong_codes_are_counted_and_the_third_ends_the_request() -> None:
    verification = begin()
    assert [refused(verification, "9999") for _ in range(4)] == [400, 400, 410, 404]
    assert verification.status is Status.FAILED


def test_a_right_code_after_two_wrong_ones_is_still_good() -> None:
    verification = begin()
    refused(verification, "9999")
    refused(verification, "9999")
    verification.check("1001", 1)
    assert verification.status is Status.COMPLETED


@pytest.mark.parametrize("attempts", [1, 4])
def test_which_wrong_code_ends_the_request_can_be_chosen(attempts: int) -> None:
    verification = begin(rules=Rules(code_attempts=attempts))
    statuses = [refused(verification, "9999") for _ in range(attempts)]
    assert statuses == [400] * (attempts - 1) + [410]


def test_a_request_expires_when_its_only_channel_has_run_out() -> None:
    verification = begin(timeout=60)
    verification.advance(59.9)
    assert verification.pending
    verification.advance(60)
    assert verification.status is Status.EXPIRED
    assert refused(verification, "1001", 61) == 404


def test_the_next_channel_is_tried_when_one_has_run_out() -> None:
    verification = begin(Channel.SMS, Channel.VOICE, timeout=60)
    verification.advance(60)
    assert verification.pending
    assert verification.step.plan.channel is Channel.VOICE
    assert verification.deadline == 120


def test_much_time_at_once_passes_through_every_channel_at_its_own_time() -> None:
    verification = begin(Channel.SMS, Channel.VOICE, timeout=60)
    verification.advance(1000)
    assert verification.status is Status.EXPIRED
    assert [step.finalized_at for step in verification.steps] == [60, 120]
    assert verification.ended_at == 120


def test_each_channel_carries_a_code_of_its_own() -> None:
    verification = begin(Channel.SMS, Channel.VOICE)
    verification.next_step(1)
    assert refused(verification, "1001") == 400
    verification.check("1002", 1)


def test_a_channel_may_carry_the_code_of_the_one_before() -> None:
    verification = begin(Channel.SMS, Channel.VOICE, reuse_code=True)
    verification.next_step(1)
    verification.check("1001", 1)


def test_earlier_codes_stay_good_where_the_rules_say_so() -> None:
    verification = begin(Channel.SMS, Channel.VOICE, rules=Rules(earlier_codes_accepted=True))
    verification.next_step(1)
    verification.check("1001", 1)
    assert verification.status is Status.COMPLETED


def test_wrong_codes_count_across_channels() -> None:
    verification = begin(Channel.SMS, Channel.VOICE)
    refused(verification, "9999")
    verification.next_step(1)
    assert [refused(verification, "9999") for _ in range(2)] == [400, 410]


def test_there_is_no_channel_after_the_last() -> None:
    verification = begin()
    with pytest.raises(Refusal) as refusal:
        verification.next_step(1)
    assert refusal.value.status == 409
    assert refusal.value.body["detail"] == "There are no more events left to trigger."
    assert verification.pending


def test_cancelling_is_possible_from_thirty_seconds_on() -> None:
    verification = begin()
    with pytest.raises(Refusal) as refusal:
        verification.cancel(29.9)
    assert refusal.value.status == 409
    assert verification.pending
    verification.cancel(30)
    assert verification.status is Status.CANCELLED
    assert refused(verification, "1001", 31) == 404


def test_cancelling_is_not_possible_once_the_second_channel_is_under_way() -> None:
    verification = begin(Channel.SMS, Channel.VOICE)
    verification.next_step(31)
    with pytest.raises(Refusal) as refusal:
        verification.cancel(40)
    assert refusal.value.status == 409


@pytest.mark.parametrize("end", ["expire", "cancel", "complete"])
def test_nothing_can_be_done_with_a_request_that_is_over(end: str) -> None:
    verification = begin(rules=Rules(cancel_after=0))
    {
        "expire": lambda: verification.expire(1),
        "cancel": lambda: verification.cancel(1),
        "complete": lambda: verification.check("1001", 1),
    }[end]()
    for action in (verification.cancel, verification.next_step):
        with pytest.raises(Refusal) as refusal:
            action(1)
        assert refusal.value.status == 404
        assert "an-id" in refusal.value.body["detail"]


def test_a_carrier_that_refuses_moves_the_request_to_the_next_channel_and_then_fails_it() -> None:
    verification = begin(Channel.SMS, Channel.VOICE)
    verification.fail_step(1)
    assert verification.step.plan.channel is Channel.VOICE
    verification.fail_step(2)
    assert verification.status is Status.FAILED


def test_a_block_ends_the_request_and_keeps_the_reason() -> None:
    verification = begin()
    verification.block("fraud", 1)
    assert verification.status is Status.BLOCKED
    assert verification.step.reason == "fraud"


def test_what_happened_is_told_once_and_in_order() -> None:
    verification = begin(Channel.SMS, Channel.VOICE)
    verification.next_step(1)
    verification.check("1002", 2)
    assert [type(happening) for happening in verification.take_changes()] == [
        StepStarted,
        StepEnded,
        StepStarted,
        StepEnded,
        Ended,
    ]
    assert verification.take_changes() == []


def test_silent_authentication_is_skipped_where_no_network_covers_the_number() -> None:
    verification = begin(Channel.SILENT_AUTH, Channel.SMS)
    assert verification.step.plan.channel is Channel.SMS
    assert verification.steps[0].status is Status.FAILED


def test_silent_authentication_without_a_coverage_check_takes_no_code_and_lasts_a_minute() -> None:
    steps = (StepPlan(Channel.SILENT_AUTH, TO, coverage_check=False), StepPlan(Channel.SMS, TO))
    plan = Plan(brand="Acme", steps=steps, locale="en-us", channel_timeout=300)
    verification = Verification("an-id", plan, Rules(), lambda: "1001", submitted_at=0)
    verification.begin()
    assert refused(verification, "1001") == 409
    verification.advance(60)
    verification.check("1001", 61)
    assert verification.status is Status.COMPLETED
