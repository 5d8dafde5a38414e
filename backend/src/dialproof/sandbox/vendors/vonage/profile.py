"""Vonage's calls, its documented failures, and what the reserved numbers do there."""

from __future__ import annotations

from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.core.calls.malformed import MalformedBodies
from dialproof.sandbox.core.reserved import Behaviour, Outcome
from dialproof.sandbox.core.vendor import DocumentedFailure, Profile
from dialproof.sandbox.vendors.vonage.problems import PROBLEM_TYPE


def _start(status: int) -> FaultPlan:
    return FaultPlan(operation="start", status=status)


_EVERY = ("start", "check", "cancel", "next_workflow")

FAILURES = (
    DocumentedFailure(400, "Wrong code", ("check",)),
    DocumentedFailure(401, "Wrong credentials", _EVERY),
    DocumentedFailure(402, "Low balance", _EVERY),
    DocumentedFailure(404, "Not found, or over", ("check", "cancel", "next_workflow")),
    DocumentedFailure(409, "Conflict", ("start", "check", "next_workflow")),
    DocumentedFailure(410, "Too many wrong codes", ("check",)),
    DocumentedFailure(412, "Silent authentication failed", ("start",)),
    DocumentedFailure(422, "Invalid parameters", ("start",)),
    DocumentedFailure(429, "Throttled", ("start", "check")),
    DocumentedFailure(500, "Internal error", _EVERY),
)

PROFILE = Profile(
    name="vonage",
    operations={
        "start": "Ask for a code",
        "check": "Check a code",
        "cancel": "Cancel",
        "next_workflow": "Next channel",
    },
    failures=FAILURES,
    recorded_only={"silent_auth": "Silent authentication"},
    # Its other products have no beginning in common, so it answers whatever no other vendor claims.
    paths=("",),
    reserved={
        Outcome.BLOCKED: Behaviour(
            "Accepted, but nothing arrives; a second later the request ends as blocked, as a summary callback says."
        ),
        Outcome.LOW_BALANCE: Behaviour("402: the account has run out of money.", _start(402)),
        Outcome.THROTTLED: Behaviour("429: asked too often.", _start(429)),
        Outcome.SERVER_ERROR: Behaviour("500: the start fails at the provider.", _start(500)),
        Outcome.IN_PROGRESS: Behaviour(
            "409: somebody else's verification of the number is under way, and its id is in the answer.", _start(409)
        ),
        Outcome.REJECTED: Behaviour(
            "Accepted, but the carrier refuses each message; the next channel is tried, then the request fails."
        ),
        Outcome.INVALID_NUMBER: Behaviour("422: the provider does not take the number.", _start(422)),
        Outcome.CHECK_FAILS: Behaviour(
            "The text arrives; every check answers 500.", FaultPlan(operation="check", status=500)
        ),
        Outcome.UNAUTHORIZED: Behaviour("401: as if the key or the secret were wrong.", _start(401)),
    },
    malformed=MalformedBodies(
        id_field="request_id",
        wrong_types={"request_id": 42, "status": ["completed"], "title": 7, "detail": None},
    ),
    error_type=PROBLEM_TYPE,
)
