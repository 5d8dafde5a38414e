"""How a visitor gives a verification up."""

from __future__ import annotations

from dataclasses import replace

from dialproof import events
from dialproof.phone import PhoneNumber
from dialproof.providers.base import ProviderFailure, Request
from dialproof.verification.context import Context
from dialproof.verification.outcome import Outcome
from dialproof.verification.state import Pending, Session
from dialproof.verification.view import view


def cancel(context: Context, session: Session) -> Outcome:
    """Give the verification up, or the verified number; at the vendor too where it lets us. This never fails."""
    if session.state is None and session.revision == 0:
        return Outcome(session, view(context, session))
    revision = context.history.begin(session)
    context.history.commit(session, revision, None)
    after = replace(session, state=None, revision=revision)
    if isinstance(session.state, Pending) and session.state.is_live(context.clock()):
        give_up(context, session.state)
    newest = context.history.commit(session, revision, None).revision
    return Outcome(after if newest == revision else session, view(context, after))


def give_up(context: Context, pending: Pending) -> None:
    """End ``pending``, which its visitor does not want any more."""
    context.emit(events.Cancelled(PhoneNumber.parse(pending.request.number), pending.request.vendor))
    end_at_vendor(context, pending.request)


def end_at_vendor(context: Context, request: Request) -> None:
    """End ``request`` at its vendor, where this is possible."""
    provider = context.provider
    features = provider.features.values()
    if request.vendor != provider.name or all(feature.cancel_after is None for feature in features):
        return
    try:
        provider.cancel(request)
    except ProviderFailure as failure:
        number = PhoneNumber.parse(request.number)
        context.emit(events.VendorFailed(number, request.vendor, "cancel", failure))
