"""The OpenAPI 3.1 document, generated from the routes, the models and the error catalogue.

Nothing is said here that is not said there: a call appears because its route does, an error body because the
catalogue has the problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from http import HTTPStatus
from importlib import metadata
from itertools import groupby
from typing import Any, Final

from flask import Flask
from pydantic import BaseModel

from dialproof.api.examples import example_of
from dialproof.api.models import ProblemDocument
from dialproof.api.openapi_components import SESSION, components, header_refs, json_content, problem_content
from dialproof.api.operations import Operation
from dialproof.problems import RetryLater

DESCRIPTION: Final = """
Proves that a person holds a phone number: ask for a code, check the code.

An encrypted cookie carries the verification from one call to the next, so a browser's page needs `credentials:
"include"`. Its origin must be listed in the setting `CORS_ORIGINS`, unless it is the API's own. Bodies are JSON in
camelCase, and unknown fields are refused. Durations are whole seconds from now, because clients' clocks are wrong.

Errors are `application/problem+json` (RFC 9457): branch on `code`, show `detail`; `type` is the path of a page that
explains it. Every answer carries `X-Request-ID`. A path that is not described here answers 404 `not_found`, another
method 405 `method_not_allowed`.
""".strip()
TAGS: Final = [
    {"name": "verification", "description": "The flow: ask for a code, check it."},
    {"name": "service", "description": "What the service says about itself."},
]
METHODS: Final = ("get", "post", "put", "delete")
TOO_MANY: Final = HTTPStatus.TOO_MANY_REQUESTS
EXTENSION: Final = "dialproof.openapi"
LIMIT_HEADERS: Final = ("RateLimit", "RateLimit-Policy")


def document(app: Flask, *, cookie_name: str) -> dict[str, Any]:
    """Return the document for the routes of ``app``, as JSON-ready data.

    Raises:
        pydantic.ValidationError: when what was built is no OpenAPI 3.1 document.
    """
    # Imported here, because only those who read the document need it, and it would slow every start down.
    from openapi_pydantic.v3.v3_1 import OpenAPI  # noqa: PLC0415  # for those who read it

    models: set[type[BaseModel]] = {ProblemDocument}
    paths: dict[str, Any] = {}
    # The flow comes first, in the order in which a visitor goes through it.
    for path, method, name, described in sorted(operations_of(app), key=lambda found: not found[3].session):
        models |= {described.answer, *([described.body] if described.body else [])}
        paths.setdefault(path, {})[method] = _operation(path, name, described)
    built = {
        "openapi": "3.1.1",
        "info": {
            "title": "Dialproof",
            "summary": "Phone verification by one-time code. As a page, to read and to try: /api/docs",
            "description": DESCRIPTION,
            "version": metadata.version("dialproof"),
        },
        "servers": [{"url": "/"}],
        "tags": TAGS,
        "paths": paths,
        "components": components(models, cookie_name=cookie_name),
    }
    OpenAPI.model_validate(built)
    return built


def served_document(app: Flask, *, cookie_name: str) -> dict[str, Any]:
    """Return the document of ``app``. It is built at the first call, because the routes do not change after that."""
    built: dict[str, Any] | None = app.extensions.get(EXTENSION)
    if built is None:
        built = app.extensions[EXTENSION] = document(app, cookie_name=cookie_name)
    return built


def operations_of(app: Flask) -> Iterator[tuple[str, str, str, Operation]]:
    """Yield path (as OpenAPI writes it), method, name and description of every described route."""
    for rule in app.url_map.iter_rules():
        described = getattr(app.view_functions[rule.endpoint], "operation", None)
        if isinstance(described, Operation):
            path = re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule)
            for method in sorted(method.lower() for method in rule.methods or ()):
                if method in METHODS:
                    yield path, method, rule.endpoint.rpartition(".")[2], described


def _operation(path: str, name: str, described: Operation) -> dict[str, Any]:
    in_path = [
        {"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}
        for parameter in re.findall(r"{(\w+)}", path)
    ]
    built: dict[str, Any] = {
        "tags": ["verification" if described.session else "service"],
        "operationId": _camel(name),
        "summary": described.summary,
        "description": described.description,
        "parameters": [*in_path, {"$ref": "#/components/parameters/X-Request-ID"}],
        "responses": {"200": _success(described), **_errors(described)},
    }
    if described.body:
        content = json_content(described.body, described.bodies.items())
        built["requestBody"] = {"required": True, "content": content}
    if described.session:
        built["security"] = [{SESSION: []}, {}]
    return built


def _success(described: Operation) -> dict[str, Any]:
    return {
        "description": (described.answer.__doc__ or "").partition("\n")[0],
        "headers": header_refs(*_header_names(described, 200)),
        "content": json_content(described.answer, described.answers.items()),
    }


def _errors(described: Operation) -> dict[str, Any]:
    responses = {}
    for status, group in groupby(described.all_problems, key=lambda problem: problem.status):
        problems = list(group)
        names = _header_names(described, status)
        if all(issubclass(problem, RetryLater) for problem in problems):
            names.append("Retry-After")
        responses[str(status)] = {
            "description": "; ".join(f"`{problem.code}`: {problem.title}" for problem in problems),
            "headers": header_refs(*names),
            "content": problem_content(described.examples.get(problem) or example_of(problem) for problem in problems),
        }
    return responses


def _header_names(described: Operation, status: int) -> list[str]:
    return [
        "X-Request-ID",
        # 429 tells of the limit on calls of any kind, which every counted call has.
        *(LIMIT_HEADERS if status in described.limited or (status == TOO_MANY and described.counted) else ()),
        *(("Set-Cookie",) if status in described.sets_cookie else ()),
    ]


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
