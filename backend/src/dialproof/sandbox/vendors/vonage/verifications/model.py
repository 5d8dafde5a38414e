"""What a verification request consists of: what was asked for, how each step went, and what changed.

Source: Vonage Verify v2 OpenAPI 1.0.1.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Channel(StrEnum):
    SMS = "sms"
    VOICE = "voice"
    WHATSAPP = "whatsapp"
    RCS = "rcs"
    EMAIL = "email"
    SILENT_AUTH = "silent_auth"
    WHATSAPP_INTERACTIVE = "whatsapp_interactive"


CODELESS = frozenset({Channel.SILENT_AUTH, Channel.WHATSAPP_INTERACTIVE})
"""Channels whose message, if there is one, carries no code."""


class Status(StrEnum):
    """Of a request or of one of its steps; `UNUSED` and `USER_REJECTED` are for steps, `CANCELLED` is for requests."""

    UNUSED = "unused"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
    USER_REJECTED = "user_rejected"
    BLOCKED = "blocked"
    CANCELLED = "cancelled"


@dataclass(frozen=True, slots=True)
class StepPlan:
    """One entry of the request's `workflow`. `to` is as the vendor has it: digits without plus, or an email address."""

    channel: Channel
    to: str
    sender: str | None = None
    reuse_code: bool = False
    app_hash: str | None = None
    coverage_check: bool = True
    redirect_url: str | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """A valid start request. `channel_timeout` is in seconds."""

    brand: str
    steps: tuple[StepPlan, ...]
    locale: str
    channel_timeout: int = 180
    code_length: int = 4
    code: str | None = None
    client_ref: str | None = None

    @property
    def to(self) -> str:
        return self.steps[0].to


@dataclass(frozen=True, slots=True)
class Rules:
    """`code_attempts`: the wrong code that ends the request. `cancel_after`: seconds from the start."""

    code_attempts: int = 3
    cancel_after: float = 30
    earlier_codes_accepted: bool = False


@dataclass(slots=True)
class Step:
    """One step as it happened. Times are seconds since the epoch."""

    plan: StepPlan
    code: str = ""
    status: Status = Status.UNUSED
    reason: str | None = None
    initiated_at: float = 0.0
    finalized_at: float = 0.0


@dataclass(frozen=True, slots=True)
class StepStarted:
    step: Step


@dataclass(frozen=True, slots=True)
class StepEnded:
    step: Step


@dataclass(frozen=True, slots=True)
class Ended:
    status: Status


Change = StepStarted | StepEnded | Ended
