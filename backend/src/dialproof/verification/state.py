"""What a session remembers between two calls. The sealed cookie holds exactly this, and nothing else does."""

from __future__ import annotations

from dataclasses import dataclass, field

from dialproof.channels import Channel
from dialproof.verification.views import Delivery


@dataclass(frozen=True, slots=True)
class Pending:
    """A code that was asked for.

    Attributes:
        phone_number: E.164.
        channel: how the code was sent.
        request_id: the provider's name for the request; never leaves the sealed cookie.
        started_at: when the provider took the request, seconds since the epoch.
        expires_at: until when the code is good, seconds since the epoch.
        wrong_codes: wrong codes entered for this code, which the provider counts as well.
        void_since: when the code stopped being good before its time (cancelled, or wrong too often), else None.
        delivery: what is known about the message.
    """

    phone_number: str
    channel: Channel
    request_id: str
    started_at: float
    expires_at: float
    wrong_codes: int = 0
    void_since: float | None = None
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


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """A request that the visitor walked away from before the provider would cancel it.

    It blocks its number at the provider until it is cancelled or over, so it is remembered and cancelled when the
    visitor comes back to that number.
    """

    phone_number: str
    request_id: str
    started_at: float
    expires_at: float


State = Pending | Verified | None


@dataclass(slots=True)
class Session:
    """One visitor's session: an identity for counting, and where the verification stands.

    Attributes:
        id: random, kept for as long as the cookie lives; wrong codes are counted under it.
        state: the one active verification, or None.
        left_behind: requests still open at the provider that are no longer of use.
        revision: the number of the change that led here, see `limits.revisions`; 0 for a session that is new.
    """

    id: str
    state: State = None
    left_behind: tuple[LeftBehind, ...] = field(default=())
    revision: int = 0

    def open_request(self, phone_number: str, now: float) -> Pending | LeftBehind | None:
        """Return the request that is still open for ``phone_number``: it has to end before another can begin."""
        pending = self.state
        if isinstance(pending, Pending) and pending.phone_number == phone_number and pending.is_live(now):
            return pending
        for request in self.left_behind:
            if request.phone_number == phone_number and now < request.expires_at:
                return request
        return None
