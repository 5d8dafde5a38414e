"""Recipes as the guide writes them: "ask for `+1…`, three wrong codes"; each is read and followed."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any, Final

import requests
from flask import Flask
from flask.testing import FlaskClient

from dialproof.sandbox.server import SandboxServer
from support.phone import code_for, wrong_code_for

STEP: Final = re.compile(
    r"serve with `(?P<setting>\w+)=(?P<value>[^`]+)`"
    r"|`POST (?P<lever>/control/[\w-]+) (?P<body>\{[^`]+\})`"
    r"|ask for `(?P<number>[^`]+)`"
    r"|ask with `(?P<extra>\{[^`]+\})` for `(?P<careful>[^`]+)`"
    r"|check `(?P<code>[^`]+)`"
    r"|(?P<wrong>a wrong code|three wrong codes)"
    r"|(?P<right>the right code)"
    r"|(?P<open>open the page)"
)


class Cook:
    """Follow recipes against a sandbox; ``start`` makes an application with the settings that a recipe names."""

    def __init__(self, sandbox: SandboxServer, start: Callable[[dict[str, str]], Flask]) -> None:
        self._sandbox = sandbox
        self._start = start
        self._client: FlaskClient = start({}).test_client()
        self._number = ""
        self._answer: dict[str, Any] = {}

    def follow(self, recipe: str) -> set[str]:
        """Do every step, and return what a page has then: the last answer's code, and the status that it reads."""
        steps = list(STEP.finditer(recipe))
        assert ", ".join(step[0] for step in steps) == recipe, f"a step that nobody understands: {recipe}"
        for step in steps:
            self._take(step.groupdict())
        state = self._client.get("/api/verification").get_json()
        return {self._answer.get("code", ""), state["status"]}

    def _take(self, step: dict[str, str | None]) -> None:
        match step:
            case {"setting": str(name), "value": str(value)}:
                self._client = self._start({name: value}).test_client()
            case {"lever": str(path), "body": str(body)}:
                requests.post(self._sandbox.url + path, json=json.loads(body), timeout=10).raise_for_status()
            case {"number": str(number)}:
                self._number = number
                self._post("request-verification", phoneNumber=number)
            case {"extra": str(extra), "careful": str(number)}:
                self._post("request-verification", phoneNumber=number, **json.loads(extra))
            case {"code": str(code)}:
                self._post("check-verification", code=code)
            case {"right": str()}:
                self._post("check-verification", code=code_for(self._sandbox, self._number))
            case {"wrong": str(words)}:
                for _ in range(3 if words.startswith("three") else 1):
                    self._post("check-verification", code=wrong_code_for(self._sandbox, self._number))

    def _post(self, call: str, **body: Any) -> None:
        self._answer = self._client.post(f"/api/{call}", json=body).get_json()
