"""A sandbox whose clock stands still and whose callbacks go nowhere; its routes are called without a socket."""

from __future__ import annotations

import base64
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from flask.testing import FlaskClient
from werkzeug.test import TestResponse

from dialproof.sandbox.core.sandbox import Sandbox, VendorFactory
from dialproof.sandbox.core.server.web import create_app
from dialproof.sandbox.core.settings import CoreSettings
from dialproof.sandbox.sandbox import create_sandbox, vendors_of
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings

NUMBER = "+14155550100"
START = 1_800_000_000.0


class FakeClock:
    """A clock that stands still until it is told to move."""

    def __init__(self) -> None:
        self.now = START

    def __call__(self) -> float:
        return self.now


@dataclass
class Posts:
    """Where callbacks go: each is kept, and answered with the next of `answers` (204 once they are used up)."""

    sent: list[tuple[str, bytes, dict[str, str]]] = field(default_factory=list)
    answers: list[int | OSError] = field(default_factory=list)

    def __call__(self, url: str, body: bytes, headers: dict[str, str]) -> int:
        self.sent.append((url, body, headers))
        answer = self.answers.pop(0) if self.answers else 204
        if isinstance(answer, OSError):
            raise answer
        return answer


@dataclass
class World:
    """A sandbox and those who use it."""

    sandbox: Sandbox
    client: FlaskClient
    clock: FakeClock
    posts: Posts
    account: VonageSettings

    def pass_time(self, seconds: float) -> None:
        """Move the clock, and do what was due by then."""
        self.clock.now += seconds
        self.sandbox.scheduler.run_due()
        self.sandbox.callbacks.send_waiting()

    def provider(self, method: str, path: str = "", body: Any = None) -> TestResponse:
        """Call the provider with good credentials."""
        account = f"{self.account.api_key}:{self.account.api_secret}"
        headers = {"Authorization": f"Basic {base64.b64encode(account.encode()).decode()}"}
        return self.client.open(f"/v2/verify{path}", method=method, json=body, headers=headers)

    def start(self, to: str = NUMBER, **changes: Any) -> TestResponse:
        digits = to.removeprefix("+")
        body = {"brand": "Acme", "workflow": [{"channel": "sms", "to": digits}, {"channel": "voice", "to": digits}]}
        return self.provider("POST", "", body | changes)

    def started(self, to: str = NUMBER, **changes: Any) -> str:
        """Start, and return the request's id."""
        response = self.start(to, **changes)
        assert response.status_code == 202, response.json
        assert response.json is not None
        return str(response.json["request_id"])

    def check(self, request_id: str, code: str) -> TestResponse:
        return self.provider("POST", f"/{request_id}", {"code": code})

    def messages(self, to: str | None = NUMBER) -> list[dict[str, Any]]:
        response = self.client.get("/inbox/messages", query_string={"to": to} if to else {})
        messages: list[dict[str, Any]] = response.get_json()
        return messages

    def code(self, to: str = NUMBER) -> str:
        """Read the newest code that arrived."""
        return str(self.messages(to)[0]["code"])

    def wrong_code(self, to: str = NUMBER) -> str:
        code = self.code(to)
        return ("1" if code[0] == "0" else "0") + code[1:]

    def control(self, path: str, body: Any = None) -> TestResponse:
        return self.client.post(f"/control/{path}", json=body)


Make = Callable[..., World]


def build_world(*, others: tuple[VendorFactory, ...] = (), **given: Any) -> World:
    """Make a sandbox with these settings of its core and of Vonage, and other vendors beside it."""
    clock, posts = FakeClock(), Posts()
    core = {name: value for name, value in given.items() if name in CoreSettings.model_fields}
    vonage = VonageSettings(**{name: value for name, value in given.items() if name not in core})
    settings = SandboxSettings(**core, vonage=vonage)
    sandbox = create_sandbox(settings, [*vendors_of(settings), *others], clock=clock, post=posts)
    return World(sandbox, create_app(sandbox).test_client(), clock, posts, vonage)
