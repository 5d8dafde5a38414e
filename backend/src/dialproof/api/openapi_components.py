"""The shared components of the OpenAPI document: schemas, headers, the session cookie, common answers."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any, Final

from pydantic import BaseModel
from pydantic.json_schema import GenerateJsonSchema, JsonSchemaMode, models_json_schema

from dialproof.api.answers import PROBLEM_MEDIA_TYPE, problem_document
from dialproof.api.models import AnswerModel
from dialproof.api.operations import Example
from dialproof.problems import MethodNotAllowed, NotFound, Problem, catalogue

EXAMPLE_REQUEST_ID: Final = "0f8fad5bd9cb469fa16570867728950e"
SCHEMA_REF: Final = "#/components/schemas/{model}"
SESSION: Final = "session"

HEADERS: Final[dict[str, dict[str, Any]]] = {
    "X-Request-ID": {
        "description": "Finds the call in the operator's log: the one that was sent, or a new one.",
        "required": True,
        "schema": {"type": "string"},
        "example": EXAMPLE_REQUEST_ID,
    },
    "Retry-After": {
        "description": "Seconds until it makes sense to ask again; the body's `retryAfter`.",
        "required": True,
        "schema": {"type": "integer", "minimum": 1},
        "example": 30,
    },
    "RateLimit": {
        "description": (
            "What is left of each quota: `r` requests, `t` seconds until it is whole again "
            "(draft-ietf-httpapi-ratelimit-headers-10)."
        ),
        "schema": {"type": "string"},
        "example": '"address-900";r=4;t=900, "number-30";r=0;t=30',
    },
    "RateLimit-Policy": {
        "description": "The quotas that apply: `q` requests in `w` seconds.",
        "schema": {"type": "string"},
        "example": '"address-900";q=5;w=900, "number-30";q=1;w=30',
    },
    "Set-Cookie": {
        "description": (
            "The session, sealed anew whenever it changed; after a first call a cookie that says nothing. Pages need "
            "to read neither."
        ),
        "schema": {"type": "string"},
    },
    "Allow": {
        "description": "The methods that the path takes.",
        "required": True,
        "schema": {"type": "string"},
        "example": "GET, HEAD, OPTIONS",
    },
}
PARAMETERS: Final[dict[str, Any]] = {
    "X-Request-ID": {
        "name": "X-Request-ID",
        "in": "header",
        "description": (
            "Your own id for the call: a UUID, 16 to 64 hexadecimal digits, or 8 to 64 letters, `.`, `_`, `-` and "
            "digits, six at most and no four of them in a row. Anything else could be a phone number, and is replaced."
        ),
        "schema": {"type": "string"},
        "example": EXAMPLE_REQUEST_ID,
    }
}


def components(models: Iterable[type[BaseModel]], *, cookie_name: str) -> dict[str, Any]:
    """Return the document's ``components``.

    Args:
        models: the bodies that operations take and answer.
        cookie_name: the session cookie's.
    """
    off_path = ((NotFound, ("X-Request-ID",)), (MethodNotAllowed, ("X-Request-ID", "Allow")))
    return {
        "schemas": _schemas(models),
        "responses": {
            problem.__name__: {
                "description": f"`{problem.code}`: {problem.title}",
                "headers": header_refs(*names),
                "content": problem_content((problem(),)),
            }
            for problem, names in off_path
        },
        "parameters": PARAMETERS,
        "headers": HEADERS,
        "securitySchemes": {
            SESSION: {
                "type": "apiKey",
                "in": "cookie",
                "name": cookie_name,
                "description": (
                    "Set by the service: encrypted, `HttpOnly`, and good for one verification. There is nothing to log "
                    "in to; a call without it, or with one that cannot be opened, has an empty session."
                ),
            }
        },
    }


def header_refs(*names: str) -> dict[str, Any]:
    """Return references to headers, by name."""
    return {name: {"$ref": f"#/components/headers/{name}"} for name in names}


def json_content(model: type[BaseModel], examples: Iterable[tuple[str, Example]] = ()) -> dict[str, Any]:
    """Return ``model`` as the content of a body, with examples by name."""
    content: dict[str, Any] = {"schema": {"$ref": SCHEMA_REF.format(model=model.__name__)}}
    listed = {name: {"summary": example.summary, "value": example_body(example)} for name, example in examples}
    if listed:
        content["examples"] = listed
    return {"application/json": content}


def problem_content(problems: Iterable[Problem]) -> dict[str, Any]:
    """Return the content of an error, with an example for each of ``problems`` under its code."""
    return {
        PROBLEM_MEDIA_TYPE: {
            "schema": {"$ref": SCHEMA_REF.format(model="Problem")},
            "examples": {
                problem.code: {"summary": problem.title, "value": problem_body(problem)} for problem in problems
            },
        }
    }


def problem_body(problem: Problem) -> dict[str, Any]:
    """Return ``problem`` as its JSON, with an example of a request id."""
    return problem_document(problem, EXAMPLE_REQUEST_ID).model_dump(mode="json", by_alias=True, exclude_none=True)


def example_body(example: Example) -> dict[str, Any]:
    """Return the JSON of ``example``."""
    if isinstance(example.body, AnswerModel):
        return example.body.model_dump(mode="json", by_alias=True)
    return dict(example.body)


class _WithoutFieldTitles(GenerateJsonSchema):
    """Remove titles such as "Phonenumber", which only repeat the name of a field."""

    def field_title_should_be_set(self, schema: object) -> bool:  # noqa: ARG002  # the signature of pydantic's own
        return False


def _schemas(models: Iterable[type[BaseModel]]) -> dict[str, Any]:
    listed: list[tuple[type[BaseModel], JsonSchemaMode]] = [
        (model, "serialization" if issubclass(model, AnswerModel) else "validation") for model in models
    ]
    _, generated = models_json_schema(
        listed, by_alias=True, ref_template=SCHEMA_REF, schema_generator=_WithoutFieldTitles
    )
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
