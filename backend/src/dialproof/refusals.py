"""The problems with which gunicorn answers requests that never reach the application.

Their codes are those of the catalogue, because they mean the same to a program; their statuses differ.
"""

from __future__ import annotations

from http import HTTPStatus
from typing import Final

from gunicorn.http.errors import (  # type: ignore[import-untyped] # gunicorn ships no types
    LimitRequestHeaders,
    LimitRequestLine,
    ParseException,
)

from dialproof.api.answers import PROBLEM_MEDIA_TYPE, problem_document
from dialproof.api.headers import SECURITY
from dialproof.problems import InternalError, InvalidRequest, PayloadTooLarge, Problem


class Unreadable(InvalidRequest):
    """The bytes are not an HTTP request."""

    default_detail = "This request could not be read."


class Unfinished(InvalidRequest):
    """The request did not arrive in time."""

    status = 408
    default_detail = "This request did not arrive in time. Try again."


class AddressTooLong(PayloadTooLarge):
    """The request line is too long."""

    status = 414


class HeadersTooLarge(PayloadTooLarge):
    """The headers are too long."""

    status = 431


def refusals() -> tuple[type[Problem], ...]:
    """Return the problems whose status differs from the catalogue; nginx answers with them too."""
    return (Unfinished, AddressTooLong, HeadersTooLarge)


REASONS: Final = {408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


def refusal_for(error: BaseException) -> Problem:
    """Return the problem for an error of gunicorn's parser."""
    match error:
        case LimitRequestLine():
            return AddressTooLong()
        case LimitRequestHeaders():
            return HeadersTooLarge()
        case ParseException():
            return Unreadable()
        case _:
            return InternalError()


def raw_answer(problem: Problem, request_id: str) -> bytes:
    """Return the complete HTTP response. The connection is closed after it."""
    body = problem_document(problem, request_id).model_dump_json(by_alias=True, exclude_none=True).encode()
    reason = REASONS.get(problem.status) or HTTPStatus(problem.status).phrase
    headers = {
        "Connection": "close",
        "Content-Type": PROBLEM_MEDIA_TYPE,
        "Content-Length": str(len(body)),
        "Cache-Control": "no-store",
        "X-Request-ID": request_id,
        **SECURITY,
    }
    lines = [f"HTTP/1.1 {problem.status} {reason}", *(f"{name}: {value}" for name, value in headers.items()), "", ""]
    return "\r\n".join(lines).encode("ascii") + body
