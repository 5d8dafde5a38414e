"""Answer every error as a problem, whatever raised it."""

from __future__ import annotations

import math
from collections.abc import Callable
from http import HTTPStatus

import structlog
from flask import Flask, Response, g
from flask_limiter import Limiter, RateLimitExceeded
from limits import RateLimitItem
from werkzeug.exceptions import HTTPException

from dialproof.api.answers import problem_answer
from dialproof.api.headers import rate_limit_headers
from dialproof.limits.usage import QuotaUsage
from dialproof.limits.words import wait_in_words
from dialproof.problems import (
    InternalError,
    InvalidRequest,
    MethodNotAllowed,
    NotFound,
    PayloadTooLarge,
    Problem,
    RateLimited,
    UnsupportedMediaType,
)

log = structlog.get_logger(__name__)

BY_STATUS: dict[int, type[Problem]] = {
    problem.status: problem
    for problem in (InvalidRequest, NotFound, MethodNotAllowed, PayloadTooLarge, UnsupportedMediaType)
}


def answer_problems(app: Flask, limiter: Limiter, *, clock: Callable[[], float]) -> None:
    """Answer every error of ``app`` as ``application/problem+json``."""

    def from_flood(_: RateLimitExceeded) -> Response:
        limit = limiter.current_limit
        assert limit is not None  # noqa: S101  # for the type checker: it is the one that was exceeded
        return _flood_answer(limit.limit, wait=max(1, math.ceil(limit.window.reset_time - clock())))

    app.register_error_handler(Problem, _from_problem)
    app.register_error_handler(RateLimitExceeded, from_flood)
    app.register_error_handler(HTTPException, _from_http)
    app.register_error_handler(Exception, _from_fault)


def _from_problem(problem: Problem) -> Response:
    return problem_answer(problem, g.request_id)


def _flood_answer(limit: RateLimitItem, *, wait: int) -> Response:
    """Return the answer to one call too many, for ``wait`` seconds."""
    words = f"There have been too many requests. Try again {wait_in_words(wait)}."
    answer = _from_problem(RateLimited(words, retry_after=wait))
    window = int(limit.get_expiry())
    answer.headers.update(
        rate_limit_headers([QuotaUsage(f"calls-{window}", limit.amount, window, remaining=0, resets_in=wait)])
    )
    return answer


def _from_http(error: HTTPException) -> Response:
    status = error.code or HTTPStatus.INTERNAL_SERVER_ERROR
    if status < HTTPStatus.BAD_REQUEST:
        return Response(status=status, headers=error.get_headers())
    fallback = InvalidRequest if status < HTTPStatus.INTERNAL_SERVER_ERROR else InternalError
    answer = _from_problem(BY_STATUS.get(status, fallback)())
    if status == HTTPStatus.METHOD_NOT_ALLOWED and (allow := dict(error.get_headers()).get("Allow")):
        answer.headers["Allow"] = allow
    return answer


def _from_fault(error: Exception) -> Response:
    log.error("internal_error", exc_info=error)
    return _from_problem(InternalError())
