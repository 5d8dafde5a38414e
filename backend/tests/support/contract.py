"""The API's own document as a judge: every answer that a test client sees is held to it.

`CheckedClient` takes the place of Flask's test client for every Dialproof application (see ``tests/conftest.py``), so
that no test has to ask for it.
"""

from __future__ import annotations

import copy
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from typing import Any, Final
from weakref import WeakKeyDictionary

from flask import Flask
from flask.testing import FlaskClient
from jsonschema import Draft202012Validator, FormatChecker
from referencing import Registry, Resource
from referencing.jsonschema import DRAFT202012
from werkzeug.datastructures import Headers
from werkzeug.exceptions import HTTPException
from werkzeug.routing import RequestRedirect
from werkzeug.test import TestResponse

from dialproof.api.openapi import document
from dialproof.app import create_app
from dialproof.settings import Settings

# Answers of paths or methods that are not in the document; the guard against foreign origins and floods comes first.
OFF_PATH: Final = {"cross_origin_request", "internal_error", "rate_limited"}
DOCUMENT_URI: Final = "urn:dialproof:openapi"


@dataclass(frozen=True)
class Reply:
    """An answer, however it came."""

    status: int
    headers: Headers
    text: str

    @property
    def mimetype(self) -> str:
        return self.headers.get("Content-Type", "").partition(";")[0]


@dataclass(frozen=True)
class Seen:
    """One answer: which operation, which status, which code (None for success), and which described headers."""

    operation: str
    status: int
    code: str | None
    headers: frozenset[str]


class Contract:
    """Compare answers with the document of ``app`` and remember what was seen."""

    def __init__(self, app: Flask) -> None:
        self.document = described = document(app, cookie_name="dialproof")
        self.seen: list[Seen] = []
        self._routes = app.url_map.bind("localhost")
        self._pages = {name for name, view in app.view_functions.items() if not hasattr(view, "operation")}
        self._paths = [
            (re.compile(re.sub(r"{\w+}", "[^/]+", path)), operations) for path, operations in described["paths"].items()
        ]
        resource: Resource[Any] = Resource.from_contents(_closed(described), default_specification=DRAFT202012)
        self._registry: Registry[Any] = Registry().with_resource(DOCUMENT_URI, resource)
        self._described_headers = set(described["components"]["headers"])

    def operation(self, method: str, path: str) -> dict[str, Any] | None:
        """Return what the document says about a call; HEAD is what GET is."""
        name = "get" if method == "HEAD" else method.lower()
        found: dict[str, Any] | None = next(
            (operations.get(name) for template, operations in self._paths if template.fullmatch(path)), None
        )
        return found

    def check(self, method: str, path: str, answer: Reply) -> None:
        """Raise AssertionError where ``answer`` is not what the document says; preflights and pages are not in it."""
        if method == "OPTIONS" or self._is_page(path):
            return
        call = f"{method} {path} answered {answer.status}"
        operation = self.operation(method, path)
        if operation is None:
            self._check_off_path(call, answer)
            return
        described = operation["responses"].get(str(answer.status))
        assert described, f"{call}, which is not documented"
        body = self._check_answer(call, described, answer, has_body=method != "HEAD")
        self.seen.append(
            Seen(
                operation["operationId"],
                answer.status,
                body.get("code") if answer.status != 200 else None,
                frozenset(name for name in self._described_headers if name in answer.headers),
            )
        )

    def errors(self, schema: Mapping[str, Any], value: Any) -> list[str]:
        """Return what is wrong with ``value``; references in ``schema`` are to the document."""
        absolute = json.loads(json.dumps(schema).replace('"#/', f'"{DOCUMENT_URI}#/'))
        validator = Draft202012Validator(absolute, registry=self._registry, format_checker=FormatChecker())
        return [f"{error.json_path}: {error.message}" for error in validator.iter_errors(value)]

    def _is_page(self, path: str) -> bool:
        for method in ("GET", "POST"):
            try:
                endpoint, _ = self._routes.match(path, method)
            except RequestRedirect:
                return True
            except HTTPException:
                continue
            return endpoint in self._pages
        return False

    def _check_off_path(self, call: str, answer: Reply) -> None:
        name = {404: "NotFound", 405: "MethodNotAllowed"}.get(answer.status)
        if name:
            described = self.document["components"]["responses"][name]
            self._check_answer(call, described, answer, has_body=answer.text != "")
            return
        problem = self.document["components"]["schemas"]["Problem"]
        body = json.loads(answer.text)
        assert self.errors(problem, body) == [], call
        assert body["code"] in OFF_PATH, f"{call} {body['code']}, which is not documented"

    def _check_answer(self, call: str, described: dict[str, Any], answer: Reply, *, has_body: bool) -> dict[str, Any]:
        self._check_headers(call, described, answer)
        ((media_type, content),) = described["content"].items()
        assert answer.mimetype == media_type, f"{call} as {answer.mimetype}"
        if not has_body:
            return {}
        body = json.loads(answer.text)
        wrong = self.errors(content["schema"], body)
        assert wrong == [], f"{call}: {wrong}"
        assert isinstance(body, dict)
        if answer.status >= 400:
            assert body["code"] in content["examples"], f"{call} {body['code']}, which is not documented"
            assert body["status"] == answer.status
            assert body["requestId"] == answer.headers["X-Request-ID"]
            assert body.get("retryAfter") == answer.headers.get("Retry-After", type=int)
        return body

    def _check_headers(self, call: str, described: dict[str, Any], answer: Reply) -> None:
        allowed = described["headers"]
        for name in self._described_headers:
            header = self.document["components"]["headers"][name]
            value = answer.headers.get(name)
            if name not in allowed:
                assert value is None, f"{call} with {name}, which is not documented"
            elif value is None:
                assert not header.get("required"), f"{call} without {name}"
            else:
                typed = int(value) if header["schema"]["type"] == "integer" else value
                assert self.errors(header["schema"], typed) == [], f"{call} with {name}: {value}"


class CheckedClient(FlaskClient):
    """A test client that holds every answer of Dialproof to the document of the application."""

    def open(self, *args: Any, **kwargs: Any) -> TestResponse:
        answer = super().open(*args, **kwargs)
        if self.application.import_name == "dialproof":
            sent, reply = answer.request, Reply(answer.status_code, answer.headers, answer.text)
            contract_of(self.application).check(sent.method, sent.path, reply)
        return answer


def contract_of(app: Flask) -> Contract:
    """Return the contract of ``app``, always the same one for the same application."""
    if app not in _contracts:
        _contracts[app] = Contract(app)
    return _contracts[app]


@cache
def shared_contract() -> Contract:
    """Return the contract for servers in processes of their own: it is the same whatever their settings are."""
    return contract_of(create_app(Settings.from_environ({})))


_contracts: WeakKeyDictionary[Flask, Contract] = WeakKeyDictionary()


def _closed(described: dict[str, Any]) -> dict[str, Any]:
    """Return a copy in which objects have no properties but those that are named: clients may not rely on others."""
    closed = copy.deepcopy(described)
    for schema in closed["components"]["schemas"].values():
        if schema.get("type") == "object" and "additionalProperties" not in schema:
            schema["additionalProperties"] = False
    return closed
