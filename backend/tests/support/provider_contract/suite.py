"""The contract suite: what every adapter does, whatever its vendor is like.

Where vendors differ, what is expected follows from the provider's `features`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import (
    Ambiguous,
    AttemptsExhausted,
    CodeIncorrect,
    ConnectionDropped,
    Failed,
    Features,
    InProgress,
    Judged,
    MayHaveJudged,
    MayHaveSent,
    Misconfigured,
    NothingSent,
    NotJudged,
    NumberBlocked,
    NumberInvalid,
    Provider,
    ProviderFailure,
    ReplacementFailed,
    RequestUnknown,
    Resending,
    Started,
    Throttled,
    Unavailable,
)
from support.provider_contract.nonsense import NONSENSE, STATUSES
from support.provider_contract.stage import Operation, Stage, Trouble

# Longer than any vendor was seen to keep a number busy after its request was cancelled.
A_WHILE = 60

ANY_CALL: dict[Trouble, type[ProviderFailure]] = {
    Trouble.CREDENTIALS: Misconfigured,
    Trouble.BALANCE: Misconfigured,
    Trouble.THROTTLED: Throttled,
    Trouble.UNAVAILABLE: Unavailable,
    Trouble.BROKEN: Failed,
    Trouble.AWAY: Unavailable,
    Trouble.DROPPED: ConnectionDropped,
    Trouble.LOST: ConnectionDropped,
    Trouble.SILENT: Ambiguous,
    Trouble.DRIPPING: Ambiguous,
}
SENDING = ANY_CALL | {Trouble.NUMBER_REFUSED: NumberInvalid, Trouble.NUMBER_BLOCKED: NumberBlocked}
SENT_ALL_THE_SAME = {Trouble.LOST, Trouble.SILENT, Trouble.DRIPPING}
"""Trouble after which a text may be on its way, although nobody was told."""


@pytest.fixture
def provider(stage: Stage) -> Provider:
    return stage.process()


@pytest.fixture
def features(provider: Provider) -> Features:
    return provider.features[Channel.SMS]


class ProviderContract:
    """Subclass this as ``Test…`` in a file with a fixture ``stage``, which may live as long as the module."""

    @pytest.fixture(autouse=True)
    def _afresh(self, stage: Stage) -> Iterator[None]:
        stage.reset()
        yield
        stage.mend()

    # Features

    def test_the_features_are_possible(self, stage: Stage, provider: Provider) -> None:
        assert provider.name
        assert provider.features
        for features in provider.features.values():
            assert stage.code_length in features.code_lengths
            lifetime = features.lifetime
            assert lifetime > 0 if isinstance(lifetime, int) else stage.code_lifetime in lifetime
            assert features.wrong_codes > 0
            assert features.cancel_after is None or features.cancel_after >= 0

    # Starting

    def test_a_code_goes_out_once_by_every_channel_and_is_the_right_one(self, stage: Stage, provider: Provider) -> None:
        for channel, features in provider.features.items():
            stage.reset()
            before = stage.messages(stage.number)
            started = provider.start(stage.number, channel, None)
            assert stage.messages(stage.number) == before + 1
            assert (started.request.vendor, started.request.number) == (provider.name, stage.number.e164)
            assert started.request.id
            assert not started.same_code
            assert started.expires_at == pytest.approx(stage.clock() + lifetime_of(features, stage), abs=2)
            assert len(stage.code(stage.number)) == stage.code_length
            provider.check(started.request, stage.code(stage.number))

    @pytest.mark.parametrize("locale", ["fr", "pt-BR", "zh-Hant-TW", "de-CH-1996", "tlh", "x-private"])
    def test_a_language_that_the_vendor_lacks_is_no_trouble(
        self, locale: str, stage: Stage, provider: Provider
    ) -> None:
        started = start(stage, provider, locale=locale)
        provider.check(started.request, stage.code(stage.number))

    def test_numbers_do_not_get_in_each_others_way(self, stage: Stage, provider: Provider) -> None:
        one, other = start(stage, provider), provider.start(stage.other, Channel.SMS, None)
        provider.check(other.request, stage.code(stage.other))
        provider.check(one.request, stage.code(stage.number))

    def test_a_number_that_somebody_else_waits_with_is_busy_or_free(self, stage: Stage, provider: Provider) -> None:
        """The stranger shares the vendor's account and nothing else; his code stays good, whatever is said."""
        stranger = stage.process(values=type(stage.values)(stage.clock))
        theirs = start(stage, stranger)
        code = stage.code(stage.number)
        try:
            ours = start(stage, provider)
        except InProgress as busy:
            assert 0 < busy.retry_after <= stage.code_lifetime  # noqa: PT017  # it may raise, and need not
            stranger.check(theirs.request, code)
        else:
            provider.check(ours.request, stage.code(stage.number))

    # Sending again

    def test_a_code_is_sent_again_by_the_same_channel_and_by_every_other(
        self, stage: Stage, provider: Provider
    ) -> None:
        for channel, features in provider.features.items():
            stage.reset()
            first, code, before = start(stage, provider), stage.code(stage.number), stage.messages(stage.number)
            stage.clock.advance(features.resend_after)
            again = provider.resend(first.request, channel, None)
            assert stage.messages(stage.number) == before + 1
            repeats = features.resending is Resending.REPEATS
            assert again.same_code is repeats
            if repeats:
                assert (again.request, stage.code(stage.number)) == (first.request, code)
            elif stage.code(stage.number) != code:
                with pytest.raises(Judged):
                    provider.check(first.request, code)
            provider.check(again.request, stage.code(stage.number))

    def test_a_code_that_is_sent_again_takes_its_wrong_codes_along_exactly_if_it_is_the_same(
        self, stage: Stage, provider: Provider, features: Features
    ) -> None:
        first = start(stage, provider)
        guess_wrongly(stage, provider, first, features.wrong_codes - 1)
        stage.clock.advance(features.resend_after)
        again = provider.resend(first.request, Channel.SMS, None)
        if again.same_code:
            with pytest.raises((CodeIncorrect, AttemptsExhausted)):
                provider.check(again.request, stage.wrong_code(stage.number))
            with pytest.raises((AttemptsExhausted, RequestUnknown)):
                provider.check(again.request, stage.code(stage.number))
        else:
            guess_wrongly(stage, provider, again, features.wrong_codes - 1)
            provider.check(again.request, stage.code(stage.number))

    @pytest.mark.parametrize("trouble", SENDING)
    def test_a_code_that_could_not_be_sent_again_is_void_or_still_good_as_the_failure_says(
        self, trouble: Trouble, stage: Stage, provider: Provider, features: Features
    ) -> None:
        first = start(stage, provider)
        code = stage.code(stage.number)
        stage.clock.advance(features.resend_after)
        stage.cause(Operation.RESEND, trouble)
        with pytest.raises(ProviderFailure) as raised:
            provider.resend(first.request, Channel.SMS, None)
        stage.mend()
        failure = raised.value
        if isinstance(failure, ReplacementFailed):
            assert features.resending is Resending.REPLACES
            assert isinstance(failure.failure, SENDING[trouble])
            assert 0 < failure.retry_after <= stage.code_lifetime
            with pytest.raises(Judged):
                provider.check(first.request, code)
        else:
            # Where the earlier request has to end first, the trouble may have met that.
            assert isinstance(failure, (SENDING[trouble], Unavailable))
            provider.check(first.request, code)

    # Checking

    def test_the_last_code_that_is_allowed_may_be_the_right_one(
        self, stage: Stage, provider: Provider, features: Features
    ) -> None:
        started = start(stage, provider)
        guess_wrongly(stage, provider, started, features.wrong_codes - 1)
        provider.check(started.request, stage.code(stage.number))

    def test_one_wrong_code_too_many_ends_it(self, stage: Stage, provider: Provider, features: Features) -> None:
        started = start(stage, provider)
        guess_wrongly(stage, provider, started, features.wrong_codes - 1)
        with pytest.raises((CodeIncorrect, AttemptsExhausted)):
            provider.check(started.request, stage.wrong_code(stage.number))
        with pytest.raises((AttemptsExhausted, RequestUnknown)):
            provider.check(started.request, stage.code(stage.number))

    def test_a_code_that_has_expired_is_unknown(self, stage: Stage, provider: Provider, features: Features) -> None:
        started = start(stage, provider)
        stage.clock.advance(lifetime_of(features, stage) + 1)
        with pytest.raises(RequestUnknown):
            provider.check(started.request, stage.code(stage.number))
        provider.check(start(stage, provider).request, stage.code(stage.number))

    def test_a_code_is_good_once(self, stage: Stage, provider: Provider) -> None:
        started = start(stage, provider)
        provider.check(started.request, stage.code(stage.number))
        with pytest.raises(RequestUnknown):
            provider.check(started.request, stage.code(stage.number))
        provider.check(start(stage, provider).request, stage.code(stage.number))

    def test_a_request_that_never_was_is_unknown(self, stage: Stage, provider: Provider) -> None:
        with pytest.raises(RequestUnknown):
            provider.check(stage.unknown(), "0" * stage.code_length)

    # Cancelling

    def test_a_cancelled_code_is_unknown_and_its_number_free(
        self, stage: Stage, provider: Provider, features: Features
    ) -> None:
        started = start(stage, provider)
        code = stage.code(stage.number)
        stage.clock.advance(cancel_after(features))
        provider.cancel(started.request)
        with pytest.raises(RequestUnknown):
            provider.check(started.request, code)
        stage.clock.advance(A_WHILE)
        provider.check(start(stage, provider).request, stage.code(stage.number))

    def test_cancelling_early_and_twice_still_frees_the_number_for_every_process(
        self, stage: Stage, provider: Provider, features: Features
    ) -> None:
        started = start(stage, provider)
        cancel_after(features)
        provider.cancel(started.request)
        provider.cancel(started.request)
        stage.clock.advance(cancel_after(features) + A_WHILE)
        elsewhere = stage.process()
        elsewhere.check(start(stage, elsewhere).request, stage.code(stage.number))

    def test_cancelling_what_is_over_is_no_trouble(self, stage: Stage, provider: Provider, features: Features) -> None:
        started = start(stage, provider)
        provider.check(started.request, stage.code(stage.number))
        stage.clock.advance(cancel_after(features))
        provider.cancel(started.request)

    @pytest.mark.parametrize("trouble", ANY_CALL)
    def test_a_cancellation_that_fails_leaves_the_number_free_for_the_next_start(
        self, trouble: Trouble, stage: Stage, provider: Provider, features: Features
    ) -> None:
        started = start(stage, provider)
        stage.clock.advance(cancel_after(features))
        stage.cause(Operation.CANCEL, trouble)
        with pytest.raises(ANY_CALL[trouble]):
            provider.cancel(started.request)
        stage.mend()
        stage.clock.advance(A_WHILE)
        provider.check(start(stage, provider).request, stage.code(stage.number))

    # Trouble

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
        before = stage.calls(Operation.CHECK) if trouble is Trouble.DROPPED else 0
        stage.cause(Operation.CHECK, trouble)
        # Where the answer was lost, asking once more may tell that the request is over.
        expected = (ANY_CALL[trouble], RequestUnknown) if trouble is Trouble.LOST else ANY_CALL[trouble]
        failure = failure_of(lambda: provider.check(started.request, stage.code(stage.number)), expected)
        if trouble is Trouble.DROPPED:
            assert stage.calls(Operation.CHECK) <= before + 2
        stage.mend()
        if isinstance(failure, NotJudged):
            provider.check(started.request, stage.code(stage.number))
        else:
            assert isinstance(failure, (MayHaveJudged, Judged))

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

    # Nonsense

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

    # Silence

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


def start(stage: Stage, provider: Provider, *, locale: str | None = None) -> Started:
    return provider.start(stage.number, Channel.SMS, locale)


def lifetime_of(features: Features, stage: Stage) -> int:
    """Return the seconds for which a code is good."""
    return features.lifetime if isinstance(features.lifetime, int) else stage.code_lifetime


def cancel_after(features: Features) -> float:
    """Return from when a request can be cancelled; skip the test where it never can."""
    if features.cancel_after is None:
        pytest.skip("this vendor cancels nothing, and says so")
    return features.cancel_after


def guess_wrongly(stage: Stage, provider: Provider, started: Started, times: int) -> None:
    for _ in range(times):
        with pytest.raises(CodeIncorrect):
            provider.check(started.request, stage.wrong_code(stage.number))


def failure_of(
    call: Callable[[], object], expected: type[ProviderFailure] | tuple[type[ProviderFailure], ...]
) -> ProviderFailure:
    """Return what ``call`` fails with; it carries nothing of what the vendor wrote."""
    with pytest.raises(expected) as raised:
        call()
    assert raised.value.__cause__ is None
    assert not re.search("[0-9]{4}", str(raised.value)), "a number or a code, as it seems"
    return raised.value
