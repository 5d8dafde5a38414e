"""What adapters do when codes are checked, and given up."""

from __future__ import annotations

import pytest

from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    Features,
    Provider,
    RequestUnknown,
)
from support.provider_contract.stage import Operation, Stage, Trouble
from support.provider_contract.steps import (
    A_WHILE,
    ANY_CALL,
    cancel_after,
    guess_wrongly,
    lifetime_of,
    start,
)


class Checking:
    """Codes that are checked."""

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


class Cancelling:
    """Codes that nobody waits for any more."""

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
