"""Answers as the vendor writes them, for failures on request and for calls that it does not know."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from flask import Response
from werkzeug.exceptions import HTTPException, NotFound

from dialproof.sandbox.core.calls.answers import json_answer
from dialproof.sandbox.vendors.vonage.problems import (
    BY_STATUS,
    CONCURRENT,
    CONFLICTS,
    INVALID_PARAMETERS,
    NO_RESOURCE,
    PROBLEM_TYPE,
    Problem,
    Refusal,
)


def refusal(status: int, operation: str, subject: str, *, conflict_shows_request_id: bool) -> Response | None:
    """Answer with a documented status in the vendor's own words; None where it documents none."""
    problem = CONFLICTS[operation] if status == CONCURRENT.status else BY_STATUS.get(status)
    if problem is None:
        return None
    extra: dict[str, Any] = {}
    if problem is CONCURRENT and conflict_shows_request_id:
        extra["request_id"] = str(uuid4())
    if problem is INVALID_PARAMETERS:
        extra["invalid_parameters"] = [{"name": "to", "reason": "The number is not supported"}]
    return Refusal(problem, subject=subject, **extra).response()


def http_error(error: HTTPException) -> Response:
    """Answer a call that no route serves."""
    status = error.code or 500
    if isinstance(error, NotFound):
        problem = NO_RESOURCE
    else:
        problem = Problem(status, error.name, "about:blank", error.description or error.name)
    return json_answer(status, {**problem.body(), "status": status}, error_type=PROBLEM_TYPE)
