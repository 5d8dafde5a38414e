"""Silent authentication: which numbers a mobile operator answers for, and what it says of a handset.

No mobile network stands behind the sandbox. The vendor's Virtual Operator answers for numbers that begin with +990 (a
country code that nobody has), as it does in the vendor's own playground; other numbers are covered by nobody.
Source: https://developer.vonage.com/en/verify/concepts/virtual-operator-silent-auth.
"""

from __future__ import annotations

import secrets
import string

from dialproof.sandbox.vendors.vonage.problems import (
    DEVICE_MISMATCH,
    NETWORK_NOT_SUPPORTED,
    SILENT_AUTH_INCOMPLETE,
    Problem,
)
from dialproof.sandbox.vendors.vonage.verifications.model import Channel, Status, StepPlan

TIMEOUT = 60
"""Seconds a silent_auth step lasts, whatever the request's `channel_timeout` says."""

PREFIX = "990"
CODE_LENGTH = 6

REFUSALS: dict[Status | None, Problem] = {
    None: NETWORK_NOT_SUPPORTED,
    Status.USER_REJECTED: DEVICE_MISMATCH,
    Status.FAILED: SILENT_AUTH_INCOMPLETE,
}
"""What the handset is told, by what the operator said."""


def ask_operator(to: str) -> Status | None:
    """Say how authentication ends for a number, by its last digits; None where no operator covers it."""
    if not to.startswith(PREFIX):
        return None
    if to.endswith("99"):
        return Status.FAILED
    return Status.COMPLETED if int(to[-1]) % 2 == 0 else Status.USER_REJECTED


def lacks_coverage(plan: StepPlan) -> bool:
    """Say whether a step is given up before it begins, because its number was looked up and is not covered."""
    return plan.channel is Channel.SILENT_AUTH and plan.coverage_check and ask_operator(plan.to) is None


def draw_code() -> str:
    """Draw the code that a handset gets from the operator and hands to the application."""
    return "".join(secrets.choice(string.ascii_letters + string.digits) for _ in range(CODE_LENGTH))
