"""What the tests of the contract do again and again, and what each trouble becomes."""

from __future__ import annotations

import re
from collections.abc import Callable

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import (
    Ambiguous,
    CodeIncorrect,
    ConnectionDropped,
    Failed,
    Features,
    Misconfigured,
    NumberBlocked,
    NumberInvalid,
    Provider,
    ProviderFailure,
    Started,
    Throttled,
    Unavailable,
)
from support.provider_contract.stage import Stage, Trouble

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
