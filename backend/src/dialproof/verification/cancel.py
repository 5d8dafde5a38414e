"""How a visitor gives a verification up."""

from __future__ import annotations

from dataclasses import replace

from dialproof import events
from dialproof.phone import PhoneNumber
from dialproof.providers.base import ProviderFailure
from dialproof.verification.context import Context
from dialproof.verification.outcome import Outcome
from dialproof.verification.state import Pending, Session
from dialproof.verification.view import view


def cancel(context: Context, session: Session) -> Outcome:
    """Give the verification up, or the verified number; at the vendor too where it lets us. This never fails."""
    if session.state is None and session.revision == 0:
        return Outcome(session, view(context, session))
    pending = session.state if isinstance(session.state, Pending) and session.state.is_live(context.clock()) else None
    if pending:
        expect_give_up(context, pending)
    revision = context.history.cancel(session)
    after = replace(session, state=None, revision=revision)
    if pending:
        give_up(context, pending)
    # Unless another code was asked for while the vendor was busy.
    newest = context.history.latest(session).revision
    return Outcome(after if newest <= revision else session, view(context, after))


def expect_give_up(context: Context, pending: Pending) -> None:
    """Let what the vendor keeps about the number be read with what the store is asked next."""
    if _can_be_ended(context, pending):
        context.expect_cancel(pending.request)


def give_up(context: Context, pending: Pending) -> None:
    """End ``pending``, which its visitor does not want any more."""
    context.emit(events.Cancelled(PhoneNumber.parse(pending.request.number), pending.request.vendor))
    end_at_vendor(context, pending)


def end_at_vendor(context: Context, pending: Pending) -> None:
    """End the request of ``pending`` at its vendor, where this is possible."""
    if not _can_be_ended(context, pending):
        return
    request = pending.request
    try:
        context.provider.cancel(request)
    except ProviderFailure as failure:
        number = PhoneNumber.parse(request.number)
        context.emit(events.VendorFailed(number, request.vendor, "cancel", failure))


def _can_be_ended(context: Context, pending: Pending) -> bool:
    is_in_use = pending.request.vendor == context.provider.name
    return is_in_use and context.features(pending.channel).cancel_after is not None
