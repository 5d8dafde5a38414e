"""What is known about a message on its way to a phone."""

from __future__ import annotations

from enum import StrEnum


class Delivery(StrEnum):
    """How far a message has come."""

    UNKNOWN = "unknown"
    SENT = "sent"
    DELIVERED = "delivered"
    FAILED = "failed"
    BLOCKED = "blocked"
