"""One verification from the first request to the receipt of the right code.

The session that is passed in says where the visitor stands, and is changed in place, also when a problem is raised: a
wrong code or a cancelled request must be remembered even though the answer is an error. The stores behind the limits
only count; whether a verification is under way is for the session alone to say.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import replace

import structlog

from dialproof.channels import Channel
from dialproof.fraud import NumberPolicy
from dialproof.limits.caller import Caller
from dialproof.limits.gate import Gate
from dialproof.phone import PhoneNumber
from dialproof.problems import (
    CodeExpired,
    FieldError,
    InvalidRequest,
    NoPendingVerification,
    ResendTooSoon,
    TooManyAttempts,
)
from dialproof.providers.base import (
    AttemptsExhausted,
    CodeIncorrect,
    InProgress,
    Provider,
    ProviderFailure,
    RequestUnknown,
    Started,
)
from dialproof.verification.codes import read_code
from dialproof.verification.outcomes import (
    NOT_JUDGED,
    NOTHING_SENT,
    PERHAPS_JUDGED,
    PERHAPS_SENT,
    check_problem,
    send_problem,
)
from dialproof.verification.overview import Overview
from dialproof.verification.rules import Rules
from dialproof.verification.state import LeftBehind, Pending, Session, Verified
from dialproof.verification.views import VerificationView

log = structlog.get_logger(__name__)

# Requests that a session remembers after the visitor walked away from them; more would only come from playing.
MOST_LEFT_BEHIND = 3


class VerificationService:
    """Apply the rules.

    Args:
        provider: sends and checks the codes.
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
        self._overview = Overview(provider=provider, gate=gate, policy=policy, rules=rules, clock=clock)

    def request(
        self,
        session: Session,
        caller: Caller,
        number: PhoneNumber,
        *,
        channel: Channel,
        locale: str | None,
    ) -> VerificationView:
        """Send a code to ``number``, or another one; a code for a different number is given up.

        Raises:
            InvalidRequest, CountryNotAllowed, UnsupportedPhoneNumber: before anything is counted.
            TooManyAttempts, ResendTooSoon, RateLimited: what the limits refuse.
            Problem: what the provider's failure means, see `outcomes`.
        """
        self._require_channel(channel)
        self._policy.check(number, channel)
        self._require_guesses(session, number)
        earlier = session.open_request(number.e164, self._clock())
        if earlier and (wait := self._overview.cancellable_in(earlier)) > 0:
            raise ResendTooSoon(retry_after=wait)
        reservation = self._gate.reserve_send(number, caller)
        try:
            started = self._send(earlier, number, channel, locale)
        except ProviderFailure as failure:
            if isinstance(failure, NOTHING_SENT):
                reservation.give_back()
            if isinstance(failure, PERHAPS_SENT):
                self._gate.occupy(number, self._rules.code_lifetime, perhaps=True)
            if earlier and failure.earlier_request_over:
                self._void(session, earlier)
            log.warning("send_failed", cause=type(failure).__name__, detail=str(failure), to=number.masked)
            raise send_problem(failure, wait=self._wait_after(failure, session, number)) from failure
        self._replace(session, number, channel, started)
        log.info("code_sent", to=number.masked, region=number.region, channel=channel.value, again=earlier is not None)
        return self.view(session)

    def check(self, session: Session, caller: Caller, text: str) -> VerificationView:
        """Check the code in ``text``.

        The guess is counted before the provider is asked, so that many at once cannot pass a count that is read first;
        it is given back when the code was right or the provider said nothing about it. Checks that the provider may
        have judged without saying so have a bound of their own.

        Raises:
            NoPendingVerification, CodeExpired, InvalidRequest: before anything is counted.
            TooManyAttempts, RateLimited, ProviderUnavailable: what the limits refuse.
            IncorrectCode and other problems: what the provider's failure means, see `outcomes`.
        """
        pending = session.state
        if not isinstance(pending, Pending):
            raise NoPendingVerification
        number = PhoneNumber.parse(pending.phone_number)
        if not pending.is_live(self._clock()):
            self._require_guesses(session, number)
            raise CodeExpired
        code = read_code(text, self._rules.code_length)
        guess = self._gate.reserve_guess(session.id, number, caller)
        try:
            self._provider.check(pending.request_id, code)
        except ProviderFailure as failure:
            if isinstance(failure, NOT_JUDGED):
                guess.give_back()
            elif isinstance(failure, PERHAPS_JUDGED):
                guess.was_perhaps_judged()
            else:
                guess.was_wrong()
            session.state = pending = self._after_failed_check(session, pending, number, failure)
            log.info("check_failed", cause=type(failure).__name__, detail=str(failure), to=number.masked)
            raise check_problem(
                failure,
                attempts_left=self._overview.attempts_left(session, pending),
                wait=self._overview.next_send_in(session, pending),
            ) from failure
        guess.give_back()
        self._gate.occupy(number, 0)
        session.state = Verified(pending.phone_number, pending.channel, self._clock())
        log.info("verified", to=number.masked, region=number.region, channel=pending.channel.value)
        return self.view(session)

    def cancel(self, session: Session) -> VerificationView:
        """Give the verification up, at the provider too where it lets us."""
        if isinstance(session.state, Pending) and session.state.is_live(self._clock()):
            self._leave_behind(session, session.state)
        session.state = None
        return self.view(session)

    def view(self, session: Session) -> VerificationView:
        """Return where ``session`` stands, as a client may see it."""
        return self._overview.view(session)

    def _require_channel(self, channel: Channel) -> None:
        if channel not in self._rules.channels:
            offered = ", ".join(self._rules.channels)
            raise InvalidRequest(
                "This way of getting a code is not offered here.",
                errors=(FieldError("/channel", f"Must be one of: {offered}."),),
            )

    def _require_guesses(self, session: Session, number: PhoneNumber) -> None:
        """Refuse when wrong codes are used up: a new code could not be tried, so none is sent."""
        if wait := self._gate.guesses_reset_in(session.id, number):
            raise TooManyAttempts(retry_after=wait, attempts_left=0)

    def _send(
        self, earlier: Pending | LeftBehind | None, number: PhoneNumber, channel: Channel, locale: str | None
    ) -> Started:
        if earlier:
            return self._provider.resend(earlier.request_id, number, channel, locale)
        return self._provider.start(number, channel, locale)

    def _replace(self, session: Session, number: PhoneNumber, channel: Channel, started: Started) -> None:
        now = self._clock()
        given_up = session.state
        session.left_behind = tuple(
            request
            for request in session.left_behind
            if request.phone_number != number.e164 and now < request.expires_at
        )
        if isinstance(given_up, Pending) and given_up.phone_number != number.e164 and given_up.is_live(now):
            self._leave_behind(session, given_up)
        session.state = Pending(number.e164, channel, started.request_id, now, started.expires_at)
        self._gate.occupy(number, math.ceil(started.expires_at - now))
        self._gate.occupy(number, 0, perhaps=True)

    def _leave_behind(self, session: Session, pending: Pending) -> None:
        """Cancel ``pending`` at the provider, or remember it for later where it cannot be cancelled yet."""
        number = PhoneNumber.parse(pending.phone_number)
        if self._overview.cancellable_in(pending) == 0:
            try:
                self._provider.cancel(pending.request_id)
            except RequestUnknown:
                self._gate.occupy(number, 0)
                return
            except ProviderFailure as failure:
                log.info("cancel_failed", cause=type(failure).__name__, detail=str(failure))
            else:
                self._gate.occupy(number, self._provider.features.conflict_lingers)
                return
        left = LeftBehind(pending.phone_number, pending.request_id, pending.started_at, pending.expires_at)
        session.left_behind = (*session.left_behind, left)[-MOST_LEFT_BEHIND:]

    def _void(self, session: Session, request: Pending | LeftBehind) -> None:
        number = PhoneNumber.parse(request.phone_number)
        self._gate.occupy(number, self._provider.features.conflict_lingers)
        if isinstance(request, Pending):
            session.state = replace(request, void_since=self._clock())
        else:
            session.left_behind = tuple(other for other in session.left_behind if other != request)

    def _wait_after(self, failure: ProviderFailure, session: Session, number: PhoneNumber) -> int:
        if isinstance(failure, InProgress):
            # A request of our own that has just ended clears soon; a stranger's lasts as long as a code at most.
            ours = isinstance(session.state, Pending) and session.state.phone_number == number.e164
            unknown = self._provider.features.conflict_lingers if ours else self._rules.code_lifetime
            known = max(self._gate.occupied_for(number), self._gate.occupied_for(number, perhaps=True))
            return known or unknown
        return self._gate.resend_in(number)

    def _after_failed_check(
        self, session: Session, pending: Pending, number: PhoneNumber, failure: ProviderFailure
    ) -> Pending:
        now = self._clock()
        match failure:
            case CodeIncorrect():
                pending = replace(pending, wrong_codes=pending.wrong_codes + 1)
                if self._overview.attempts_left(session, pending) == 0:
                    # The provider may still allow a guess: as far as it knows, the request is open.
                    self._leave_behind(session, pending)
                    return replace(pending, void_since=now)
            case AttemptsExhausted():
                self._gate.occupy(number, 0)
                return replace(pending, wrong_codes=self._provider.features.wrong_codes, void_since=now)
            case RequestUnknown():
                self._gate.occupy(number, 0)
                return replace(pending, void_since=now)
            case _:
                pass
        return pending
