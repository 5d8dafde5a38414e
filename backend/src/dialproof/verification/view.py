"""Where a session stands, as a client may see it."""

from __future__ import annotations

from datetime import UTC, datetime

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.limits.gate import Allowance
from dialproof.phone import PhoneNumber
from dialproof.problems import CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber
from dialproof.verification.context import Context
from dialproof.verification.outcome import Outcome, Status, Verification
from dialproof.verification.state import Pending, Session, Verified


def expect_read(context: Context, session: Session) -> None:
    """Let what `read` will ask be read with what the store is asked next."""
    if _can_be_superseded(context, session):
        context.history.expect_latest(session)
    if isinstance(session.state, Pending):
        context.gate.expect_allowance(session.id, session.state.request.number)


def read(context: Context, session: Session) -> Outcome:
    """Return where ``session`` stands, and change nothing."""
    superseded = _can_be_superseded(context, session) and context.history.is_superseded(session)
    return Outcome(session, view(context, session, superseded=superseded))


def view(context: Context, session: Session, *, superseded: bool = False) -> Verification:
    """Return ``session`` as a client may see it; what was ``superseded`` is over."""
    state, now = session.state, context.clock()
    if isinstance(state, Verified) and (superseded or not state.is_live(now, context.rules.verified_lifetime)):
        state = None
    if not isinstance(state, Pending):
        return _without_code(context, state)
    number = PhoneNumber.parse(state.request.number)
    allowance = context.gate.allowance(session.id, number)
    live = state.is_live(now) and not superseded
    return Verification(
        status=Status.PENDING if live else Status.EXPIRED,
        phone_number=number.e164,
        channel=state.channel,
        channels=_channels_for(context, number),
        code_length=context.rules.code_length,
        expires_in=context.seconds_until(state.expires_at) if live else 0,
        resend_in=send_in(context, state, allowance),
        attempts_left=attempts_left(context, state, allowance),
        delivery=state.delivery,
        verified_at=None,
    )


def _can_be_superseded(context: Context, session: Session) -> bool:
    """Say whether ``session`` holds something that is not over anyway."""
    state = session.state
    return state.is_live(context.clock()) if isinstance(state, Pending) else state is not None


def attempts_left(context: Context, pending: Pending, allowance: Allowance) -> int:
    """Return the wrong codes still allowed: the smaller of ours and the vendor's."""
    at_vendor = context.features(pending.channel).wrong_codes - pending.wrong_codes
    return max(0, min(allowance.guesses_left, at_vendor))


def send_in(context: Context, pending: Pending, allowance: Allowance) -> int:
    """Return the seconds until another code can be asked for, as far as limits and vendor let it be known."""
    return max(allowance.send_in, context.resend_in(pending))


def _without_code(context: Context, state: Verified | None) -> Verification:
    return Verification(
        status=Status.VERIFIED if state else Status.NONE,
        phone_number=state.phone_number if state else None,
        channel=state.channel if state else None,
        channels=() if state else context.rules.channels,
        code_length=context.rules.code_length,
        expires_in=0,
        resend_in=0,
        attempts_left=0,
        delivery=Delivery.DELIVERED if state else Delivery.UNKNOWN,
        verified_at=_in_utc(state.verified_at) if state else None,
    )


def _in_utc(moment: float) -> str:
    return datetime.fromtimestamp(moment, UTC).isoformat("T", "seconds")


def _channels_for(context: Context, number: PhoneNumber) -> tuple[Channel, ...]:
    def serves(channel: Channel) -> bool:
        try:
            context.policy.check(number, channel)
        except (CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber):
            return False
        return True

    return tuple(channel for channel in context.rules.channels if serves(channel))
