"""The vendor's refusals, word for word: status, title, type and detail of every error the sandbox can answer.

Source: Vonage Verify v2 OpenAPI 1.0.1 and https://developer.vonage.com/en/api-errors/verify-v2; titles that the
document leaves open are those of the official SDKs' fixtures.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import uuid4

from dialproof.sandbox.core.calls import answers as core

GENERIC = "https://developer.vonage.com/en/api-errors"
VERIFY = f"{GENERIC}/verify-v2"


@dataclass(frozen=True, slots=True)
class Problem:
    """One documented error: what stays the same each time it is answered."""

    status: int
    title: str
    type: str
    detail: str

    def body(self, **extra: object) -> dict[str, Any]:
        """Write the RFC 7807 body with a fresh `instance`."""
        return {"title": self.title, "type": self.type, "detail": self.detail, "instance": str(uuid4()), **extra}


WRONG_CODE = Problem(
    400, "Invalid Code", f"{VERIFY}#invalid-code", "The code you provided does not match the expected value."
)
UNAUTHORIZED = Problem(
    401,
    "Unauthorized",
    "https://developer.vonage.com/api-errors#unauthorized",
    "You did not provide correct credentials",
)
TOKEN_EXPIRED = Problem(
    401, "You did not provide correct credentials.", f"{GENERIC}#jwt-expired", "The JWT provided has expired."
)
LOW_BALANCE = Problem(
    402,
    "Low balance",
    f"{GENERIC}/#low-balance",
    "This request could not be performed due to your account balance being low.",
)
FORBIDDEN = Problem(
    403, "Forbidden", f"{GENERIC}#forbidden", "Your account does not have permission to perform this action."
)
TEMPLATES_FORBIDDEN = Problem(
    403,
    "Forbidden",
    f"{GENERIC}/api-errors/verify-v2#forbidden",
    "Templates management is not enabled for your account",
)
NOT_FOUND = Problem(
    404,
    "Not Found",
    "https://developer.vonage.com/api-errors#not-found",
    "Request {} was not found or it has been verified already.",
)
NO_RESOURCE = Problem(
    404,
    "Not Found",
    "https://developer.vonage.com/api-errors#not-found",
    "The requested resource does not exist, or you do not have access to it",
)
CONCURRENT = Problem(
    409, "Conflict", f"{VERIFY}#concurrent", "Concurrent verifications to the same number are not allowed."
)
NO_CODE = Problem(409, "Conflict", f"{VERIFY}#no-code", "The current Verify workflow step does not support a code.")
NO_EVENTS = Problem(409, "Conflict", f"{VERIFY}#no-events", "There are no more events left to trigger.")
NOT_NOW = Problem(
    409, "Conflict", f"{VERIFY}#conflict", "The operation cannot be performed at this time. Please try again later."
)
ATTEMPTS_EXHAUSTED = Problem(
    410, "Invalid Code", f"{VERIFY}#expired", "An incorrect code has been provided too many times. Workflow terminated."
)
SILENT_AUTH_FAILED = Problem(
    412,
    "Silent authentication failed",
    f"{VERIFY}#precondition-failed",
    "The silent auth verification cannot be initiated",
)
SILENT_AUTH_INCOMPLETE = Problem(
    412,
    "Silent authentication failed",
    f"{VERIFY}#precondition-failed",
    "The silent auth verification cannot be completed.",
)
DEVICE_MISMATCH = Problem(
    412, "Silent authentication failed", f"{VERIFY}#msisdn-error", "Device MSISDN does not match."
)
NETWORK_NOT_SUPPORTED = Problem(
    412,
    "Network not supported",
    f"{VERIFY}#precondition-failed",
    "Device number does not resolve to a supported Mobile Network Operator.",
)
INVALID_PARAMETERS = Problem(
    422, "Invalid params", f"{GENERIC}#invalid-params", "The value of one or more parameters is invalid."
)
THROTTLED = Problem(429, "Rate Limit Hit", f"{GENERIC}#throttled", "Please wait, then retry your request")
INTERNAL_ERROR = Problem(
    500,
    "Internal error",
    "https://developer.vonage.com/api-errors#internal-error",
    "There was an error processing your request in the Platform.",
)

BY_STATUS: dict[int, Problem] = {
    problem.status: problem
    for problem in (
        WRONG_CODE,
        UNAUTHORIZED,
        LOW_BALANCE,
        FORBIDDEN,
        NOT_FOUND,
        CONCURRENT,
        ATTEMPTS_EXHAUSTED,
        SILENT_AUTH_FAILED,
        INVALID_PARAMETERS,
        THROTTLED,
        INTERNAL_ERROR,
    )
}
"""What an injected failure says when it names a status only."""


CONFLICTS = {"start": CONCURRENT, "check": NO_CODE, "cancel": NOT_NOW, "next_workflow": NOT_NOW}
"""What 409 means depends on the call."""


REASON_HEADER = "X-Sandbox-Reason"

PROBLEM_TYPE = "application/problem+json"


class Refusal(core.Refusal):
    """Answer with a documented error instead of doing what was asked.

    `reason` is a sentence of the sandbox's own that follows the vendor's words, and stands in a header by itself.
    """

    error_type = PROBLEM_TYPE
    body: dict[str, Any]

    def __init__(self, problem: Problem, *, subject: str = "", reason: str = "", **extra: object) -> None:
        detail = problem.detail.format(subject)
        self.detail = f"{detail.rstrip('.')}. {reason}" if reason else detail
        super().__init__(
            problem.status,
            problem.body(**extra) | {"detail": self.detail},
            {REASON_HEADER: reason} if reason else {},
        )
