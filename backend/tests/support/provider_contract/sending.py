"""What adapters do when codes are sent, and sent again."""

from __future__ import annotations

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    Features,
    InProgress,
    Judged,
    Provider,
    ProviderFailure,
    ReplacementFailed,
    RequestUnknown,
    Resending,
    Unavailable,
)
from support.provider_contract.stage import Operation, Stage, Trouble
from support.provider_contract.steps import (
    SENDING,
    guess_wrongly,
    lifetime_of,
    start,
)


class Starting:
    """Codes that are sent."""

    def test_the_features_are_possible(self, stage: Stage, provider: Provider) -> None:
        assert provider.name
        assert provider.features
        for features in provider.features.values():
            assert stage.code_length in features.code_lengths
            lifetime = features.lifetime
            assert lifetime > 0 if isinstance(lifetime, int) else stage.code_lifetime in lifetime
            assert features.wrong_codes > 0
            assert features.cancel_after is None or features.cancel_after >= 0

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

    @pytest.mark.parametrize("which", [0, -1], ids=["shortest", "longest"])
    def test_a_code_has_the_length_that_was_asked_for(
        self, which: int, stage: Stage, provider: Provider, monkeypatch: pytest.MonkeyPatch
    ) -> None:
        for channel, features in provider.features.items():
            stage.reset()
            monkeypatch.setattr(stage, "code_length", features.code_lengths[which])
            asked = stage.process()
            started = asked.start(stage.number, channel, None)
            assert len(stage.code(stage.number)) == stage.code_length
            asked.check(started.request, stage.code(stage.number))

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


class SendingAgain:
    """Codes that are sent again."""

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
