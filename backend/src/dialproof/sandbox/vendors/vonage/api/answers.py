"""Answers as they go over the wire: the good ones, and every way in which one can be spoilt."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any
from uuid import uuid4

from flask import Response

from dialproof.sandbox.core.calls.faults import Drop, FaultPlan, Malformed, Operation
from dialproof.sandbox.vendors.vonage.problems import BY_STATUS, CONCURRENT, CONFLICTS, INVALID_PARAMETERS, Refusal

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIEnvironment

JSON = "application/json"
PROBLEM = "application/problem+json"
OVERSIZED = 8 * 1024 * 1024


class ConnectionDropped(Exception):
    """Tell the server to close the connection now, by TCP reset if `reset`."""

    def __init__(self, *, reset: bool) -> None:
        super().__init__("connection dropped on request")
        self.reset = reset


class DroppedResponse(Response):
    """Close the connection without an answer, or in the middle of `spoilt`."""

    def __init__(self, *, reset: bool, spoilt: Response | None = None) -> None:
        super().__init__()
        self._reset = reset
        self._spoilt = spoilt

    def __call__(self, _environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._spoilt is None:
            raise ConnectionDropped(reset=self._reset)
        body = self._spoilt.get_data()
        # An answer without a body still has to be cut off somewhere: promise one that never comes.
        self._spoilt.headers["Content-Length"] = str(max(2, len(body)))
        start_response(self._spoilt.status, list(self._spoilt.headers))
        return self._first_half(body)

    def _first_half(self, body: bytes) -> Iterator[bytes]:
        yield body[: len(body) // 2]
        raise ConnectionDropped(reset=self._reset)


def json_answer(status: int, body: object) -> Response:
    """Write a JSON answer; errors as `application/problem+json`, None as an empty body."""
    if body is None:
        return Response(status=status)
    content_type = PROBLEM if status >= 400 else JSON  # noqa: PLR2004 - where HTTP's errors begin
    return Response(json.dumps(body, ensure_ascii=False), status=status, content_type=content_type)


def refuse(refusal: Refusal) -> Response:
    response = json_answer(refusal.status, refusal.body)
    response.headers.update(refusal.headers)
    return response


def instead(plan: FaultPlan, operation: Operation, *, subject: str, conflict_shows_request_id: bool) -> Response:
    """Write the answer of a fault that takes the provider's place.

    A documented status without a body gets the vendor's own words.
    """
    status = plan.status or 200
    if plan.has_body:
        return json_answer(status, plan.body)
    problem = CONFLICTS[operation] if status == CONCURRENT.status else BY_STATUS.get(status)
    if problem is None:
        return Response(status=status, content_type="text/plain")
    extra: dict[str, Any] = {}
    if problem is CONCURRENT and conflict_shows_request_id:
        extra["request_id"] = str(uuid4())
    if problem is INVALID_PARAMETERS:
        extra["invalid_parameters"] = [{"name": "to", "reason": "The number is not supported"}]
    return refuse(Refusal(problem, subject=subject, **extra))


def spoil(response: Response, how: Malformed) -> Response:
    """Keep the status and replace the body by one that a client may not expect."""
    content_type, body = {
        "empty": (response.content_type or JSON, b""),
        "invalid_json": (JSON, b'{"request_id": "c11236f4-'),
        "html": ("text/html", b"<!doctype html><title>Bad gateway</title><h1>Bad gateway</h1>"),
        "wrong_type": (JSON, b'{"request_id": 42, "status": ["completed"], "title": 7, "detail": null}'),
        "foreign": (JSON, b'{"ok": true, "data": {"id": "not-a-verification"}}'),
        "oversized": (JSON, b'{"request_id": "' + b"a" * OVERSIZED + b'"}'),
    }[how]
    status = 200 if response.status_code == 204 else response.status_code  # noqa: PLR2004 - No Content has no body to spoil
    return Response(body, status=status, content_type=content_type)


def drop(response: Response, when: Drop, *, reset: bool) -> Response:
    return DroppedResponse(reset=reset, spoilt=response if when == "middle" else None)
