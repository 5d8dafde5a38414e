"""The channels by which a code reaches a phone."""

from __future__ import annotations

from enum import StrEnum


class Channel(StrEnum):
    """A way to deliver a code."""

    SMS = "sms"
    VOICE = "voice"
    WHATSAPP = "whatsapp"
