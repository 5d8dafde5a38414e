"""How to get each answer of the API: one scenario for every operation, status and code of its document.

A scenario prepares a world (settings, the sandbox's faults, what the visitor did before) and ends with the call that
gets the answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any, Final

from flask import Flask
from werkzeug.test import TestResponse

from dialproof.api.examples import NUMBER
from dialproof.api.openapi_components import EXAMPLE_REQUEST_ID
from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import settings
from support.contract import Contract, contract_of
from support.phone import code_for, inject, wrong_code_for

NOW: Final = datetime(2026, 11, 5, 9, 30, tzinfo=UTC).timestamp()
NEIGHBOURS: Final = tuple(f"+1415555{line:04}" for line in range(101, 107))
"""One more than one address may ask for in a quarter of an hour."""
FIXED_LINE: Final = "+61255500000"
NO_REDIS: Final = "redis://127.0.0.1:1/0"
REQUEST: Final = "/api/request-verification"
CHECK: Final = "/api/check-verification"
CALLS: Final[dict[str, tuple[str, str, Any]]] = {
    "requestVerification": ("POST", REQUEST, {"phoneNumber": NUMBER}),
    "checkVerification": ("POST", CHECK, {"code": "123456"}),
    "cancelVerification": ("POST", "/api/cancel-verification", {}),
    "verification": ("GET", "/api/verification", None),
    "getConfig": ("GET", "/api/config", None),
    "health": ("GET", "/health", None),
    "ready": ("GET", "/ready", None),
}


@dataclass
class World:
    """A fresh sandbox, an application that stands at `NOW`, and a browser; ``setting`` starts the application anew."""

    sandbox: SandboxServer
    clock: FakeClock = field(default_factory=lambda: FakeClock(NOW))

    def __post_init__(self) -> None:
        self.sandbox.sandbox.reset(None)
        self.setting()

    def setting(self, **changes: str) -> None:
        limits = {"LIMIT_SENDS_PER_ADDRESS": "5 per 15 minutes; 20 per day"}
        self.app: Flask = create_app(settings(self.sandbox.url, **limits | changes), clock=self.clock)
        self.client = self.app.test_client()

    @property
    def contract(self) -> Contract:
        return contract_of(self.app)

    def call(self, method: str, path: str, body: Any = None, **headers: str) -> TestResponse:
        named = {"X-Request-ID": EXAMPLE_REQUEST_ID} | {name.replace("_", "-"): text for name, text in headers.items()}
        return self.client.open(path, method=method, json=body, headers=named)

    def ask(self) -> TestResponse:
        return self.call("POST", REQUEST, {"phoneNumber": NUMBER})

    def check_wrong(self) -> TestResponse:
        return self.call("POST", CHECK, {"code": wrong_code_for(self.sandbox, NUMBER)})

    def check_right(self) -> TestResponse:
        return self.call("POST", CHECK, {"code": code_for(self.sandbox, NUMBER)})


Step = Callable[[World], Any]


@dataclass(frozen=True)
class Scenario:
    """``steps`` end with the call that gets the answer; ``example`` is the name of the document's example that it is.

    Without an ``example`` the answer only has to fit its description.
    """

    operation: str
    status: int
    example: str | None
    steps: tuple[Step, ...]

    def play(self, world: World) -> TestResponse:
        *before, last = self.steps
        for step in before:
            step(world)
        answer = last(world)
        assert isinstance(answer, TestResponse)
        return answer

    def __str__(self) -> str:
        return f"{self.operation}-{self.status}-{self.example}"


def scenario(operation: str, status: int, example: str | None, *steps: Step) -> Scenario:
    return Scenario(operation, status, example, steps)


def setting(**changes: str) -> Step:
    return lambda world: world.setting(**changes)


def fault(operation: str, **plan: Any) -> Step:
    return lambda world: inject(world.sandbox, operation=operation, **plan)


def wait(seconds: float) -> Step:
    return lambda world: world.clock.advance(seconds)


def call(operation: str, body: Any = None, **headers: str) -> Step:
    """Make a call, with the usual body of the operation when there is no other."""
    method, path, usual = CALLS[operation]
    return lambda world: world.call(method, path, usual if body is None else body, **headers)


def scenarios() -> list[Scenario]:
    """Return all of them."""
    shared = [each for operation in CALLS for each in _shared(operation)]
    return [*_request(), *_request_again(), *_check(), *_cancel(), *_state(), *_service(), *shared]


def _request() -> Iterator[Scenario]:
    name = "requestVerification"
    ask = World.ask
    yield scenario(name, 200, "pending", ask)
    yield scenario(name, 400, "invalid_request", call(name, {}))
    yield scenario(name, 400, "invalid_phone_number", call(name, {"phoneNumber": "+1 415 555"}))
    yield scenario(name, 400, "unsupported_phone_number", call(name, {"phoneNumber": FIXED_LINE}))
    yield scenario(name, 403, "cookies_required", call(name, {"phoneNumber": NUMBER, "requireCookie": True}))
    yield scenario(name, 403, "country_not_allowed", setting(COUNTRIES_ALLOWED="SE"), ask)
    yield scenario(name, 403, "blocked", fault("start", status=403), ask)
    yield scenario(name, 409, "verification_in_progress", fault("start", status=409), ask)
    yield scenario(name, 429, "rate_limited", *(call(name, {"phoneNumber": number}) for number in NEIGHBOURS))
    yield scenario(name, 429, "resend_too_soon", ask, ask)
    yield scenario(name, 429, "too_many_attempts", setting(MAX_WRONG_CODES="1"), ask, World.check_wrong, ask)
    yield scenario(name, 502, "provider_error", fault("start", status=500), ask)
    yield scenario(name, 503, "provider_unavailable", fault("start", status=503), ask)
    yield scenario(name, 504, "provider_timeout", fault("start", drop="after"), ask)


def _request_again() -> Iterator[Scenario]:
    """Yield what fails when another code is sent: the request before it is over then, and the session says so."""
    number_refused = {"title": "Invalid params", "invalid_parameters": [{"name": "to"}]}
    plans: dict[int, dict[str, Any]] = {
        400: {"status": 422, "body": number_refused},
        403: {"status": 403},
        409: {"status": 409},
        502: {"status": 500},
        503: {"status": 503},
        504: {"drop": "after"},
    }
    for status, plan in plans.items():
        first = (setting(PROVIDER_CONFLICT_WAIT="0"), World.ask, wait(31))
        yield scenario("requestVerification", status, None, *first, fault("start", **plan), World.ask)


def _check() -> Iterator[Scenario]:
    name = "checkVerification"
    ask, right, wrong = World.ask, World.check_right, World.check_wrong
    yield scenario(name, 200, "verified", ask, right)
    yield scenario(name, 400, "incorrect_code", ask, wrong)
    yield scenario(name, 400, "invalid_request", ask, call(name, {"code": "12345"}))
    yield scenario(name, 409, "no_pending_verification", call(name))
    yield scenario(name, 410, "code_expired", ask, wait(300), right)
    yield scenario(name, 410, "code_expired", ask, lambda world: world.sandbox.sandbox.expire(NUMBER), right)
    yield scenario(name, 429, "too_many_attempts", ask, wrong, wrong, wrong)
    one_guess = setting(LIMIT_WRONG_CODES_PER_ADDRESS="1 per 15 minutes")
    yield scenario(name, 429, "rate_limited", one_guess, ask, wrong, wrong)
    yield scenario(name, 502, "provider_error", ask, fault("check", status=500), right)
    yield scenario(name, 503, "provider_unavailable", ask, fault("check", status=503), right)
    # A check is asked once more when the connection breaks.
    yield scenario(name, 504, "provider_timeout", ask, fault("check", drop="before", times=2), right)


def _cancel() -> Iterator[Scenario]:
    name = "cancelVerification"
    yield scenario(name, 200, "none", World.ask, call(name))
    yield scenario(name, 400, "invalid_request", call(name, {"reason": "tired"}))


def _state() -> Iterator[Scenario]:
    name = "verification"
    yield scenario(name, 200, "none", call(name))
    yield scenario(name, 200, "pending", World.ask, call(name))
    yield scenario(name, 200, "expired", World.ask, wait(300), call(name))
    yield scenario(name, 200, "verified", World.ask, World.check_right, call(name))


def _service() -> Iterator[Scenario]:
    two_countries = setting(DEFAULT_COUNTRY="US", COUNTRIES_ALLOWED="US, SE")
    yield scenario("getConfig", 200, "sandbox", two_countries, call("getConfig"))
    yield scenario("health", 200, "ok", call("health"))
    yield scenario("ready", 200, "ready", World.ask, call("ready"))
    yield scenario("ready", 200, "degraded", setting(REDIS_URL=NO_REDIS), World.ask, call("ready"))


def _shared(operation: str) -> Iterator[Scenario]:
    """Yield what calls have in common."""

    def fail() -> None:
        raise RuntimeError("something that nobody thought of")

    def break_down(world: World) -> None:
        world.app.before_request(fail)

    this = call(operation)
    yield scenario(operation, 500, "internal_error", break_down, this)
    if operation in {"cancelVerification", "verification"}:
        one_call = setting(LIMIT_CALLS_PER_ADDRESS="1 per minute")
        yield scenario(operation, 429, "rate_limited", one_call, call("verification"), this)
    if CALLS[operation][0] == "POST":
        yield scenario(operation, 403, "cross_origin_request", call(operation, Origin="https://elsewhere.example"))
        yield scenario(operation, 413, "payload_too_large", call(operation, {"padding": "x" * 5000}))
        yield scenario(operation, 415, "unsupported_media_type", call(operation, Content_Type="text/plain"))
