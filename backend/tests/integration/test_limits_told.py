"""What the limits say: headers that are right, waits that are true to the second, one warning to the operator."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import pytest
from structlog.testing import capture_logs

from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, Serve
from support.phone import inject
from support.visitor import Answer, Visitor


def standings(answer: Answer) -> dict[str, dict[str, int]]:
    """Read ``RateLimit`` and ``RateLimit-Policy``, structured fields (RFC 9651), by the names of the policies."""
    read: dict[str, dict[str, int]] = {}
    for header in ("RateLimit-Policy", "RateLimit"):
        for item in answer.headers.get(header, "").split(", "):
            name, *parameters = item.split(";")
            assert name.startswith('"')
            assert name.endswith('"')
            pairs = (parameter.split("=") for parameter in parameters)
            read.setdefault(name.strip('"'), {}).update({key: int(value) for key, value in pairs})
    return read


def test_the_headers_say_how_the_limits_stand(serve: Serve, clock: FakeClock) -> None:
    visitor = Visitor(serve())
    visitor.ask(NUMBERS[0])
    clock.advance(100)
    assert standings(visitor.ask(NUMBERS[1])) == {
        "address-900": {"q": 5, "w": 900, "r": 3, "t": 800},
        "address-86400": {"q": 20, "w": 86400, "r": 18, "t": 86300},
        "number-30": {"q": 1, "w": 30, "r": 0, "t": 30},
        "number-3600": {"q": 5, "w": 3600, "r": 4, "t": 3600},
        "number-86400": {"q": 10, "w": 86400, "r": 9, "t": 86400},
    }


@dataclass(frozen=True)
class UsedUp:
    """A limit, what uses it up, and how it is refused then."""

    setting: str
    limit: str
    asks: Sequence[str]
    code: str
    policy: str


@pytest.mark.parametrize(
    "case",
    [
        UsedUp("LIMIT_SENDS_PER_NUMBER", "1 per 45 seconds", NUMBERS[:1], "resend_too_soon", "number-45"),
        UsedUp("LIMIT_SENDS_PER_NUMBER", "2 per 7 minutes", NUMBERS[:1] * 2, "rate_limited", "number-420"),
        UsedUp("LIMIT_SENDS_PER_ADDRESS", "3 per 11 minutes", NUMBERS[:3], "rate_limited", "address-660"),
        UsedUp("LIMIT_SENDS_PER_RANGE", "2 per 2 hours", NUMBERS[:2], "rate_limited", "range-7200"),
        UsedUp("COUNTRY_BUDGETS", "*=2", NUMBERS[:2], "rate_limited", "country-86400"),
        UsedUp("LIMIT_SENDS_TOTAL", "2 per 3 days", NUMBERS[:2], "rate_limited", "total-259200"),
    ],
    ids=lambda case: case.policy,
)
def test_retry_after_is_true_to_the_second(
    case: UsedUp, serve: Serve, sandbox: SandboxServer, clock: FakeClock
) -> None:
    """A second before the time it is still refused, at the time it works."""
    app = serve(**{"LIMIT_SENDS_PER_NUMBER": "100 per day", case.setting: case.limit})
    for number in case.asks:
        assert Visitor(app).ask(number).code == "ok"
        sandbox.sandbox.expire(number)
        clock.advance(7.25)
    visitor = Visitor(app)
    refused = visitor.ask(case.asks[-1])
    assert refused.code == case.code
    wait = int(refused.headers["Retry-After"])
    assert wait == refused.body["retryAfter"] == standings(refused)[case.policy]["t"]
    assert standings(refused)[case.policy]["r"] == 0
    clock.advance(wait - 1)
    assert visitor.ask(case.asks[-1]).body["retryAfter"] == 1
    clock.advance(1)
    assert visitor.ask(case.asks[-1]).code == "ok"


def test_a_flood_of_any_calls_is_refused_until_the_time_that_is_told(serve: Serve, clock: FakeClock) -> None:
    visitor = Visitor(serve(LIMIT_CALLS_PER_ADDRESS="2 per minute"))
    assert [visitor.state().status for _ in range(2)] == [200, 200]
    clock.advance(12.5)
    refused = visitor.state()
    assert refused.code == "rate_limited"
    assert int(refused.headers["Retry-After"]) == refused.body["retryAfter"] == 48
    assert standings(refused) == {"calls-60": {"q": 2, "w": 60, "r": 0, "t": 48}}
    clock.advance(47)
    assert visitor.state().body["retryAfter"] == 1
    clock.advance(1)
    assert visitor.state().status == 200


def test_the_state_says_the_same_wait_as_the_refusal(serve: Serve, clock: FakeClock) -> None:
    visitor = Visitor(serve(VONAGE_CANCEL_AFTER=0))
    asked = visitor.ask(NUMBERS[0])
    assert asked.body["resendIn"] == 30
    clock.advance(12.5)
    assert visitor.state().body["resendIn"] == visitor.ask(NUMBERS[0]).body["retryAfter"] == 18


def test_the_operator_is_told_once_that_a_budget_is_nearly_used(
    serve: Serve, sandbox: SandboxServer, clock: FakeClock
) -> None:
    """Also when sends are given back around the mark, and again the next day."""
    app = serve(COUNTRY_BUDGETS="US=10", LIMIT_SENDS_PER_RANGE="1000 per day")
    with capture_logs() as logged:
        for _ in range(2):
            for index, number in enumerate(NUMBERS[:9]):
                if index in {7, 8}:
                    inject(sandbox, operation="start", status=503)
                    Visitor(app, address=f"198.51.100.{index}").ask(number)
                assert Visitor(app, address=f"198.51.100.{index}").ask(number).code == "ok"
                sandbox.sandbox.expire(number)
            clock.advance(86_400)
    warnings = [line for line in logged if line["event"] == "country_budget_nearly_used"]
    assert [(line["country"], line["used"], line["budget"]) for line in warnings] == [("US", 8, 10)] * 2
