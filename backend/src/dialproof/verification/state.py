"""What a session remembers between two calls. The sealed cookie holds exactly this, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.providers.base import Request


@dataclass(frozen=True, slots=True)
class Pending:
    """A code that was asked for.

    Attributes:
        request: the vendor's request, and the number.
        channel: how the code was sent.
        started_at: when the vendor took the request, seconds since the epoch.
        expires_at: until when the code is good, seconds since the epoch.
        wrong_codes: wrong codes entered for this code, which the vendor counts as well.
        void_since: when the code stopped being good before its time (cancelled, or wrong too often), else None.
        resend_at: when the vendor takes another request for the number, as far as is known; seconds since the epoch.
        delivery: what is known about the message.
    """

    request: Request
    channel: Channel
    started_at: float
    expires_at: float
    wrong_codes: int = 0
    void_since: float | None = None
    resend_at: float = 0
    delivery: Delivery = Delivery.SENT

    def is_live(self, now: float) -> bool:
        """Say whether the code can still be checked at ``now``."""
        return self.void_since is None and now < self.expires_at


@dataclass(frozen=True, slots=True)
class Verified:
    """A number that its holder has proved.

    Attributes:
        phone_number: E.164.
        channel: how the code was sent.
        verified_at: seconds since the epoch.
    """

    phone_number: str
    channel: Channel
    verified_at: float

    def is_live(self, now: float, lifetime: float) -> bool:
        """Say whether it still counts at ``now``, ``lifetime`` seconds being the longest."""
        return now < self.verified_at + lifetime


State = Pending | Verified | None


@dataclass(frozen=True, slots=True)
class Session:
    """One visitor's session: an identity for counting, and where the verification stands.

    Attributes:
        id: random, kept for as long as the cookie lives; wrong codes are counted under it.
        state: the one active verification, or None.
        revision: the number of the change that led here, see `store.revisions`; 0 for a session that is new.
    """

    id: str
    state: State = None
    revision: int = 0
