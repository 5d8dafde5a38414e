"""Requests at the provider that nobody waits for any more."""

from __future__ import annotations

from typing import Final

import structlog

from dialproof.limits.gate import Gate
from dialproof.phone import PhoneNumber
from dialproof.providers.base import Provider, ProviderFailure, RequestUnknown
from dialproof.verification.overview import Overview
from dialproof.verification.state import LeftBehind, Pending, Session

log = structlog.get_logger(__name__)

# Requests that a session remembers after the visitor walked away from them; more would only come from playing.
MOST_LEFT_BEHIND: Final = 3


class OpenRequests:
    """End requests at the provider.

    Args:
        provider: where they are open.
        gate: remembers which numbers are busy.
        overview: tells when a request can be cancelled.
    """

    def __init__(self, *, provider: Provider, gate: Gate, overview: Overview) -> None:
        self._provider = provider
        self._gate = gate
        self._overview = overview

    def leave_behind(self, session: Session, pending: Pending) -> None:
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
