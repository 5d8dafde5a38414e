"""What a call takes and answers, said once at its route: the body is read by it, the document generated from it."""

from __future__ import annotations

import functools
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any, Final

from flask import Response

from dialproof.api.answers import json_answer
from dialproof.api.body import read_body
from dialproof.api.models import AnswerModel, RequestModel
from dialproof.problems import (
    CrossOriginRequest,
    InternalError,
    InvalidRequest,
    PayloadTooLarge,
    Problem,
    RateLimited,
    UnsupportedMediaType,
)

EVERY_CALL: Final = (RateLimited, InternalError)
EVERY_CHANGE: Final = (InvalidRequest, CrossOriginRequest, PayloadTooLarge, UnsupportedMediaType)


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API.

    Attributes:
        summary: what it does, in a few words.
        description: what a stranger needs to know to use it.
        answer: the body of its 200.
        body: the body that it takes; None for calls that take none.
        problems: what it can answer besides the problems that every call shares.
        session: whether it reads or writes the session cookie.
        limited: whether the limits on sends and guesses apply, so that their headers are sent.
    """

    summary: str
    description: str
    answer: type[AnswerModel]
    body: type[RequestModel] | None = None
    problems: tuple[type[Problem], ...] = ()
    session: bool = False
    limited: bool = False

    @property
    def all_problems(self) -> tuple[type[Problem], ...]:
        """Return every problem that the call can answer, by status and code."""
        shared = EVERY_CALL if self.body is None else EVERY_CALL + EVERY_CHANGE
        return tuple(sorted({*shared, *self.problems}, key=lambda problem: (problem.status, problem.code)))


def operation(described: Operation) -> Callable[[Callable[..., AnswerModel]], Callable[..., Response]]:
    """Make a view of a function that takes the body (if there is one) and returns the answer."""

    def decorate(function: Callable[..., AnswerModel]) -> Callable[..., Response]:
        @functools.wraps(function)
        def view(**path: Any) -> Response:  # noqa: ANN401  # whatever the route's converters yield
            bodies = () if described.body is None else (read_body(described.body),)
            return json_answer(function(*bodies, **path))

        view.operation = described  # type: ignore[attr-defined]  # found again by `openapi.operations_of`
        return view

    return decorate
