"""What the rules go by and depend on."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from dialproof.channels import Channel
from dialproof.events import Event
from dialproof.limits.gate import Gate
from dialproof.number_policy import NumberPolicy
from dialproof.providers.base import Features, Provider, Request
from dialproof.verification.history import History
from dialproof.verification.state import Pending


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator can set about verifications.

    Attributes:
        channels: how codes may be sent, the first being the one to begin with.
        code_length: digits in a code.
        code_lifetime: seconds for which a code is good.
        verified_lifetime: seconds for which a verified number is shown.
    """

    channels: tuple[Channel, ...]
    code_length: int
    code_lifetime: int
    verified_lifetime: int


@dataclass(frozen=True, slots=True)
class Context:
    """What every rule depends on.

    Attributes:
        provider: sends and checks the codes.
        gate: the limits.
        history: which of a session's states is the newest.
        policy: which numbers may be asked for at all.
        rules: the operator's figures.
        expect_cancel: lets what the vendor keeps about a request's number be read with what the store is asked next.
        emit: tells what happened, see `events`.
        clock: seconds since the epoch.
    """

    provider: Provider
    gate: Gate
    history: History
    policy: NumberPolicy
    rules: Rules
    expect_cancel: Callable[[Request], None]
    emit: Callable[[Event], None]
    clock: Callable[[], float]

    def features(self, channel: Channel) -> Features:
        """Return what the vendor can do on ``channel``, or on its first where it has lost this one."""
        every = self.provider.features
        return every.get(channel) or next(iter(every.values()))

    def resend_in(self, pending: Pending) -> int:
        """Return the seconds until the vendor takes another request for the number of ``pending``."""
        # Cookies of an earlier version do not say when.
        at = pending.resend_at or pending.started_at + self.features(pending.channel).resend_after
        return self.seconds_until(at) if self.clock() < pending.expires_at else 0

    def seconds_until(self, moment: float) -> int:
        """Return the whole seconds until ``moment`` (seconds since the epoch); 0 when it is past."""
        return max(0, math.ceil(moment - self.clock()))
