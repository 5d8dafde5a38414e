"""What comes of a code that a visitor types in."""

from __future__ import annotations

from dataclasses import replace

from dialproof import events
from dialproof.limits.refusal import Refusal
from dialproof.limits.reservation import CountedAs, Guess
from dialproof.phone import PhoneNumber
from dialproof.problems import CodeExpired, InvalidRequest, NoPendingVerification, TooManyAttempts
from dialproof.providers.base import Judged, ProviderFailure, Request, RequestUnknown
from dialproof.verification.cancel import end_at_vendor
from dialproof.verification.codes import read_code
from dialproof.verification.context import Context
from dialproof.verification.failures import Code, Facts, rule_for
from dialproof.verification.outcome import Outcome
from dialproof.verification.state import Pending, Session, Verified
from dialproof.verification.view import attempts_left, send_in, view


def check_code(context: Context, session: Session, address: str, text: str) -> Outcome:
    """Check the code in ``text`` for whoever asks from ``address``.

    The guess is counted before the vendor is asked, so that many at once cannot pass a count that is read first; it is
    released when the code was right or was not compared. Checks that the vendor may have judged without saying so have
    a bound of their own.
    """
    pending = session.state
    if not isinstance(pending, Pending):
        return Outcome(session, NoPendingVerification())
    number = PhoneNumber.parse(pending.request.number)
    if not pending.is_live(context.clock()):
        return _too_late(context, session, pending, number)
    try:
        code = read_code(text, context.rules.code_length)
    except InvalidRequest as problem:
        return Outcome(session, problem)
    guess = context.gate.reserve_guess(session.id, number, address)
    if isinstance(guess, Refusal):
        context.emit(events.Refused(number, guess.limit, guess.problem.retry_after or 0))
        return Outcome(session, guess.problem, guess.usage)
    try:
        _ask_vendor(context, pending.request, code)
    except ProviderFailure as failure:
        guess.settle(rule_for(failure).guess)
        return _failed(context, session, pending, failure, guess)
    guess.settle(CountedAs.NOTHING)
    return _verified(context, session, pending, number)


def _too_late(context: Context, session: Session, pending: Pending, number: PhoneNumber) -> Outcome:
    wait = context.gate.allowance(session.id, number).guesses_reset_in
    if wait:
        return Outcome(session, TooManyAttempts(retry_after=wait, attempts_left=0))
    context.emit(events.Expired(number, pending.request.vendor))
    return Outcome(session, CodeExpired())


def _ask_vendor(context: Context, request: Request, code: str) -> None:
    if request.vendor != context.provider.name:
        raise RequestUnknown("of a vendor that is no longer in use")
    context.provider.check(request, code)


def _verified(context: Context, session: Session, pending: Pending, number: PhoneNumber) -> Outcome:
    vendor = pending.request.vendor
    revision = context.history.verify(session, number)
    if revision is None:
        context.emit(events.Expired(number, vendor, superseded=True))
        return Outcome(session, CodeExpired())
    verified = Verified(number.e164, pending.channel, context.clock())
    context.emit(events.Verified(number, pending.channel, vendor))
    after = replace(session, state=verified, revision=revision)
    return Outcome(after, view(context, after))


def _failed(context: Context, session: Session, pending: Pending, failure: ProviderFailure, guess: Guess) -> Outcome:
    """Return the session as ``failure`` leaves it, unless it was superseded, with the problem."""
    rule, number = rule_for(failure), PhoneNumber.parse(pending.request.number)
    after = _pending_after(context, pending, rule.code, guesses_left=guess.left)
    context.gate.expect_allowance(session.id, number.e164)
    revision: int | None = session.revision
    if after.void_since is not None:
        revision = context.history.end(session, number)
    elif after != pending and context.history.commit(session, session.revision, number).revision > session.revision:
        revision = None
    allowance = context.gate.allowance(session.id, number)
    _emit_failure(context, after, number, failure)
    if revision is None:
        # Something newer has come: its code has all the guesses that the limits leave.
        left = min(allowance.guesses_left, context.features(pending.channel).wrong_codes)
        return Outcome(session, rule.on_check(failure, Facts(send_in(context, pending, allowance), left)))
    if after.void_since is not None and rule.code is Code.ONE_LESS:
        # As far as the vendor knows, the request is still open.
        end_at_vendor(context, after)
    facts = Facts(send_in(context, after, allowance), attempts_left(context, after, allowance))
    return Outcome(replace(session, state=after, revision=revision), rule.on_check(failure, facts))


def _pending_after(context: Context, pending: Pending, code: Code, *, guesses_left: int) -> Pending:
    """Return ``pending`` as a failed check leaves it."""
    now = context.clock()
    allowed = context.features(pending.channel).wrong_codes
    match code:
        case Code.UNCHANGED:
            return pending
        case Code.ONE_LESS:
            wrong = replace(pending, wrong_codes=pending.wrong_codes + 1)
            used_up = min(guesses_left, allowed - wrong.wrong_codes) <= 0
            return replace(wrong, void_since=now) if used_up else wrong
        case Code.USED_UP:
            return replace(pending, wrong_codes=allowed, void_since=now, resend_at=now)
        case Code.VOID:
            return replace(pending, void_since=now, resend_at=now)


def _emit_failure(context: Context, after: Pending, number: PhoneNumber, failure: ProviderFailure) -> None:
    vendor = after.request.vendor
    match failure:
        case RequestUnknown():
            context.emit(events.Expired(number, vendor))
        case Judged():
            context.emit(events.WrongCode(number, vendor, void=after.void_since is not None))
        case _:
            context.emit(events.VendorFailed(number, vendor, "check", failure))
