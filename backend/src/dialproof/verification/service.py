"""One verification from the first request to the receipt of the right code.

The session that is passed in says where the visitor stands, and is changed in place, also when a problem is raised: a
wrong code or a cancelled request must be remembered even though the answer is an error. The stores behind the limits
only count; whether a verification is under way is for the session alone to say.

Several calls of one session may be under way at once, and the browser keeps the session of the answer that comes last.
So a call that ends after something newer has happened leaves its session as it was, see `history`.
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
from dialproof.limits.revisions import Latest
from dialproof.phone import PhoneNumber
from dialproof.problems import (
    FieldError,
    InvalidRequest,
    ResendTooSoon,
    VerificationInProgress,
)
from dialproof.providers.base import (
    InProgress,
    Provider,
    ProviderFailure,
    Started,
)
from dialproof.verification.checker import Checker
from dialproof.verification.history import NOTHING, History
from dialproof.verification.open_requests import OpenRequests
from dialproof.verification.outcomes import (
    NOTHING_SENT,
    PERHAPS_SENT,
    send_problem,
)
from dialproof.verification.overview import Overview
from dialproof.verification.rules import Rules
from dialproof.verification.state import LeftBehind, Pending, Session
from dialproof.verification.views import VerificationView

log = structlog.get_logger(__name__)


class VerificationService:
    """Apply the rules.

    Args:
        provider: sends and checks the codes.
        gate: the limits.
        history: which of a session's states is the newest.
        policy: which numbers may be asked for at all.
        rules: the operator's figures.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        provider: Provider,
        gate: Gate,
        history: History,
        policy: NumberPolicy,
        rules: Rules,
        clock: Callable[[], float],
    ) -> None:
        self._provider = provider
        self._gate = gate
        self._history = history
        self._policy = policy
        self._rules = rules
        self._clock = clock
        self._overview = Overview(provider=provider, gate=gate, policy=policy, rules=rules, clock=clock)
        self._open_requests = OpenRequests(provider=provider, gate=gate, overview=self._overview)
        self._checker = Checker(
            provider=provider,
            gate=gate,
            history=history,
            overview=self._overview,
            open_requests=self._open_requests,
            rules=rules,
            clock=clock,
        )

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
        self._gate.require_guesses(session.id, number)
        earlier = session.open_request(number.e164, self._clock())
        if earlier and (wait := self._overview.cancellable_in(earlier)) > 0:
            raise ResendTooSoon(retry_after=wait)
        reservation = self._gate.reserve_send(number, caller)
        revision = self._history.begin(session)
        try:
            started = self._send(earlier, number, channel, locale)
        except ProviderFailure as failure:
            if isinstance(failure, NOTHING_SENT):
                reservation.give_back()
            if isinstance(failure, PERHAPS_SENT):
                self._gate.perhaps_occupy(number, self._rules.code_lifetime)
            if earlier and failure.earlier_request_over:
                self._void(session, earlier, revision)
            log.warning("send_failed", cause=type(failure).__name__, detail=str(failure), to=number.masked)
            raise send_problem(failure, wait=self._wait_after(failure, session, number)) from failure
        log.info("code_sent", to=number.masked, region=number.region, channel=channel.value, again=earlier is not None)
        now = self._clock()
        pending = Pending(number.e164, channel, started.request_id, now, started.expires_at)
        self._gate.occupy_surely(number, math.ceil(started.expires_at - now))
        sent = self._history.send(session, revision, number)
        if sent is None:
            return self._after_superseded_send(session, pending, self._history.latest(session))
        self._replace(session, pending)
        session.revision = sent
        return self._overview.view(session)

    def check(self, session: Session, caller: Caller, text: str) -> VerificationView:
        """Check the code in ``text``, see `Checker.check`."""
        return self._checker.check(session, caller, text)

    def cancel(self, session: Session) -> VerificationView:
        """Give the verification up, or the verified number; at the provider too where it lets us."""
        if session.state is None and session.revision == 0:
            return self._overview.view(session)
        revision = self._history.begin(session)
        self._history.commit(session, revision, None)
        after = replace(session, state=None, revision=revision)
        if isinstance(session.state, Pending) and session.state.is_live(self._clock()):
            self._open_requests.leave_behind(after, session.state)
        if self._history.commit(session, revision, None).revision == revision:
            session.state, session.left_behind, session.revision = None, after.left_behind, revision
        return self._overview.view(after)

    def view(self, session: Session) -> VerificationView:
        """Return where ``session`` stands, as a client may see it."""
        state = session.state
        ended = isinstance(state, Pending) and not state.is_live(self._clock())
        superseded = state is not None and not ended and self._history.is_superseded(session)
        return self._overview.view(session, superseded=superseded)

    def _require_channel(self, channel: Channel) -> None:
        if channel not in self._rules.channels:
            offered = ", ".join(self._rules.channels)
            raise InvalidRequest(
                "This way of getting a code is not offered here.",
                errors=(FieldError("/channel", f"Must be one of: {offered}."),),
            )

    def _send(
        self, earlier: Pending | LeftBehind | None, number: PhoneNumber, channel: Channel, locale: str | None
    ) -> Started:
        if earlier:
            return self._provider.resend(earlier.request_id, number, channel, locale)
        return self._provider.start(number, channel, locale)

    def _replace(self, session: Session, pending: Pending) -> None:
        now = self._clock()
        given_up = session.state
        session.left_behind = tuple(
            request
            for request in session.left_behind
            if request.phone_number != pending.phone_number and now < request.expires_at
        )
        if isinstance(given_up, Pending) and given_up.phone_number != pending.phone_number and given_up.is_live(now):
            self._open_requests.leave_behind(session, given_up)
        session.state = pending

    def _after_superseded_send(self, session: Session, pending: Pending, latest: Latest) -> VerificationView:
        """Leave what is newer; remember the request that nobody waits for any more, where that is a cancel."""
        if latest.subject != NOTHING:
            number = PhoneNumber.parse(pending.phone_number)
            raise VerificationInProgress(
                "Another code was asked for meanwhile. Use that one.", retry_after=self._gate.resend_in(number)
            )
        self._replace(session, pending)
        self._open_requests.leave_behind(session, pending)
        session.state, session.revision = None, latest.revision
        return self._overview.view(session)

    def _void(self, session: Session, request: Pending | LeftBehind, revision: int) -> None:
        number = PhoneNumber.parse(request.phone_number)
        self._gate.occupy(number, self._provider.features.conflict_lingers)
        if self._history.commit(session, revision, number).revision > revision:
            return
        session.revision = revision
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
