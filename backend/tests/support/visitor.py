"""A visitor: somebody with a cookie jar who asks for codes and types them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

import requests
from flask import Flask
from werkzeug.datastructures import Headers

from support.contract import Reply, shared_contract

COOKIE = "dialproof"


@dataclass(frozen=True)
class Answer:
    """An HTTP answer; ``body`` is what its JSON says."""

    status: int
    headers: Headers
    text: str

    @property
    def body(self) -> dict[str, Any]:
        value = json.loads(self.text)
        assert isinstance(value, dict)
        return value

    @property
    def code(self) -> str:
        """Return the problem's code, or ``ok``."""
        return "ok" if self.status == 200 else str(self.body["code"])


class Transport(Protocol):
    """How a visitor's calls travel, with a cookie jar."""

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer: ...
    def cookie(self) -> str | None: ...
    def set_cookie(self, value: str) -> None: ...
    def close(self) -> None: ...


class InProcess:
    """Straight into a Flask application."""

    def __init__(self, app: Flask, address: str) -> None:
        self._client = app.test_client()
        self._environ = {"REMOTE_ADDR": address}

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        answer = self._client.open(path, method=method, json=body, headers=headers, environ_base=self._environ)
        return Answer(answer.status_code, answer.headers, answer.text)

    def cookie(self) -> str | None:
        cookie = self._client.get_cookie(COOKIE)
        return cookie.value if cookie else None

    def set_cookie(self, value: str) -> None:
        self._client.set_cookie(COOKIE, value)

    def close(self) -> None:
        """There is nothing to close."""


class OverSocket:
    """To a server's address; every answer is held to the API's document."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._session = requests.Session()
        self._session.trust_env = False

    def send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Answer:
        answer = self._session.request(method, self._url + path, json=body, headers=headers, timeout=60)
        named = Headers(list(answer.headers.items()))
        shared_contract().check(method, path, Reply(answer.status_code, named, answer.text))
        return Answer(answer.status_code, named, answer.text)

    def cookie(self) -> str | None:
        return self._session.cookies.get(COOKIE)

    def set_cookie(self, value: str) -> None:
        self._session.cookies.set(COOKIE, value)

    def close(self) -> None:
        self._session.close()


class Visitor:
    """Whoever calls the API, in this process (a Flask application) or over a socket (its address)."""

    def __init__(
        self, api: Flask | str, *, address: str = "192.0.2.1", headers: Mapping[str, str] | None = None
    ) -> None:
        self._headers = dict(headers or {})
        self._transport: Transport = InProcess(api, address) if isinstance(api, Flask) else OverSocket(api)

    def ask(self, number: str, **fields: Any) -> Answer:
        return self.call("POST", "/api/request-verification", {"phoneNumber": number, **fields})

    def guess(self, code: str) -> Answer:
        return self.call("POST", "/api/check-verification", {"code": code})

    def cancel(self) -> Answer:
        return self.call("POST", "/api/cancel-verification", {})

    def state(self) -> Answer:
        return self.call("GET", "/api/verification")

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> Answer:
        """Call ``path``; ``_`` in a header's name stands for ``-``."""
        named = self._headers | {name.replace("_", "-"): value for name, value in headers.items()}
        return self._transport.send(method, path, body, named)

    @property
    def cookie(self) -> str | None:
        """Return the value of the session cookie."""
        return self._transport.cookie()

    @cookie.setter
    def cookie(self, value: str) -> None:
        self._transport.set_cookie(value)

    def close(self) -> None:
        self._transport.close()
