"""Models and problems as HTTP answers."""

from __future__ import annotations

from flask import Response, request

from dialproof.api.models import AnswerModel, ProblemDocument, ProblemField
from dialproof.problems import Problem

PROBLEM_MEDIA_TYPE = "application/problem+json"


def json_answer(model: AnswerModel) -> Response:
    """Return a 200 with ``model`` as its body."""
    return Response(model.model_dump_json(by_alias=True), mimetype="application/json")


def cacheable(body: str, media_type: str) -> Response:
    """Return content that only changes with the version: caches keep it and revalidate it by its ETag."""
    answer = Response(body, mimetype=media_type)
    answer.cache_control.no_cache = True
    answer.add_etag()
    answer.make_conditional(request)
    return answer


def problem_document(problem: Problem, request_id: str) -> ProblemDocument:
    """Return the body for ``problem``, RFC 9457."""
    errors = tuple(ProblemField(pointer=error.pointer, detail=error.detail) for error in problem.errors)
    return ProblemDocument(
        type=problem.type,
        title=problem.title,
        status=problem.status,
        detail=problem.detail,
        code=problem.code,
        request_id=request_id,
        retry_after=problem.retry_after,
        attempts_left=problem.attempts_left,
        errors=errors or None,
    )


def problem_answer(problem: Problem, request_id: str) -> Response:
    """Return ``problem`` as an answer, with ``Retry-After`` if it has one."""
    body = problem_document(problem, request_id).model_dump_json(by_alias=True, exclude_none=True)
    answer = Response(body, status=problem.status, mimetype=PROBLEM_MEDIA_TYPE)
    if problem.retry_after is not None:
        answer.headers["Retry-After"] = str(problem.retry_after)
    return answer
