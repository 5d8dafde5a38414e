"""Where a session stands, and what its visitor may do next."""

from __future__ import annotations

import math
from collections.abc import Callable

from dialproof.channels import Channel
from dialproof.fraud import NumberPolicy
from dialproof.limits.gate import Gate
from dialproof.phone import PhoneNumber
from dialproof.problems import CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber
from dialproof.providers.base import Provider
from dialproof.verification.rules import Rules
from dialproof.verification.state import LeftBehind, Pending, Session, Verified
from dialproof.verification.views import Delivery, Status, VerificationView


class Overview:
    """Read sessions, and change nothing.

    Args:
        provider: what it can do counts, it is not called.
        gate: the limits.
        policy: which numbers may be asked for at all.
        rules: the operator's figures.
        clock: seconds since the epoch.
    """

    def __init__(
        self, *, provider: Provider, gate: Gate, policy: NumberPolicy, rules: Rules, clock: Callable[[], float]
    ) -> None:
        self._provider = provider
        self._gate = gate
        self._policy = policy
        self._rules = rules
        self._clock = clock

    def view(self, session: Session, *, superseded: bool = False) -> VerificationView:
        """Return where ``session`` stands, as a client may see it; what was ``superseded`` is over."""
        state, now = session.state, self._clock()
        if isinstance(state, Verified) and (superseded or not state.is_live(now, self._rules.verified_lifetime)):
            state = None
        if not isinstance(state, Pending):
            return self._without_code(state)
        number = PhoneNumber.parse(state.phone_number)
        live = state.is_live(now) and not superseded
        return VerificationView(
            status=Status.PENDING if live else Status.EXPIRED,
            phone_number=state.phone_number,
            channel=state.channel,
            channels=self._channels_for(number),
            code_length=self._rules.code_length,
            expires_in=math.ceil(state.expires_at - now) if live else 0,
            resend_in=self.next_send_in(session, state),
            attempts_left=self.attempts_left(session, state),
            delivery=state.delivery,
            verified_at=None,
        )

    def _without_code(self, state: Verified | None) -> VerificationView:
        return VerificationView(
            status=Status.VERIFIED if state else Status.NONE,
            phone_number=state.phone_number if state else None,
            channel=state.channel if state else None,
            channels=() if state else self._rules.channels,
            code_length=self._rules.code_length,
            expires_in=0,
            resend_in=0,
            attempts_left=0,
            delivery=Delivery.DELIVERED if state else Delivery.UNKNOWN,
            verified_at=state.verified_at if state else None,
        )

    def cancellable_in(self, request: Pending | LeftBehind) -> int:
        """Return the seconds until the provider lets ``request`` be cancelled."""
        after = self._provider.features.cancel_after
        return 0 if after is None else max(0, math.ceil(request.started_at + after - self._clock()))

    def attempts_left(self, session: Session, pending: Pending) -> int:
        """Return the wrong codes still allowed: the smaller of ours and the provider's."""
        number = PhoneNumber.parse(pending.phone_number)
        at_provider = self._provider.features.wrong_codes - pending.wrong_codes
        return max(0, min(self._gate.guesses_left(session.id, number), at_provider))

    def guesses_left(self, session: Session, number: PhoneNumber) -> int:
        """Return the wrong codes still allowed for a new code."""
        return min(self._gate.guesses_left(session.id, number), self._provider.features.wrong_codes)

    def next_send_in(self, session: Session, pending: Pending) -> int:
        """Return the seconds until another code can be asked for, as far as limits and provider let it be known."""
        number = PhoneNumber.parse(pending.phone_number)
        waits = [self._gate.next_send_in(session.id, number)]
        if request := session.open_request(number.e164, self._clock()):
            waits.append(self.cancellable_in(request))
        elif pending.void_since:
            waits.append(self._gate.occupied_for(number))
        return max(waits)

    def _channels_for(self, number: PhoneNumber) -> tuple[Channel, ...]:
        def serves(channel: Channel) -> bool:
            try:
                self._policy.check(number, channel)
            except (CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber):
                return False
            return True

        return tuple(channel for channel in self._rules.channels if serves(channel))
