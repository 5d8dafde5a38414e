"""What a call of the rules returns, and what the outside may know about a verification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.limits.usage import QuotaUsage
from dialproof.problems import Problem
from dialproof.verification.state import Session


class Status(StrEnum):
    """Where a verification stands."""

    NONE = "none"
    PENDING = "pending"
    EXPIRED = "expired"
    VERIFIED = "verified"


@dataclass(frozen=True, slots=True)
class Verification:
    """A verification as a client may see it.

    Durations are whole seconds from now, ``verified_at`` is RFC 3339 in UTC. The vendor's request id is not among the
    fields, so no answer can carry it by accident.
    """

    status: Status
    phone_number: str | None
    channel: Channel | None
    channels: tuple[Channel, ...]
    code_length: int
    expires_in: int
    resend_in: int
    attempts_left: int
    delivery: Delivery
    verified_at: str | None


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a call came to.

    Attributes:
        session: the next session; the one that was passed in where nothing changed.
        result: where the verification stands, or why the call failed. A failed call can change the session too: a wrong
            code is remembered.
        usage: how the limits stand that the call met.
    """

    session: Session
    result: Verification | Problem
    usage: tuple[QuotaUsage, ...] = ()
