"""What the outside may know about a verification."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum

from dialproof.channels import Channel


class Status(StrEnum):
    """Where a verification stands."""

    NONE = "none"
    PENDING = "pending"
    EXPIRED = "expired"
    VERIFIED = "verified"


class Delivery(StrEnum):
    """What is known about the message on its way."""

    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    BLOCKED = "blocked"


@dataclass(frozen=True, slots=True)
class VerificationView:
    """A verification as a client may see it.

    Durations are whole seconds from now, ``verified_at`` is seconds since the epoch. The provider's request id is not
    among the fields, so no answer can carry it by accident.
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
    verified_at: float | None
