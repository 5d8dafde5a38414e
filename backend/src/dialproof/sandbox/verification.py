"""One verification request: which code was sent how, how many guesses are left, and when it ends.

Pure rules: time and codes are passed in, and what happened is left in an outbox for whoever delivers it.
Source: Vonage Verify v2 OpenAPI 1.0.1; where it is silent, see the README's list of choices.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field
from enum import StrEnum

from dialproof.sandbox.problems import (
    ATTEMPTS_EXHAUSTED,
    NO_CODE,
    NO_EVENTS,
    NOT_FOUND,
    NOT_NOW,
    WRONG_CODE,
    Refusal,
)

SILENT_AUTH_TIMEOUT = 60
"""Seconds a silent_auth step lasts, whatever the request's `channel_timeout` says."""


class Channel(StrEnum):
    SMS = "sms"
    VOICE = "voice"
    WHATSAPP = "whatsapp"
    RCS = "rcs"
    EMAIL = "email"
    SILENT_AUTH = "silent_auth"


class Status(StrEnum):
    """Of a request or of one of its steps; `UNUSED` is for steps, `CANCELLED` for requests."""

    UNUSED = "unused"
    PENDING = "pending"
    COMPLETED = "completed"
    FAILED = "failed"
    EXPIRED = "expired"
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


Happening = StepStarted | StepEnded | Ended


@dataclass(slots=True)
class Verification:
    """A request in flight. Every method takes `now`, seconds since the epoch."""

    id: str
    plan: Plan
    rules: Rules
    draw_code: Callable[[], str]
    submitted_at: float
    callbacks: bool = False
    status: Status = Status.PENDING
    wrong_codes: int = 0
    ended_at: float = 0.0
    steps: list[Step] = field(default_factory=list)
    _index: int = -1
    _outbox: list[Happening] = field(default_factory=list)

    def begin(self) -> None:
        self.steps = [Step(plan) for plan in self.plan.steps]
        self._next_or_end(Status.FAILED, self.submitted_at)

    def take_outbox(self) -> list[Happening]:
        """Hand over what happened since the last call, oldest first."""
        happened, self._outbox = self._outbox, []
        return happened

    @property
    def pending(self) -> bool:
        return self.status is Status.PENDING

    @property
    def step(self) -> Step:
        return self.steps[self._index]

    @property
    def attempts_left(self) -> int:
        return max(0, self.rules.code_attempts - self.wrong_codes)

    @property
    def deadline(self) -> float:
        """When the current step is given up."""
        silent = self.step.plan.channel is Channel.SILENT_AUTH
        return self.step.initiated_at + (SILENT_AUTH_TIMEOUT if silent else self.plan.channel_timeout)

    def advance(self, now: float) -> None:
        """Let time pass: give up steps that are over, try the next channel, or expire."""
        while self.pending and now >= self.deadline:
            over_at = self.deadline
            self._end_step(Status.EXPIRED, over_at)
            self._next_or_end(Status.EXPIRED, over_at)

    def check(self, code: str, now: float) -> None:
        """Compare a code, counting wrong ones.

        Raises:
            Refusal: 404 when over, 409 in a step without a code, 400 for a wrong code, 410 for one too many.
        """
        self._require_pending(now)
        if self.step.plan.channel is Channel.SILENT_AUTH:
            raise Refusal(NO_CODE)
        if any(hmac.compare_digest(code.encode(), good.encode()) for good in self._good_codes()):
            self._end_step(Status.COMPLETED, now)
            self._end(Status.COMPLETED, now)
            return
        self.wrong_codes += 1
        if self.attempts_left:
            raise Refusal(WRONG_CODE)
        self._end_step(Status.FAILED, now)
        self._end(Status.FAILED, now)
        raise Refusal(ATTEMPTS_EXHAUSTED)

    def cancel(self, now: float) -> None:
        """Stop the request, which the vendor allows from `cancel_after` on and before the second step.

        Raises:
            Refusal: 404 when over, 409 when it is too early or too late.
        """
        self._require_pending(now)
        if self._index > 0 or now < self.submitted_at + self.rules.cancel_after:
            raise Refusal(NOT_NOW)
        self.step.status, self.step.finalized_at = Status.CANCELLED, now
        self._end(Status.CANCELLED, now)

    def next_step(self, now: float) -> None:
        """Give the current channel up and try the next one at once.

        Raises:
            Refusal: 404 when over, 409 when this was the last channel.
        """
        self._require_pending(now)
        if self._index + 1 >= len(self.steps):
            raise Refusal(NO_EVENTS)
        self.fail_step(now)

    def fail_step(self, now: float) -> None:
        """Record that the current channel could not deliver; try the next one or fail."""
        self._end_step(Status.FAILED, now)
        self._next_or_end(Status.FAILED, now)

    def expire(self, now: float) -> None:
        self._end_step(Status.EXPIRED, now)
        self._end(Status.EXPIRED, now)

    def block(self, reason: str, now: float) -> None:
        """End as the vendor's fraud rules do, with `reason` in the summary."""
        self.step.reason = reason
        self._end_step(Status.BLOCKED, now)
        self._end(Status.BLOCKED, now)

    def _good_codes(self) -> list[str]:
        if not self.rules.earlier_codes_accepted:
            return [self.step.code]
        return [step.code for step in self.steps if step.code]

    def _require_pending(self, now: float) -> None:
        self.advance(now)
        if not self.pending:
            raise Refusal(NOT_FOUND, subject=self.id)

    def _next_or_end(self, status: Status, now: float) -> None:
        if self._index + 1 >= len(self.steps):
            self._end(status, now)
            return
        previous = self.step.code if self._index >= 0 else ""
        self._index += 1
        step = self.step
        step.status, step.initiated_at = Status.PENDING, now
        if step.plan.channel is not Channel.SILENT_AUTH:
            step.code = previous if step.plan.reuse_code and previous else self.draw_code()
        elif step.plan.coverage_check:
            # No mobile network stands behind the sandbox, so a coverage check always says no.
            self.fail_step(now)
            return
        self._outbox.append(StepStarted(step))

    def _end_step(self, status: Status, now: float) -> None:
        self.step.status, self.step.finalized_at = status, now
        self._outbox.append(StepEnded(self.step))

    def _end(self, status: Status, now: float) -> None:
        self.status, self.ended_at = status, now
        self._outbox.append(Ended(status))
