"""The OpenAPI 3.1 document, generated from the routes, the models and the error catalogue.

Nothing is said here that is not said there: a call appears because its route does, an error body because the
catalogue has the problem.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from importlib import metadata
from itertools import groupby
from typing import Any, Final

from flask import Flask
from openapi_pydantic.v3.v3_1 import OpenAPI
from pydantic import BaseModel
from pydantic.json_schema import JsonSchemaMode, models_json_schema

from dialproof.api.answers import PROBLEM_MEDIA_TYPE, problem_document
from dialproof.api.models import AnswerModel, ProblemDocument
from dialproof.api.operations import Operation
from dialproof.problems import (
    FieldError,
    IncorrectCode,
    InvalidRequest,
    MethodNotAllowed,
    Problem,
    RetryLater,
    TooManyAttempts,
    catalogue,
)

DESCRIPTION: Final = """
Proves that a person holds a phone number: ask for a code, check the code.

A browser needs `credentials: "include"`, because an encrypted cookie carries the verification from one call to the
next. Durations are whole seconds from now. Errors are `application/problem+json` (RFC 9457) with a stable `code`; the
`type` of each opens a page about it.
""".strip()
EXAMPLE_REQUEST_ID: Final = "0f8fad5bd9cb469fa16570867728950e"
SCHEMA_REF: Final = "#/components/schemas/{model}"
METHODS: Final = ("get", "post", "put", "delete")
SESSION: Final = "session"
LIMIT_HEADERS: Final = ("RateLimit", "RateLimit-Policy")

HEADERS: Final = {
    "X-Request-ID": {
        "description": (
            "Finds the call in the operator's log. Send your own (8 to 64 letters, digits, `.`, `_`, `-`) to choose it."
        ),
        "schema": {"type": "string"},
        "required": True,
    },
    "Retry-After": {
        "description": "Seconds until it makes sense to ask again.",
        "schema": {"type": "integer", "minimum": 1},
        "required": True,
    },
    "RateLimit": {
        "description": "What is left of each quota: `r` requests, `t` seconds until it is whole again.",
        "schema": {"type": "string"},
        "example": '"address-900";r=4;t=900',
    },
    "RateLimit-Policy": {
        "description": "The quotas that apply: `q` requests in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"address-900";q=5;w=900',
    },
    "Allow": {"description": "The methods that the path takes.", "schema": {"type": "string"}, "required": True},
}


def document(app: Flask, *, cookie_name: str) -> dict[str, Any]:
    """Return the document for the routes of ``app``, as JSON-ready data.

    Raises:
        pydantic.ValidationError: when what was built is no OpenAPI 3.1 document.
    """
    models: set[type[BaseModel]] = {ProblemDocument}
    paths: dict[str, Any] = {}
    for path, method, name, described in sorted(operations_of(app), key=lambda found: found[:2]):
        models |= {described.answer, *([described.body] if described.body else [])}
        paths.setdefault(path, {})[method] = _operation(path, name, described)
    built = {
        "openapi": "3.1.1",
        "info": {"title": "Dialproof", "version": metadata.version("dialproof"), "description": DESCRIPTION},
        "servers": [{"url": "/"}],
        "tags": [
            {"name": "verification", "description": "The flow: ask for a code, check it."},
            {"name": "service", "description": "What the service says about itself."},
        ],
        "paths": paths,
        "components": {
            "schemas": _schemas(models),
            "headers": HEADERS,
            "securitySchemes": {
                SESSION: {
                    "type": "apiKey",
                    "in": "cookie",
                    "name": cookie_name,
                    "description": "Set by the service, encrypted, `HttpOnly`. A foreign one is an empty session.",
                }
            },
        },
    }
    OpenAPI.model_validate(built)
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


def example_of(problem: type[Problem]) -> Problem:
    """Return ``problem`` as it could really be answered."""
    if issubclass(problem, RetryLater):
        return problem(retry_after=30, attempts_left=0 if problem is TooManyAttempts else None)
    if problem is InvalidRequest:
        return problem(errors=(FieldError("/phoneNumber", "This field is required."),))
    return problem(attempts_left=2 if problem is IncorrectCode else None)


def _operation(path: str, name: str, described: Operation) -> dict[str, Any]:
    built: dict[str, Any] = {
        "tags": ["verification" if described.session else "service"],
        "operationId": _camel(name),
        "summary": described.summary,
        "description": described.description,
        "responses": {"200": _success(described), **_errors(described)},
    }
    if parameters := re.findall(r"{(\w+)}", path):
        built["parameters"] = [
            {"name": parameter, "in": "path", "required": True, "schema": {"type": "string"}}
            for parameter in parameters
        ]
    if described.body:
        built["requestBody"] = {"required": True, "content": {"application/json": _content(described.body)}}
    if described.session:
        built["security"] = [{SESSION: []}, {}]
    return built


def _success(described: Operation) -> dict[str, Any]:
    return {
        "description": (described.answer.__doc__ or "").partition("\n")[0],
        "headers": _headers("X-Request-ID", *(LIMIT_HEADERS if described.limited else ())),
        "content": {"application/json": _content(described.answer)},
    }


def _errors(described: Operation) -> dict[str, Any]:
    responses = {}
    for status, group in groupby(described.all_problems, key=lambda problem: problem.status):
        problems = list(group)
        names = ["X-Request-ID"]
        if all(issubclass(problem, RetryLater) for problem in problems):
            names.append("Retry-After")
        if MethodNotAllowed in problems:
            names.append("Allow")
        responses[str(status)] = {
            "description": "; ".join(f"`{problem.code}`: {problem.title}" for problem in problems),
            "headers": _headers(*names),
            "content": {
                PROBLEM_MEDIA_TYPE: {
                    "schema": {"$ref": SCHEMA_REF.format(model="Problem")},
                    "examples": {problem.code: _example(problem) for problem in problems},
                }
            },
        }
    return responses


def _example(problem: type[Problem]) -> dict[str, Any]:
    body = problem_document(example_of(problem), EXAMPLE_REQUEST_ID)
    return {"summary": problem.title, "value": body.model_dump(mode="json", by_alias=True, exclude_none=True)}


def _content(model: type[BaseModel]) -> dict[str, Any]:
    return {"schema": {"$ref": SCHEMA_REF.format(model=model.__name__)}}


def _headers(*names: str) -> dict[str, Any]:
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def _schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    listed: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "serialization" if issubclass(model, AnswerModel) else "validation") for model in models
    ]
    _, generated = models_json_schema(listed, by_alias=True, ref_template=SCHEMA_REF)
    schemas: dict[str, Any] = generated["$defs"]
    problem = schemas.pop("ProblemDocument")
    problem["properties"]["code"]["enum"] = sorted(entry.code for entry in catalogue())
    # What does not apply is left out of the body and never null.
    problem["required"] = [name for name in problem["required"] if "default" not in problem["properties"][name]]
    for field in problem["properties"].values():
        if "default" in field:
            del field["default"]
            field.update(next(choice for choice in field.pop("anyOf") if choice != {"type": "null"}))
    return dict(sorted({**schemas, "Problem": problem}.items()))


def _camel(name: str) -> str:
    head, *tail = name.split("_")
    return head + "".join(part.title() for part in tail)
