"""One verification request: which code was sent how, how many guesses are left, and when it ends.

Pure rules: time and codes are passed in, and each change is kept until the service takes it and acts on it.
Source: Vonage Verify v2 OpenAPI 1.0.1; where it is silent, see the README's list of choices.
"""

from __future__ import annotations

import hmac
from collections.abc import Callable
from dataclasses import dataclass, field

from dialproof.sandbox.core.addresses import to_e164
from dialproof.sandbox.core.vendor import PendingRequest
from dialproof.sandbox.vendors.vonage.problems import (
    ATTEMPTS_EXHAUSTED,
    NO_CODE,
    NO_EVENTS,
    NOT_FOUND,
    NOT_NOW,
    WRONG_CODE,
    Refusal,
)
from dialproof.sandbox.vendors.vonage.verifications import silent_auth
from dialproof.sandbox.vendors.vonage.verifications.model import (
    CODELESS,
    Change,
    Channel,
    Ended,
    Plan,
    Rules,
    Status,
    Step,
    StepEnded,
    StepPlan,
    StepStarted,
)


@dataclass(slots=True)
class Verification:
    """A request in flight. Every method takes `now`, seconds since the epoch."""

    id: str
    plan: Plan
    rules: Rules
    draw_code: Callable[[], str]
    submitted_at: float
    callbacks: bool = False
    check_url: str | None = None
    status: Status = Status.PENDING
    wrong_codes: int = 0
    ended_at: float = 0.0
    steps: list[Step] = field(default_factory=list)
    _index: int = -1
    _changes: list[Change] = field(default_factory=list)

    def begin(self) -> None:
        self.steps = [Step(plan) for plan in self.plan.steps]
        self._next_or_end(Status.FAILED, self.submitted_at)

    def take_changes(self) -> list[Change]:
        """Return what changed since the last call, oldest first."""
        changes, self._changes = self._changes, []
        return changes

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
        return self.step.initiated_at + (silent_auth.TIMEOUT if silent else self.plan.channel_timeout)

    def as_pending(self) -> PendingRequest:
        """Describe it without its code, which belongs to the inbox."""
        return PendingRequest(
            to=to_e164(self.plan.to),
            brand=self.plan.brand,
            channel=self.step.plan.channel,
            channels=tuple(step.plan.channel for step in self.steps),
            submitted_at=self.submitted_at,
            ends_at=self.deadline,
            attempts_left=self.attempts_left,
        )

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
        if not self.step.code:
            raise Refusal(NO_CODE)
        if any(hmac.compare_digest(code.encode(), good.encode()) for good in self._good_codes()):
            self._end_step(Status.COMPLETED, now)
            self._end(Status.COMPLETED, now)
            return
        if self.step.plan.channel is Channel.SILENT_AUTH:
            # A program submits this code, so there is one attempt, and no guess of a person's is used up.
            self.fail_step(now)
            raise Refusal(WRONG_CODE if self.pending else ATTEMPTS_EXHAUSTED)
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

    def require_silent_auth(self, now: float) -> StepPlan:
        """Return the step in which a handset may try to authenticate.

        Raises:
            Refusal: 404 when over, 409 while another channel is under way.
        """
        self._require_pending(now)
        if self.step.plan.channel is not Channel.SILENT_AUTH:
            raise Refusal(NOT_NOW)
        return self.step.plan

    def authenticate(self, now: float) -> str:
        """Apply the operator's verdict on the handset that opened `check_url`; return the code to submit.

        Raises:
            Refusal: as `require_silent_auth`, and 412 when the operator says no; the next channel is tried then.
        """
        verdict = silent_auth.ask_operator(self.require_silent_auth(now).to)
        if verdict is Status.COMPLETED:
            self.step.code = self.step.code or silent_auth.draw_code()
            return self.step.code
        self._end_step(verdict or Status.FAILED, now)
        self._next_or_end(Status.FAILED, now)
        raise Refusal(silent_auth.REFUSALS[verdict])

    def answer(self, now: float, *, approved: bool) -> None:
        """Take the answer to a message that asks a person instead of carrying a code.

        Raises:
            Refusal: 404 when over, 409 while another channel is under way.
        """
        self._require_pending(now)
        if self.step.plan.channel is not Channel.WHATSAPP_INTERACTIVE:
            raise Refusal(NOT_NOW)
        self._end_step(Status.COMPLETED if approved else Status.USER_REJECTED, now)
        if approved:
            self._end(Status.COMPLETED, now)
        else:
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
        return [self.step.code, *self._sent_codes()]

    def _sent_codes(self) -> list[str]:
        """List the codes that went out in messages so far."""
        return [step.code for step in self.steps if step.code and step.plan.channel not in CODELESS]

    def _require_pending(self, now: float) -> None:
        self.advance(now)
        if not self.pending:
            raise Refusal(NOT_FOUND, subject=self.id)

    def _next_or_end(self, status: Status, now: float) -> None:
        if self._index + 1 >= len(self.steps):
            self._end(status, now)
            return
        sent = self._sent_codes()
        self._index += 1
        step = self.step
        step.status, step.initiated_at = Status.PENDING, now
        if step.plan.channel not in CODELESS:
            step.code = sent[-1] if step.plan.reuse_code and sent else self.draw_code()
        elif silent_auth.lacks_coverage(step.plan):
            self.fail_step(now)
            return
        self._changes.append(StepStarted(step))

    def _end_step(self, status: Status, now: float) -> None:
        self.step.status, self.step.finalized_at = status, now
        self._changes.append(StepEnded(self.step))

    def _end(self, status: Status, now: float) -> None:
        self.status, self.ended_at = status, now
        self._changes.append(Ended(status))
