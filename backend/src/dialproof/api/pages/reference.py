"""What the pages show, read from the OpenAPI document: calls, their bodies and answers, objects and headers."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from http import HTTPStatus
from typing import Any, Final

from dialproof.api.answers import PROBLEM_MEDIA_TYPE
from dialproof.api.examples import example_of
from dialproof.api.openapi_components import problem_body
from dialproof.problems import Problem, RetryLater

Json = Mapping[str, Any]
# Objects that are worth a table of their own, in the order of their importance.
OBJECTS: Final = ("Verification", "Problem", "ProblemField", "Config", "Health", "Ready", "Dependency")

# Beyond this many, values are counted and not listed.
MANY: Final = 8


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a body; ``notes`` are what it is bound to."""

    name: str
    type: str
    required: bool
    description: str
    notes: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Sample:
    """A body to look at; ``code`` is the problem's, None for success."""

    status: int
    code: str | None
    summary: str
    body: str


@dataclass(frozen=True, slots=True)
class Header:
    """A header and the statuses that it comes with."""

    name: str
    description: str
    example: str | None
    statuses: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class Call:
    """One operation."""

    id: str
    group: str
    method: str
    path: str
    summary: str
    description: str
    takes_body: bool
    fields: tuple[Field, ...]
    bodies: tuple[Sample, ...]
    answer: str
    samples: tuple[Sample, ...]
    problems: tuple[Sample, ...]
    headers: tuple[Header, ...]


@dataclass(frozen=True, slots=True)
class Reference:
    """The whole document."""

    version: str
    description: str
    groups: tuple[tuple[str, str], ...]
    calls: tuple[Call, ...]
    objects: tuple[tuple[str, str, tuple[Field, ...]], ...]
    headers: tuple[Header, ...]
    problems: tuple[Sample, ...]
    """Each problem once, by status."""


@dataclass(frozen=True, slots=True)
class Explained:
    """What the page of one problem says."""

    kind: type[Problem]
    phrase: str
    waits: bool
    example: str
    calls: tuple[Call, ...]
    before: str | None
    after: str | None


def read(document: Json) -> Reference:
    """Return what ``document`` says, in the order in which it says it."""
    shared = document["components"]
    calls = tuple(
        _call(document, path, method, operation)
        for path, operations in document["paths"].items()
        for method, operation in operations.items()
    )
    off_path = [sample for response in shared["responses"].values() for sample in _samples(response)]
    found = {sample.code: sample for sample in [*off_path, *(each for call in calls for each in call.problems)]}
    return Reference(
        version=document["info"]["version"],
        description=document["info"]["description"],
        groups=tuple((tag["name"], tag["description"]) for tag in document["tags"]),
        calls=calls,
        objects=tuple((name, *_object(document, name)) for name in OBJECTS),
        headers=tuple(_header(document, name) for name in shared["headers"]),
        problems=tuple(sorted(found.values(), key=lambda sample: (sample.status, sample.code or ""))),
    )


def explain(problem: type[Problem], reference: Reference) -> Explained:
    """Return what there is to say about ``problem``."""
    codes = [sample.code for sample in reference.problems]
    place = codes.index(problem.code)
    return Explained(
        kind=problem,
        phrase=HTTPStatus(problem.status).phrase,
        waits=issubclass(problem, RetryLater),
        example=_pretty(problem_body(example_of(problem))),
        calls=tuple(call for call in reference.calls if any(sample.code == problem.code for sample in call.problems)),
        before=codes[place - 1] if place else None,
        after=codes[place + 1] if place + 1 < len(codes) else None,
    )


def _call(document: Json, path: str, method: str, operation: Json) -> Call:
    content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
    bodies = tuple(
        Sample(0, None, example["summary"], _pretty(example["value"]))
        for example in content.get("examples", {}).values()
    )
    responses = {int(status): response for status, response in operation["responses"].items()}
    everything = [sample for status, response in responses.items() for sample in _samples(response, status)]
    (answer,) = responses[200]["content"].values()
    names = dict.fromkeys(name for response in responses.values() for name in response["headers"])
    return Call(
        id=operation["operationId"],
        group=operation["tags"][0],
        method=method.upper(),
        path=path,
        summary=operation["summary"],
        description=operation["description"],
        takes_body=bool(content),
        fields=_object(document, _name(content["schema"]))[1] if content else (),
        bodies=bodies,
        answer=_name(answer["schema"]),
        samples=tuple(sample for sample in everything if sample.code is None),
        problems=tuple(sample for sample in everything if sample.code),
        headers=tuple(
            _header(document, name, [status for status, response in responses.items() if name in response["headers"]])
            for name in names
        ),
    )


def _samples(response: Json, status: int = 0) -> Iterator[Sample]:
    for media_type, content in response["content"].items():
        for name, example in content["examples"].items():
            value = example["value"]
            code = name if media_type == PROBLEM_MEDIA_TYPE else None
            yield Sample(value["status"] if code else status, code, example["summary"], _pretty(value))


def _header(document: Json, name: str, statuses: list[int] | None = None) -> Header:
    described = document["components"]["headers"][name]
    example = described.get("example")
    return Header(name, described["description"], None if example is None else str(example), tuple(statuses or ()))


def _object(document: Json, name: str) -> tuple[str, tuple[Field, ...]]:
    schema = document["components"]["schemas"][name]
    required = schema.get("required", ())
    fields = tuple(
        Field(
            field, _type(document, described), field in required, described["description"], _notes(document, described)
        )
        for field, described in schema["properties"].items()
    )
    return schema["description"], fields


def _type(document: Json, schema: Json) -> str:
    if "$ref" in schema:
        name = _name(schema)
        return "string" if "enum" in document["components"]["schemas"][name] else name
    if "anyOf" in schema:
        return " or ".join(_type(document, choice) for choice in schema["anyOf"])
    match schema["type"]:
        case "array":
            return f"array of {_type(document, schema['items'])}"
        case "object":
            return f"object of {_type(document, schema['additionalProperties'])}"
        case name:
            return str(name)


def _notes(document: Json, schema: Json) -> tuple[str, ...]:
    return tuple(dict.fromkeys(_bounds(document, schema)))


def _bounds(document: Json, schema: Json) -> Iterator[str]:
    if "$ref" in schema:
        yield from _bounds(document, document["components"]["schemas"][_name(schema)])
    for choice in (*schema.get("anyOf", ()), *([schema["items"]] if "items" in schema else [])):
        yield from _bounds(document, choice)
    if len(schema.get("enum", ())) > MANY:
        yield f"one of {len(schema['enum'])}"
    elif "enum" in schema:
        yield "one of " + ", ".join(f"`{value}`" for value in schema["enum"])
    if "maxLength" in schema:
        yield f"{schema.get('minLength', 0)} to {schema['maxLength']} characters"
    if "minimum" in schema:
        yield f"{schema['minimum']} to {schema['maximum']}" if "maximum" in schema else f"{schema['minimum']} or more"
    if schema.get("default") is not None:
        yield f"`{schema['default']}` unless given"


def _name(schema: Json) -> str:
    return str(schema["$ref"]).rpartition("/")[2]


def _pretty(value: Any) -> str:  # noqa: ANN401  # any JSON value
    return json.dumps(value, indent=2, ensure_ascii=False)
