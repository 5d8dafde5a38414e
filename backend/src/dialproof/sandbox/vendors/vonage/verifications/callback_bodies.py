"""What status callbacks say: an event for each channel, a summary at the end.

Source: Vonage Verify v2 OpenAPI 1.0.1 (webhooks). `price` and `finalized_at` of the summary stand in the official SDKs
only.
"""

from __future__ import annotations

from decimal import Decimal
from typing import Any

from dialproof.sandbox.core.times import timestamp
from dialproof.sandbox.vendors.vonage.verifications import silent_auth
from dialproof.sandbox.vendors.vonage.verifications.model import Channel, Status, Step
from dialproof.sandbox.vendors.vonage.verifications.verification import Verification


def event_body(verification: Verification, step: Step) -> dict[str, Any]:
    """Write the callback that says how one channel ended."""
    body = _event(verification, step, _word(step))
    body["finalized_at"] = timestamp(step.finalized_at)
    body["channel_timeout"] = (
        silent_auth.TIMEOUT if step.plan.channel is Channel.SILENT_AUTH else verification.plan.channel_timeout
    )
    return _with_reference(verification, body)


def pending_body(verification: Verification, step: Step) -> dict[str, Any]:
    """Write the callback that hands out `check_url`, which the handset has to open."""
    body = _event(verification, step, "action_pending")
    body["action"] = {"type": "check", "check_url": verification.check_url}
    return _with_reference(verification, body)


def _event(verification: Verification, step: Step, status: str) -> dict[str, Any]:
    return {
        "request_id": verification.id,
        "triggered_at": timestamp(step.initiated_at),
        "type": "event",
        "channel": step.plan.channel,
        "status": status,
    }


def _word(step: Step) -> Status:
    """Say how a step ended; only silent_auth has a word for running out of time, the summary has it for all."""
    ran_out = step.status is Status.EXPIRED and step.plan.channel is not Channel.SILENT_AUTH
    return Status.FAILED if ran_out else step.status


def summary_body(verification: Verification, price: Decimal) -> dict[str, Any]:
    """Write the callback that says how the whole request ended; `price` is that of one channel tried."""
    tried = sum(step.status is not Status.UNUSED for step in verification.steps)
    return _with_reference(
        verification,
        {
            "request_id": verification.id,
            "submitted_at": timestamp(verification.submitted_at),
            "status": verification.status,
            "type": "summary",
            "channel_timeout": verification.plan.channel_timeout,
            "workflow": [_summary_of(step) for step in verification.steps],
            "finalized_at": timestamp(verification.ended_at),
            "price": f"{price * tried:.8f}",
        },
    )


def _summary_of(step: Step) -> dict[str, Any]:
    summary: dict[str, Any] = {"channel": step.plan.channel, "status": step.status}
    if step.initiated_at:
        summary["initiated_at"] = timestamp(step.initiated_at)
    if step.reason:
        summary["reason"] = step.reason
    return summary


def _with_reference(verification: Verification, body: dict[str, Any]) -> dict[str, Any]:
    reference = verification.plan.client_ref
    return body | {"client_ref": reference} if reference else body
