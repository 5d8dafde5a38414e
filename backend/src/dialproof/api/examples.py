"""Examples of real bodies, for the OpenAPI document and the reference page.

The contract tests play a scenario for each and compare; the number is one of those reserved for fiction.
"""

from __future__ import annotations

from typing import Final

from dialproof.api.models import Config, Dependency, Health, Readiness, Ready, Verification
from dialproof.api.operations import Example
from dialproof.channels import Channel
from dialproof.delivery import Delivery
from dialproof.problems import (
    FieldError,
    IncorrectCode,
    InvalidPhoneNumber,
    InvalidRequest,
    Problem,
    RateLimited,
    RetryLater,
    TooManyAttempts,
    UnsupportedPhoneNumber,
    VerificationInProgress,
)
from dialproof.verification.outcome import Status

NUMBER: Final = "+14155550100"
BOTH: Final = (Channel.SMS, Channel.VOICE)

NONE: Final = Example(
    "No verification is under way",
    Verification(
        status=Status.NONE,
        phone_number=None,
        channel=None,
        channels=BOTH,
        code_length=6,
        expires_in=0,
        resend_in=0,
        attempts_left=0,
        delivery=Delivery.UNKNOWN,
        verified_at=None,
    ),
)
PENDING: Final = Example(
    "A code has just been sent",
    Verification(
        status=Status.PENDING,
        phone_number=NUMBER,
        channel=Channel.SMS,
        channels=BOTH,
        code_length=6,
        expires_in=300,
        resend_in=30,
        attempts_left=3,
        delivery=Delivery.SENT,
        verified_at=None,
    ),
)
EXPIRED: Final = Example(
    "The code is no longer good: ask for a new one",
    Verification(
        status=Status.EXPIRED,
        phone_number=NUMBER,
        channel=Channel.SMS,
        channels=BOTH,
        code_length=6,
        expires_in=0,
        resend_in=0,
        attempts_left=3,
        delivery=Delivery.SENT,
        verified_at=None,
    ),
)
VERIFIED: Final = Example(
    "The number is verified",
    Verification(
        status=Status.VERIFIED,
        phone_number=NUMBER,
        channel=Channel.SMS,
        channels=(),
        code_length=6,
        expires_in=0,
        resend_in=0,
        attempts_left=0,
        delivery=Delivery.DELIVERED,
        verified_at="2026-11-05T09:30:00+00:00",
    ),
)

CONFIG: Final = Example(
    "Two countries are served, with the sandbox as provider",
    Config(
        brand="Dialproof",
        code_length=6,
        channels=BOTH,
        default_country="US",
        allowed_countries=("SE", "US"),
        sandbox=True,
        sandbox_url="http://localhost:5002",
    ),
)
HEALTH: Final = Example("The process answers", Health(status="ok"))
READY: Final = Example(
    "One process, which counts in its own memory",
    Ready(
        status=Readiness.READY,
        dependencies={
            "limits": Dependency(status="memory", required=False),
            "provider": Dependency(status="ok", required=False),
        },
    ),
)
DEGRADED: Final = Example(
    "Redis is away, so each process counts by itself",
    Ready(
        status=Readiness.DEGRADED,
        dependencies={
            "limits": Dependency(status="unreachable", required=False),
            "provider": Dependency(status="ok", required=False),
        },
    ),
)


WRONG_CODES: Final = RateLimited(
    "There have been too many wrong codes from your network. Try again in 15 minutes.", retry_after=900
)
FLOOD: Final = RateLimited("There have been too many requests. Try again in 60 seconds.", retry_after=60)


SPECIAL: Final[dict[type[Problem], Problem]] = {
    IncorrectCode: IncorrectCode(attempts_left=2),
    InvalidPhoneNumber: InvalidPhoneNumber("This number is too short. Check that no digit is missing."),
    InvalidRequest: InvalidRequest(errors=(FieldError("/phoneNumber", "This field is required."),)),
    RateLimited: RateLimited(
        "There have been too many requests from your network. Try again in 15 minutes.", retry_after=900
    ),
    TooManyAttempts: TooManyAttempts(retry_after=30, attempts_left=0),
    UnsupportedPhoneNumber: UnsupportedPhoneNumber(
        "A fixed line cannot receive text messages. Use a mobile number, or ask for a call."
    ),
    VerificationInProgress: VerificationInProgress(retry_after=300),
}
"""Problems that say more than their class does."""


def example_of(problem: type[Problem]) -> Problem:
    """Return an example of ``problem`` as the API could answer it."""
    if special := SPECIAL.get(problem):
        return special
    return problem(retry_after=30) if issubclass(problem, RetryLater) else problem()
