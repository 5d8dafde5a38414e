"""What gunicorn answers itself, to a request that never reaches the application: a problem, without an echo.

They have the codes of the catalogue, since to a program they mean the same, and statuses of their own.
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
    """The bytes are no HTTP request."""

    default_detail = "This request could not be read."


class Unfinished(InvalidRequest):
    """The request did not come in in time."""

    status = 408
    default_detail = "This request did not arrive in time. Try again."


class AddressTooLong(PayloadTooLarge):
    """The request line is longer than any honest one."""

    status = 414


class HeadersTooLarge(PayloadTooLarge):
    """The headers are longer than any honest ones."""

    status = 431


def refusals() -> tuple[type[Problem], ...]:
    """Return those whose status is not the one in the catalogue; nginx answers with them too."""
    return (Unfinished, AddressTooLong, HeadersTooLarge)


REASONS: Final = {408: "Request Timeout", 414: "URI Too Long", 431: "Request Header Fields Too Large"}


def refusal_for(error: BaseException) -> Problem:
    """Return the problem that stands for what gunicorn's parser raised."""
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
    """Return the whole answer as it travels, after which the connection is closed."""
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
