"""What the provider does: starts, checks, cancels and moves on, one number at a time, and sends what is to be sent."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from uuid import uuid4

from dialproof.sandbox import wording
from dialproof.sandbox.addresses import to_e164
from dialproof.sandbox.callbacks import Callbacks, event_body, summary_body
from dialproof.sandbox.delivery import REACTION, Deliveries, NextCodes
from dialproof.sandbox.inbox import Inbox
from dialproof.sandbox.problems import CONCURRENT, NETWORK_NOT_SUPPORTED, NOT_FOUND, NOT_NOW, Refusal
from dialproof.sandbox.scheduler import Clock, Scheduler
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.store import RequestStore
from dialproof.sandbox.verification import (
    Channel,
    Ended,
    Happening,
    Plan,
    Rules,
    Status,
    Step,
    StepEnded,
    StepStarted,
    Verification,
)

PROVIDER = "vonage"
ANNOUNCED = {Status.COMPLETED, Status.FAILED, Status.EXPIRED}
"""How a channel may end with an event of its own; a block is told by the summary alone, a cancel not at all."""

VOICE_CALLER = "+18005550199"
"""The caller's number on the phone: the one toll-free number that is reserved for fiction."""


class VerifyService:
    """The vendor's Verify product for one account. Safe to call from any thread.

    `announce` is told the number (E.164) of a verification that changed although nobody called.
    """

    def __init__(
        self,
        settings: SandboxSettings,
        *,
        clock: Clock,
        scheduler: Scheduler,
        inbox: Inbox,
        callbacks: Callbacks,
        deliveries: Deliveries,
        next_codes: NextCodes,
        announce: Callable[[str], None],
    ) -> None:
        self._settings = settings
        self._rules = Rules(settings.code_attempts, settings.cancel_after, settings.earlier_codes == "accepted")
        self._clock = clock
        self._scheduler = scheduler
        self._inbox = inbox
        self._callbacks = callbacks
        self._deliveries = deliveries
        self._next_codes = next_codes
        self._announce = announce
        self._store = RequestStore()
        self._lock = threading.RLock()

    def start(self, plan: Plan, *, callbacks: bool) -> Verification:
        """Begin a request and send the first code.

        Raises:
            Refusal: 409 while another request to the number is in flight, 412 where only silent_auth is asked for.
        """
        first = plan.steps[0]
        if first.channel is Channel.SILENT_AUTH and first.coverage_check and len(plan.steps) == 1:
            raise Refusal(NETWORK_NOT_SUPPORTED)
        with self._lock:
            now = self._clock()
            self._refuse_concurrent(plan.to, now)
            verification = Verification(
                str(uuid4()), plan, self._rules, lambda: self._draw_code(plan), now, callbacks=callbacks
            )
            self._store.add(verification)
            verification.begin()
            self._settle(verification)
        return verification

    def check(self, request_id: str, code: str) -> None:
        """Compare a code; see `Verification.check` for the refusals."""
        self._act(request_id, lambda verification, now: verification.check(code, now))

    def cancel(self, request_id: str) -> None:
        self._act(request_id, Verification.cancel)

    def next_workflow(self, request_id: str) -> None:
        self._act(request_id, Verification.next_step)

    def fail_silent_auth(self, request_id: str) -> None:
        """Give up a silent_auth step and go on with the next channel.

        Raises:
            Refusal: 404 for an unknown request, 409 when another channel is under way.
        """
        self._act(request_id, _fail_silent_auth)

    def find(self, request_id: str) -> Verification | None:
        with self._lock:
            return self._store.find(request_id)

    def pending(self, to: str | None = None) -> list[Verification]:
        """List the requests in flight; `to` is E.164 with a plus."""
        with self._lock:
            now = self._clock()
            for verification in self._store.pending():
                verification.advance(now)
                self._settle(verification)
            return [
                verification for verification in self._store.pending() if to in (None, to_e164(verification.plan.to))
            ]

    def expire(self, to: str) -> int:
        """End what is pending for a number as if its time were up; say how many that were."""
        return self._end_pending(to, Verification.expire)

    def block(self, to: str) -> int:
        """End what is pending for a number as the vendor's fraud rules do; say how many that were."""
        return self._end_pending(to, lambda verification, now: verification.block(block_reason(to), now))

    def reset(self, to: str | None = None) -> None:
        with self._lock:
            self._store.forget(None if to is None else to.removeprefix("+"))

    def _end_pending(self, to: str, end: Callable[[Verification, float], None]) -> int:
        with self._lock:
            found = self.pending(to)
            for verification in found:
                end(verification, self._clock())
                self._settle(verification)
        return len(found)

    def _act(self, request_id: str, action: Callable[[Verification, float], None]) -> None:
        with self._lock:
            verification = self._store.find(request_id)
            if verification is None:
                raise Refusal(NOT_FOUND, subject=request_id)
            try:
                action(verification, self._clock())
            finally:
                self._settle(verification)

    def _refuse_concurrent(self, to: str, now: float) -> None:
        for verification in self._store.pending(to):
            verification.advance(now)
            self._settle(verification)
        standing = self._store.in_flight(to, now)
        if standing is not None:
            shown = {"request_id": standing.id} if self._settings.conflict_shows_request_id else {}
            raise Refusal(CONCURRENT, **shown)

    def _settle(self, verification: Verification) -> None:
        """Do what the request's happenings ask for: send messages and callbacks, free the number."""
        for happening in verification.take_outbox():
            self._settle_one(verification, happening)

    def _settle_one(self, verification: Verification, happening: Happening) -> None:
        match happening:
            case StepStarted(step):
                self._send(verification, step)
                self._scheduler.at(verification.deadline, lambda: self._advance(verification))
            case StepEnded(step):
                if verification.callbacks and step.status in ANNOUNCED:
                    self._callbacks.send(event_body(verification, step))
            case Ended(status):
                cancelled = status is Status.CANCELLED
                linger = self._settings.conflict_linger if cancelled else 0.0
                self._store.release(verification, linger_until=self._clock() + linger if linger else None)
                if verification.callbacks and not cancelled:
                    self._callbacks.send(summary_body(verification))

    def _advance(self, verification: Verification) -> None:
        with self._lock:
            if self._knows(verification) and verification.pending:
                verification.advance(self._clock())
                self._settle(verification)
                self._announce(to_e164(verification.plan.to))

    def _knows(self, verification: Verification) -> bool:
        """Say whether it was not reset in the meantime: what was planned for it must not turn up in the next test."""
        return self._store.find(verification.id) is verification

    def _send(self, verification: Verification, step: Step) -> None:
        if step.plan.channel is Channel.SILENT_AUTH:
            return
        to, now = to_e164(step.plan.to), self._clock()
        delivery = self._deliveries.of(to)
        match delivery.outcome:
            case "never":
                return
            case "rejected":
                self._scheduler.at(now + REACTION, lambda: self._fail(verification, step, Verification.fail_step))
            case "blocked":
                reason = block_reason(to)
                self._scheduler.at(
                    now + REACTION,
                    lambda: self._fail(verification, step, lambda blocked, at: blocked.block(reason, at)),
                )
            case "delivered" if delivery.after > 0:
                self._scheduler.at(now + delivery.after, lambda: self._deliver(verification, step))
            case _:
                self._deliver(verification, step)

    def _fail(self, verification: Verification, step: Step, end: Callable[[Verification, float], None]) -> None:
        with self._lock:
            if self._knows(verification) and verification.pending and verification.step is step:
                end(verification, self._clock())
                self._settle(verification)
                self._announce(to_e164(verification.plan.to))

    def _deliver(self, verification: Verification, step: Step) -> None:
        plan = verification.plan
        if not self._knows(verification):
            return
        voice = step.plan.channel is Channel.VOICE
        self._inbox.deliver(
            to=to_e164(step.plan.to),
            sender=VOICE_CALLER if voice else step.plan.sender or plan.brand,
            channel=step.plan.channel,
            provider=PROVIDER,
            brand=plan.brand,
            text=wording.compose(
                step.plan.channel,
                brand=plan.brand,
                code=step.code,
                locale=plan.locale,
                lifetime=plan.channel_timeout,
                app_hash=step.plan.app_hash,
            ),
            code=step.code,
            now=self._clock(),
        )

    def _draw_code(self, plan: Plan) -> str:
        fixed = self._next_codes.take(to_e164(plan.to)) or plan.code or self._settings.code
        return fixed or "".join(secrets.choice("0123456789") for _ in range(plan.code_length))


def _fail_silent_auth(verification: Verification, now: float) -> None:
    verification.advance(now)
    if not verification.pending:
        raise Refusal(NOT_FOUND, subject=verification.id)
    if verification.step.plan.channel is not Channel.SILENT_AUTH:
        raise Refusal(NOT_NOW)
    verification.fail_step(now)


def block_reason(to: str) -> str:
    """Word the summary's reason as the vendor does; the network is an invented one."""
    return f"Fraudulent traffic detected for your account on network [ {to.removeprefix('+')[:1]}00000 ]."
