"""A visitor: somebody with a cookie jar who asks for codes and types them in."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import requests
from flask import Flask
from werkzeug.datastructures import Headers


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


class Visitor:
    """Whoever calls the API, in this process (a Flask application) or over a socket (its address)."""

    def __init__(
        self, api: Flask | str, *, address: str = "192.0.2.1", headers: Mapping[str, str] | None = None
    ) -> None:
        self._headers = dict(headers or {})
        self._address = address
        self._client = api.test_client() if isinstance(api, Flask) else None
        self._url = "" if isinstance(api, Flask) else api
        self._session = requests.Session()
        self._session.trust_env = False

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
        if self._client is not None:
            answer = self._client.open(
                path, method=method, json=body, headers=named, environ_base={"REMOTE_ADDR": self._address}
            )
            return Answer(answer.status_code, answer.headers, answer.text)
        reply = self._session.request(method, self._url + path, json=body, headers=named, timeout=60)
        return Answer(reply.status_code, Headers(list(reply.headers.items())), reply.text)

    @property
    def cookie(self) -> str | None:
        """Return the value of the session cookie."""
        if self._client is not None:
            cookie = self._client.get_cookie("dialproof")
            return cookie.value if cookie else None
        return self._session.cookies.get("dialproof")

    @cookie.setter
    def cookie(self, value: str) -> None:
        if self._client is not None:
            self._client.set_cookie("dialproof", value)
        else:
            self._session.cookies.set("dialproof", value)

    def close(self) -> None:
        self._session.close()
