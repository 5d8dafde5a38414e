"""What comes of asking for a code, and for another one.

The session that is passed in says where the visitor stands. The stores behind the limits only count: whether a
verification is under way is for the session alone to say.

Several calls of one session may be under way at once, and the browser keeps the session of the answer that comes last.
So a call that ends after something newer has happened leaves its session as it was, see `history`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

from dialproof import events
from dialproof.channels import Channel
from dialproof.limits.refusal import Refusal
from dialproof.limits.reservation import Reservation
from dialproof.phone import PhoneNumber
from dialproof.problems import FieldError, InvalidRequest, Problem, ResendTooSoon, VerificationInProgress
from dialproof.providers.base import ProviderFailure, ReplacementFailed, Started
from dialproof.verification.cancel import expect_give_up, give_up
from dialproof.verification.context import Context
from dialproof.verification.failures import Counts, Facts, rule_for
from dialproof.verification.history import NOTHING
from dialproof.verification.outcome import Outcome
from dialproof.verification.state import Pending, Session
from dialproof.verification.view import view


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is asked for: a code for ``number`` by ``channel``, in the language ``locale`` (BCP 47; None for any)."""

    number: PhoneNumber
    channel: Channel
    locale: str | None


@dataclass(frozen=True, slots=True)
class Attempt:
    """One try to send a code.

    Attributes:
        session: as it was when the call began.
        wanted: what is asked for.
        earlier: the code that was sent to this number last in this session; it may be void.
        again: whether that code is good still, and was sent by the vendor in use, so that it can be sent again.
        reservation: what was taken from the limits.
        revision: the number of the change that this try makes.
    """

    session: Session
    wanted: Wanted
    earlier: Pending | None
    again: bool
    reservation: Reservation
    revision: int


def send_code(context: Context, session: Session, address: str, wanted: Wanted) -> Outcome:
    """Send a code, or another one, for whoever asks from ``address``; one for a different number is given up."""
    number = wanted.number
    try:
        _require_channel(context, wanted.channel)
        context.policy.check(number, wanted.channel)
    except Problem as problem:
        return Outcome(session, problem)
    context.emit(events.Asked(number, wanted.channel))
    earlier = _of_number(session, number)
    live = earlier is not None and earlier.is_live(context.clock())
    if earlier and live and (wait := context.resend_in(earlier)):
        return Outcome(session, ResendTooSoon(retry_after=wait))
    begin = context.history.beginning(session)
    reservation = context.gate.reserve_send(session.id, number, address, begin)
    if isinstance(reservation, Refusal):
        context.emit(events.Refused(number, reservation.limit, reservation.problem.retry_after or 0))
        return Outcome(session, reservation.problem, reservation.usage)
    again = live and earlier is not None and earlier.request.vendor == context.provider.name
    attempt = Attempt(session, wanted, earlier, again, reservation, revision=reservation.results[begin])
    try:
        started = _ask_vendor(context, attempt)
    except ProviderFailure as failure:
        return _failed(context, attempt, failure)
    return _sent(context, attempt, started)


def _require_channel(context: Context, channel: Channel) -> None:
    if channel not in context.rules.channels:
        offered = ", ".join(context.rules.channels)
        raise InvalidRequest(
            "This way of getting a code is not offered here.",
            errors=(FieldError("/channel", f"Must be one of: {offered}."),),
        )


def _of_number(session: Session, number: PhoneNumber) -> Pending | None:
    """Return the code that was sent to ``number`` in this session, if it is the last one; it may be void."""
    pending = session.state
    return pending if isinstance(pending, Pending) and pending.request.number == number.e164 else None


def _ask_vendor(context: Context, attempt: Attempt) -> Started:
    wanted, earlier = attempt.wanted, attempt.earlier
    if earlier and attempt.again:
        return context.provider.resend(earlier.request, wanted.channel, wanted.locale)
    return context.provider.start(wanted.number, wanted.channel, wanted.locale)


def _sent(context: Context, attempt: Attempt, started: Started) -> Outcome:
    """Return the session with the new code, unless something newer has come."""
    session, number = attempt.session, attempt.wanted.number
    pending = _pending(context, attempt, started)
    _emit_sent(context, attempt, started)
    usage = attempt.reservation.usage
    context.gate.expect_allowance(session.id, number.e164)
    if other := _of_other_number(context, session, number):
        expect_give_up(context, other)
    sent = context.history.send(session, attempt.revision, number)
    if sent is not None:
        if other:
            give_up(context, other)
        after = replace(session, state=pending, revision=sent)
        return Outcome(after, view(context, after), usage)
    latest = context.history.latest(session)
    if latest.subject != NOTHING:
        if not context.history.is_about(latest, session, number):
            # The visitor has turned to another number; else this one would be busy for as long as its code is good.
            give_up(context, pending)
        wait = context.gate.resend_in(number)
        detail = "Another code was asked for meanwhile. Use that one."
        return Outcome(session, VerificationInProgress(detail, retry_after=wait), usage)
    # Cancelled meanwhile: nobody waits for this code.
    if other:
        give_up(context, other)
    give_up(context, pending)
    after = replace(session, state=None, revision=latest.revision)
    return Outcome(after, view(context, after), usage)


def _pending(context: Context, attempt: Attempt, started: Started) -> Pending:
    now, wanted, earlier = context.clock(), attempt.wanted, attempt.earlier
    carried_over = earlier.wrong_codes if earlier and started.same_code else 0
    return Pending(
        request=started.request,
        channel=wanted.channel,
        started_at=now,
        expires_at=min(started.expires_at, now + context.rules.code_lifetime),
        wrong_codes=carried_over if started.wrong_codes is None else started.wrong_codes,
        resend_at=now + context.features(wanted.channel).resend_after,
    )


def _of_other_number(context: Context, session: Session, number: PhoneNumber) -> Pending | None:
    """Return the code of ``session`` that is to be given up, since it was for another number than ``number``."""
    other = session.state
    is_live = isinstance(other, Pending) and other.is_live(context.clock())
    return other if isinstance(other, Pending) and is_live and other.request.number != number.e164 else None


def _failed(context: Context, attempt: Attempt, failure: ProviderFailure) -> Outcome:
    """Return the session as ``failure`` leaves it, unless something newer has come, with the problem."""
    session, number = attempt.session, attempt.wanted.number
    cause = failure.failure if isinstance(failure, ReplacementFailed) else failure
    rule = rule_for(cause)
    if rule.send is Counts.RELEASED:
        attempt.reservation.release()
    context.emit(events.VendorFailed(number, context.provider.name, "send", cause))
    if isinstance(failure, ReplacementFailed) and attempt.earlier:
        session = _without_replacement(context, attempt, attempt.earlier, failure.retry_after)
    problem = rule.on_send(cause, Facts(context.gate.resend_in(number)))
    return Outcome(session, problem, attempt.reservation.usage)


def _without_replacement(context: Context, attempt: Attempt, earlier: Pending, retry_after: int) -> Session:
    """Return the session with its code void, unless something newer has come."""
    session, now = attempt.session, context.clock()
    context.gate.expect_allowance(session.id, attempt.wanted.number.e164)
    latest = context.history.commit(session, attempt.revision, attempt.wanted.number)
    if latest.revision > attempt.revision:
        return session
    void = replace(earlier, void_since=now, resend_at=now + retry_after)
    return replace(session, state=void, revision=attempt.revision)


def _emit_sent(context: Context, attempt: Attempt, started: Started) -> None:
    number, channel, vendor = attempt.wanted.number, attempt.wanted.channel, started.request.vendor
    if attempt.again:
        context.emit(events.SentAgain(number, channel, vendor, started.same_code))
    else:
        context.emit(events.Sent(number, channel, vendor))
