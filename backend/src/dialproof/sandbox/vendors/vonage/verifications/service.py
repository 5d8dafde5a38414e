"""The verification requests of one account, with the messages and callbacks that they send."""

from __future__ import annotations

import secrets
import threading
from collections.abc import Callable
from typing import TypeVar
from uuid import uuid4

from dialproof.sandbox.core.addresses import to_e164
from dialproof.sandbox.core.messages.carrier import Failure
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.vendors.vonage.problems import CONCURRENT, NETWORK_NOT_SUPPORTED, NOT_FOUND, Refusal
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.sandbox.vendors.vonage.verifications import silent_auth
from dialproof.sandbox.vendors.vonage.verifications.callback_bodies import event_body, pending_body, summary_body
from dialproof.sandbox.vendors.vonage.verifications.callbacks import StatusCallbacks
from dialproof.sandbox.vendors.vonage.verifications.messages import block_reason, message_of
from dialproof.sandbox.vendors.vonage.verifications.model import (
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
from dialproof.sandbox.vendors.vonage.verifications.store import RequestStore
from dialproof.sandbox.vendors.vonage.verifications.verification import Verification

REPORTED = {Status.COMPLETED, Status.FAILED, Status.EXPIRED, Status.USER_REJECTED}
"""Ends of a channel that have an event of their own; a block stands in the summary alone, a cancel nowhere."""


_Result = TypeVar("_Result")


class VerifyService:
    """The vendor's Verify product for one account. Safe to call from any thread."""

    def __init__(self, sandbox: Sandbox, settings: VonageSettings) -> None:
        self._sandbox = sandbox
        self._settings = settings
        self._rules = Rules(settings.code_attempts, settings.cancel_after, settings.earlier_codes == "accepted")
        self._clock = sandbox.clock
        self._callbacks = StatusCallbacks(settings, sandbox.callbacks, sandbox.clock)
        self._store = RequestStore()
        self._lock = threading.RLock()

    def start(self, plan: Plan, *, callbacks: bool, base_url: str = "") -> Verification:
        """Begin a request and send the first code; `base_url` is where requests are found, without a trailing slash.

        Raises:
            Refusal: 409 while another request to the number is in flight, 412 where only silent_auth is asked for.
        """
        first = plan.steps[0]
        if silent_auth.lacks_coverage(first) and (
            len(plan.steps) == 1 or self._settings.uncovered_numbers == "refused"
        ):
            raise Refusal(NETWORK_NOT_SUPPORTED)
        with self._lock:
            now = self._clock()
            self._refuse_concurrent(plan.to, now)
            request_id = str(uuid4())
            verification = Verification(
                request_id, plan, self._rules, lambda: self._draw_code(plan), now, callbacks=callbacks
            )
            if first.channel is Channel.SILENT_AUTH and not silent_auth.lacks_coverage(first):
                verification.check_url = f"{base_url}/{request_id}/silent-auth/redirect"
            self._store.add(verification)
            verification.begin()
            self._apply_changes(verification)
        return verification

    def check(self, request_id: str, code: str) -> None:
        """Compare a code; see `Verification.check` for the refusals."""
        self._change(request_id, lambda verification, now: verification.check(code, now))

    def cancel(self, request_id: str) -> None:
        self._change(request_id, Verification.cancel)

    def next_workflow(self, request_id: str) -> None:
        self._change(request_id, Verification.next_step)

    def require_silent_auth(self, request_id: str) -> StepPlan:
        """Find the silent_auth step that is under way; see `Verification.require_silent_auth`."""
        return self._change(request_id, Verification.require_silent_auth)

    def authenticate(self, request_id: str) -> str:
        """Ask the operator about a handset; see `Verification.authenticate`."""
        return self._change(request_id, Verification.authenticate)

    def find(self, request_id: str) -> Verification | None:
        with self._lock:
            return self._store.find(request_id)

    def pending(self, to: str | None = None) -> list[Verification]:
        """List the requests in flight; `to` is E.164 with a plus."""
        with self._lock:
            now = self._clock()
            for verification in self._store.pending():
                verification.advance(now)
                self._apply_changes(verification)
            return [
                verification for verification in self._store.pending() if to in (None, to_e164(verification.plan.to))
            ]

    def expire(self, to: str) -> int:
        """End what is pending for a number as if its time were up; return how many that were."""
        return self._end_pending(to, Verification.expire)

    def block(self, to: str) -> int:
        """End what is pending for a number as the vendor's fraud rules do; return how many that were."""
        return self._end_pending(to, lambda verification, now: verification.block(block_reason(to), now))

    def answer(self, to: str, *, approved: bool) -> int:
        """Answer the messages that ask for yes or no; return how many there were."""
        with self._lock:
            asked = [each for each in self.pending(to) if each.step.plan.channel is Channel.WHATSAPP_INTERACTIVE]
            for verification in asked:
                verification.answer(self._clock(), approved=approved)
                self._apply_changes(verification)
        return len(asked)

    def forget(self, to: str | None = None) -> None:
        """Forget the requests of one number, or all."""
        with self._lock:
            self._store.forget(None if to is None else to.removeprefix("+"))

    def _end_pending(self, to: str, end: Callable[[Verification, float], None]) -> int:
        with self._lock:
            found = self.pending(to)
            for verification in found:
                end(verification, self._clock())
                self._apply_changes(verification)
        return len(found)

    def _change(self, request_id: str, action: Callable[[Verification, float], _Result]) -> _Result:
        with self._lock:
            verification = self._found(request_id)
            try:
                return action(verification, self._clock())
            finally:
                self._apply_changes(verification)

    def _found(self, request_id: str) -> Verification:
        verification = self._store.find(request_id)
        if verification is None:
            raise Refusal(NOT_FOUND, subject=request_id)
        return verification

    def _refuse_concurrent(self, to: str, now: float) -> None:
        for verification in self._store.pending(to):
            verification.advance(now)
            self._apply_changes(verification)
        in_the_way = self._store.in_flight(to, now)
        if in_the_way is not None:
            shown = {"request_id": in_the_way.id} if self._settings.conflict_shows_request_id else {}
            raise Refusal(CONCURRENT, **shown)

    def _apply_changes(self, verification: Verification) -> None:
        """Act on what changed: send messages and callbacks, free the number."""
        for change in verification.take_changes():
            self._apply(verification, change)

    def _apply(self, verification: Verification, change: Change) -> None:
        match change:
            case StepStarted(step):
                self._begin_step(verification, step)
                self._sandbox.scheduler.at(verification.deadline, lambda: self._advance(verification))
            case StepEnded(step):
                if verification.callbacks and step.status in REPORTED:
                    self._callbacks.send(event_body(verification, step))
            case Ended(status):
                cancelled = status is Status.CANCELLED
                linger = self._settings.conflict_linger if cancelled else 0.0
                self._store.release(verification, linger_until=self._clock() + linger if linger else None)
                if verification.callbacks and not cancelled:
                    self._callbacks.send(summary_body(verification, self._settings.price))

    def _advance(self, verification: Verification) -> None:
        with self._lock:
            if self._is_kept(verification) and verification.pending:
                verification.advance(self._clock())
                self._apply_changes(verification)
                self._sandbox.announce_control(to_e164(verification.plan.to))

    def _is_kept(self, verification: Verification) -> bool:
        """Say whether it is still kept: what was planned for a request that was reset no longer happens."""
        return self._store.find(verification.id) is verification

    def _begin_step(self, verification: Verification, step: Step) -> None:
        if step.plan.channel is not Channel.SILENT_AUTH:
            self._sandbox.carrier.send(
                message_of(verification, step),
                failed=lambda failure: self._end_after_failure(verification, step, failure),
                is_wanted=lambda: self._is_kept(verification),
            )
        elif verification.callbacks:
            self._callbacks.send(pending_body(verification, step))

    def _end_after_failure(self, verification: Verification, step: Step, failure: Failure) -> None:
        """End a step whose message was refused by the carrier, or the whole request where the network is blocked."""
        with self._lock:
            if not (self._is_kept(verification) and verification.pending and verification.step is step):
                return
            if failure == "blocked":
                verification.block(block_reason(to_e164(step.plan.to)), self._clock())
            else:
                verification.fail_step(self._clock())
            self._apply_changes(verification)
            self._sandbox.announce_control(to_e164(verification.plan.to))

    def _draw_code(self, plan: Plan) -> str:
        fixed = self._sandbox.next_codes.take(to_e164(plan.to)) or plan.code or self._settings.code
        return fixed or "".join(secrets.choice("0123456789") for _ in range(plan.code_length))
