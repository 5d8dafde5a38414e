"""What adapters say when something goes wrong, and what they never say."""

from __future__ import annotations

import logging

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import (
    Features,
    Judged,
    MayHaveJudged,
    MayHaveSent,
    NothingSent,
    NotJudged,
    Provider,
    ProviderFailure,
    RequestUnknown,
    Throttled,
    Unavailable,
)
from support.provider_contract.nonsense import NONSENSE, STATUSES
from support.provider_contract.stage import Operation, Stage, Trouble
from support.provider_contract.steps import (
    ANY_CALL,
    SENDING,
    SENT_ALL_THE_SAME,
    cancel_after,
    failure_of,
    guess_wrongly,
    start,
)


class Failing:
    """Calls that go wrong."""

    @pytest.mark.parametrize("trouble", SENDING)
    def test_a_start_that_meets_trouble_says_what_it_was_and_whether_a_text_went_out(
        self, trouble: Trouble, stage: Stage, provider: Provider
    ) -> None:
        before = stage.messages(stage.number)
        stage.cause(Operation.START, trouble)
        failure = failure_of(lambda: start(stage, provider), SENDING[trouble])
        stage.mend()
        if stage.messages(stage.number) > before:
            assert trouble in SENT_ALL_THE_SAME
            assert isinstance(failure, MayHaveSent)
        assert isinstance(failure, NothingSent) is not isinstance(failure, MayHaveSent)
        if isinstance(failure, NothingSent):
            provider.check(start(stage, provider).request, stage.code(stage.number))

    @pytest.mark.parametrize("trouble", [Trouble.BROKEN, Trouble.DROPPED, Trouble.LOST, Trouble.SILENT])
    def test_a_start_is_never_repeated(self, trouble: Trouble, stage: Stage, provider: Provider) -> None:
        before = stage.calls(Operation.START)
        stage.cause(Operation.START, trouble)
        failure_of(lambda: start(stage, provider), SENDING[trouble])
        assert stage.calls(Operation.START) == before + 1

    @pytest.mark.parametrize("trouble", ANY_CALL)
    def test_a_check_that_meets_trouble_says_whether_the_code_can_have_been_compared(
        self, trouble: Trouble, stage: Stage, provider: Provider
    ) -> None:
        started = start(stage, provider)
        stage.cause(Operation.CHECK, trouble)
        # Where the answer was lost, asking once more may tell that the request is over.
        expected = (ANY_CALL[trouble], RequestUnknown) if trouble is Trouble.LOST else ANY_CALL[trouble]
        failure = failure_of(lambda: provider.check(started.request, stage.code(stage.number)), expected)
        stage.mend()
        if isinstance(failure, NotJudged):
            provider.check(started.request, stage.code(stage.number))
        else:
            assert isinstance(failure, (MayHaveJudged, Judged))

    @pytest.mark.parametrize(
        ("trouble", "at_most"),
        [(Trouble.DROPPED, 2), (Trouble.BROKEN, 1), (Trouble.SILENT, 1), (Trouble.DRIPPING, 1)],
    )
    def test_a_check_is_repeated_once_at_most_and_only_on_a_dropped_connection(
        self, trouble: Trouble, at_most: int, stage: Stage, provider: Provider
    ) -> None:
        before = stage.calls(Operation.CHECK)
        stage.cause(Operation.CHECK, trouble)
        failure_of(lambda: provider.check(stage.unknown(), "0" * stage.code_length), ANY_CALL[trouble])
        assert before < stage.calls(Operation.CHECK) <= before + at_most

    @pytest.mark.parametrize("operation", [Operation.START, Operation.CHECK])
    def test_a_vendor_that_asks_to_wait_is_heard(self, operation: Operation, stage: Stage, provider: Provider) -> None:
        started = start(stage, provider)
        stage.cause(operation, Trouble.THROTTLED)
        call = {
            Operation.START: lambda: provider.start(stage.other, Channel.SMS, None),
            Operation.CHECK: lambda: provider.check(started.request, stage.code(stage.number)),
        }[operation]
        failure = failure_of(call, Throttled)
        assert isinstance(failure, Throttled)
        assert failure.retry_after == 17

    def test_whether_the_vendor_is_reached_can_be_asked(self, stage: Stage, provider: Provider) -> None:
        assert provider.reachability() == "unknown"
        start(stage, provider)
        assert provider.reachability() == "ok"
        stage.cause(Operation.START, Trouble.AWAY)
        failure_of(lambda: provider.start(stage.other, Channel.SMS, None), Unavailable)
        assert provider.reachability() == "unreachable"


class Answering:
    """Answers that make no sense."""

    @pytest.mark.parametrize("body", NONSENSE)
    def test_nonsense_is_a_failure_and_never_a_right_code(self, body: str, stage: Stage, provider: Provider) -> None:
        for status in STATUSES:
            written = b"" if status == 204 else NONSENSE[body]  # RFC 9110: it has no body
            for operation in (Operation.START, Operation.CHECK):
                stage.answer(operation, status, written)
            failure_of(lambda: start(stage, provider), ProviderFailure)
            failure_of(lambda: provider.check(stage.unknown(), "0" * stage.code_length), ProviderFailure)

    @pytest.mark.parametrize("body", NONSENSE)
    def test_a_cancellation_that_is_answered_with_nonsense_raises_failures_alone(
        self, body: str, stage: Stage, provider: Provider, features: Features
    ) -> None:
        cancel_after(features)
        for status in STATUSES:
            stage.answer(Operation.CANCEL, status, NONSENSE[body])
            try:
                provider.cancel(stage.unknown())
            except ProviderFailure as failure:
                assert failure.__cause__ is None  # noqa: PT017  # it may raise, and need not


class Silence:
    """What no log tells."""

    def test_no_log_tells_a_number_or_a_code(
        self, stage: Stage, provider: Provider, caplog: pytest.LogCaptureFixture
    ) -> None:
        # What the sandbox writes in this very process is not the adapter's.
        vendors = [
            name for name in logging.root.manager.loggerDict if not name.startswith(("dialproof.sandbox", "werk"))
        ]
        for name in vendors:
            logging.getLogger(name).setLevel(logging.DEBUG)
        with caplog.at_level(logging.DEBUG):
            started = start(stage, provider)
            guess_wrongly(stage, provider, started, 1)
            provider.check(started.request, stage.code(stage.number))
        said = [record.getMessage() for record in caplog.records if record.name in vendors]
        for secret in (stage.number.digits, stage.code(stage.number)):
            assert not [line for line in said if secret in line]
