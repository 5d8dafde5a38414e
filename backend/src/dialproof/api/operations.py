"""Describe a call once, at its route: its body is read, and the document is generated, from that description."""

from __future__ import annotations

import functools
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
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

EVERY_CHANGE: Final = (InvalidRequest, CrossOriginRequest, PayloadTooLarge, UnsupportedMediaType)


@dataclass(frozen=True, slots=True)
class Example:
    """An example of a body, with a short description."""

    summary: str
    body: AnswerModel | Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Operation:
    """One call of the API.

    Attributes:
        summary: what it does, in a few words.
        description: what a stranger needs to know to use it.
        answer: the body of its 200.
        answers: examples of it by name.
        body: the body that it takes; None for calls that take none.
        bodies: examples of it by name, the usual one first.
        problems: what it can answer besides the problems that calls share.
        examples: problems that look different here than `example_of` has them.
        session: whether it reads or writes the session cookie.
        counted: whether the limit on calls of any kind applies.
        limited: the statuses, besides 429, with which it tells how the limits stand.
        sets_cookie: the statuses with which it may set a cookie.
    """

    summary: str
    description: str
    answer: type[AnswerModel]
    answers: Mapping[str, Example]
    body: type[RequestModel] | None = None
    bodies: Mapping[str, Example] = field(default_factory=dict)
    problems: tuple[type[Problem], ...] = ()
    examples: Mapping[type[Problem], Problem] = field(default_factory=dict)
    session: bool = False
    counted: bool = True
    limited: frozenset[int] = frozenset()
    sets_cookie: frozenset[int] = frozenset()

    @property
    def all_problems(self) -> tuple[type[Problem], ...]:
        """Return every problem that the call can answer, by status and code."""
        found: set[type[Problem]] = {InternalError, *self.problems}
        if self.counted:
            found.add(RateLimited)
        if self.body is not None:
            found.update(EVERY_CHANGE)
        return tuple(sorted(found, key=lambda problem: (problem.status, problem.code)))


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
