"""What comes of a code that a visitor types in."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import structlog

from dialproof.limits.caller import Caller
from dialproof.limits.gate import Gate
from dialproof.phone import PhoneNumber
from dialproof.problems import CodeExpired, NoPendingVerification, Problem
from dialproof.providers.base import AttemptsExhausted, CodeIncorrect, Provider, ProviderFailure, RequestUnknown
from dialproof.verification.codes import read_code
from dialproof.verification.history import History
from dialproof.verification.open_requests import OpenRequests
from dialproof.verification.outcomes import NOT_JUDGED, PERHAPS_JUDGED, check_problem
from dialproof.verification.overview import Overview
from dialproof.verification.rules import Rules
from dialproof.verification.state import Pending, Session, Verified
from dialproof.verification.views import VerificationView

log = structlog.get_logger(__name__)


class Checker:
    """Check codes.

    Args:
        provider: compares the codes.
        gate: the limits.
        history: which of a session's states is the newest.
        overview: tells where a session stands.
        open_requests: ends requests at the provider.
        rules: the operator's figures.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        *,
        provider: Provider,
        gate: Gate,
        history: History,
        overview: Overview,
        open_requests: OpenRequests,
        rules: Rules,
        clock: Callable[[], float],
    ) -> None:
        self._provider = provider
        self._gate = gate
        self._history = history
        self._overview = overview
        self._open_requests = open_requests
        self._rules = rules
        self._clock = clock

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
            self._gate.require_guesses(session.id, number)
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
            log.info("check_failed", cause=type(failure).__name__, detail=str(failure), to=number.masked)
            raise self._after_failed_check(session, pending, number, failure) from failure
        guess.give_back()
        revision = self._history.verify(session, number)
        if revision is None:
            log.info("check_superseded", to=number.masked)
            raise CodeExpired
        self._gate.occupy(number, 0)
        session.state = Verified(pending.phone_number, pending.channel, self._clock())
        session.revision = revision
        log.info("verified", to=number.masked, region=number.region, channel=pending.channel.value)
        return self._overview.view(session)

    def _after_failed_check(
        self, session: Session, pending: Pending, number: PhoneNumber, failure: ProviderFailure
    ) -> Problem:
        """Change ``session`` to what ``failure`` makes of it, unless it was superseded; return what is answered."""
        checked = self._checked(session, pending, failure)
        if checked == pending:
            return self._check_problem(session, pending, failure)
        if checked.void_since is None:
            latest = self._history.commit(session, session.revision, number)
            revision = None if latest.revision > session.revision else session.revision
        else:
            revision = self._history.end(session, number)
        if revision is None:
            left = self._overview.guesses_left(session, number)
            wait = self._overview.next_send_in(session, pending)
            return check_problem(failure, attempts_left=left, wait=wait)
        session.state, session.revision = checked, revision
        if isinstance(failure, CodeIncorrect) and checked.void_since:
            # The provider may still allow a guess: as far as it knows, the request is open.
            self._open_requests.leave_behind(session, checked)
        elif checked.void_since:
            self._gate.occupy(number, 0)
        return self._check_problem(session, checked, failure)

    def _check_problem(self, session: Session, pending: Pending, failure: ProviderFailure) -> Problem:
        return check_problem(
            failure,
            attempts_left=self._overview.attempts_left(session, pending),
            wait=self._overview.next_send_in(session, pending),
        )

    def _checked(self, session: Session, pending: Pending, failure: ProviderFailure) -> Pending:
        """Return ``pending`` as ``failure`` leaves it."""
        match failure:
            case CodeIncorrect():
                wrong = replace(pending, wrong_codes=pending.wrong_codes + 1)
                used_up = self._overview.attempts_left(session, wrong) == 0
                return replace(wrong, void_since=self._clock()) if used_up else wrong
            case AttemptsExhausted():
                wrong_codes = self._provider.features.wrong_codes
                return replace(pending, wrong_codes=wrong_codes, void_since=self._clock())
            case RequestUnknown():
                return replace(pending, void_since=self._clock())
            case _:
                return pending
