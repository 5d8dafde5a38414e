"""Pumpers, floods and forged addresses: how many texts they get, and that nobody else is locked out by them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import pytest
from flask import Flask
from structlog.testing import capture_logs

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, settings
from support.phone import inject, texts, wrong_code_for
from support.visitor import Answer, Visitor

DEFAULTS = {
    "LIMIT_CALLS_PER_ADDRESS": "300 per minute",
    "LIMIT_SENDS_PER_ADDRESS": "5 per 15 minutes; 20 per day",
    "LIMIT_SENDS_PER_RANGE": "10 per hour",
    "LIMIT_WRONG_CODES_PER_ADDRESS": "20 per 15 minutes",
}
SWEDISH = "+46701740605"

Serve = Callable[..., Flask]


@pytest.fixture
def serve(sandbox: SandboxServer, clock: FakeClock) -> Serve:
    """Return a service with the limits of production."""

    def make(**changes: str | float) -> Flask:
        return create_app(settings(sandbox.url, **DEFAULTS | changes), clock=clock)

    return make


def consecutive() -> Iterator[str]:
    """Yield numbers as a pumper walks them: valid ones of one country, a thousand in a row."""
    return (f"+1415555{line:04}" for line in range(2000, 3000))


# One address that says it is many


def flood(app: Flask, requests: int, *, peer: str, forwarded: str) -> Counter[str]:
    """Ask for codes to many numbers, each time with another address in ``X-Forwarded-For``; count the answers."""
    answers: Counter[str] = Counter()
    for index, number in zip(range(requests), itertools.cycle(NUMBERS), strict=False):
        header = forwarded.format(forged=f"{index % 200 + 1}.{index // 200}.{index % 7}.9", real="198.51.100.7")
        answers[Visitor(app, address=peer, headers={"X-Forwarded-For": header}).ask(number).code] += 1
    return answers


@pytest.mark.parametrize(("proxies", "forwarded"), [(0, "{forged}"), (1, "{forged}, {real}")])
def test_a_thousand_requests_with_forged_addresses_count_as_one_visitor(
    proxies: int, forwarded: str, serve: Serve, sandbox: SandboxServer, figure: Callable[[str], None]
) -> None:
    """What a client writes into X-Forwarded-For stands before what our proxies add to it."""
    peer = "10.0.0.2" if proxies else "198.51.100.7"
    answers = flood(serve(TRUSTED_PROXIES=proxies), 1000, peer=peer, forwarded=forwarded)
    figure(f"1,000 requests, TRUSTED_PROXIES={proxies}, X-Forwarded-For: {forwarded}: {texts(sandbox)} texts")
    assert texts(sandbox) == 5
    assert answers == {"ok": 5, "rate_limited": 995}


@pytest.mark.parametrize(
    ("proxies", "forwarded"),
    [
        (0, "{forged}, {real}"),
        (1, '"{forged}, {real}'),
        (1, "{forged},,{real}"),
        (2, "{forged}, {real}, 10.0.0.1"),
        (2, '{forged}, ", {real}, 10.0.0.1'),
        (2, '{forged}, "\\", {real}, 10.0.0.1'),
        (2, "{forged}, \\, {real}, 10.0.0.1"),
        (3, "{forged}, {real}"),
    ],
)
def test_no_way_of_writing_an_address_makes_many_of_one(
    proxies: int, forwarded: str, serve: Serve, sandbox: SandboxServer
) -> None:
    flood(serve(TRUSTED_PROXIES=proxies), 50, peer="10.0.0.2", forwarded=forwarded)
    assert texts(sandbox) == 5


def test_visitors_behind_one_proxy_are_told_apart(serve: Serve, sandbox: SandboxServer) -> None:
    app = serve(TRUSTED_PROXIES=1)
    for index, number in enumerate(NUMBERS[:10]):
        visitor = Visitor(app, address="10.0.0.2", headers={"X-Forwarded-For": f"198.51.100.{index}"})
        assert visitor.ask(number).code == "ok"


@pytest.mark.parametrize("header", ["", "  ", "garbage", ", ,", "::1::", "1" * 5000])
def test_an_address_that_is_none_shares_one_limit(header: str, serve: Serve, sandbox: SandboxServer) -> None:
    app = serve(TRUSTED_PROXIES=1)
    for number in NUMBERS[:20]:
        Visitor(app, address="10.0.0.2", headers={"X-Forwarded-For": header}).ask(number)
    assert texts(sandbox) == 5


def test_an_ipv6_network_counts_as_one_visitor(serve: Serve, sandbox: SandboxServer) -> None:
    app = serve()
    for index, number in enumerate(NUMBERS[:20]):
        Visitor(app, address=f"2001:db8:1:2:{index:x}::1").ask(number)
    assert texts(sandbox) == 5
    assert Visitor(app, address="2001:db8:1:3::1").ask(NUMBERS[20]).code == "ok"


# A pumper with many addresses


def test_a_pumper_walks_a_thousand_numbers_from_fifty_addresses(
    serve: Serve, sandbox: SandboxServer, clock: FakeClock, figure: Callable[[str], None]
) -> None:
    app = serve()
    answers: Counter[str] = Counter()
    for index, number in enumerate(consecutive()):
        answers[Visitor(app, address=f"198.51.100.{index % 50}").ask(number).code] += 1
        clock.advance(3)
    figure(f"a pumper, 1,000 consecutive numbers from 50 addresses in 50 minutes: {texts(sandbox)} texts")
    assert texts(sandbox) == answers["ok"] == 10
    assert Visitor(app, address="203.0.113.9").ask("+14155550123").code == "ok"


def test_a_pumper_with_endless_addresses_and_ranges_ends_at_the_budget_of_the_country(
    serve: Serve, sandbox: SandboxServer
) -> None:
    app = serve(COUNTRY_BUDGETS="*=100, US=50")
    for index in range(100):
        number = f"+1{212 + index % 7}{555 + index}{index:04}" if index % 2 else f"+1415{300 + index}{index:04}"
        Visitor(app, address=f"198.51.{index}.1").ask(number)
    assert texts(sandbox) == 50
    assert Visitor(app, address="203.0.113.9").ask(SWEDISH).code == "ok"


def test_everything_together_has_an_end(serve: Serve, sandbox: SandboxServer) -> None:
    app = serve(LIMIT_SENDS_TOTAL="20 per day", LIMIT_SENDS_PER_RANGE="1000 per day")
    for index, number in enumerate(NUMBERS[:40]):
        Visitor(app, address=f"198.51.100.{index}").ask(number)
    assert texts(sandbox) == 20


# A victim, and somebody with as many addresses as it takes

A_DAY = 86_400
EVERY = 300


def test_a_victim_gets_ten_texts_and_calls_a_day_at_most(
    serve: Serve, sandbox: SandboxServer, clock: FakeClock, figure: Callable[[str], None]
) -> None:
    app = serve()
    for step in range(A_DAY // EVERY):
        channel = "voice" if step % 2 else "sms"
        Visitor(app, address=f"198.51.{step // 250}.{step % 250}").ask(NUMBERS[0], channel=channel)
        sandbox.sandbox.service.expire(NUMBERS[0])
        clock.advance(EVERY)
    figure(f"a day of asking for one number from {A_DAY // EVERY} addresses: {texts(sandbox)} texts and calls")
    assert texts(sandbox) == 10


def test_a_day_of_guessing_at_one_number_is_thirty_guesses(
    serve: Serve, sandbox: SandboxServer, clock: FakeClock, figure: Callable[[str], None]
) -> None:
    """A new session and a new address for each text, and old cookies replayed as long as anybody answers."""
    app = serve()
    for step in range(A_DAY // EVERY):
        guesser = Visitor(app, address=f"198.51.{step // 250}.{step % 250}")
        if guesser.ask(NUMBERS[0]).code == "ok":
            cookie = guesser.cookie
            assert cookie is not None
            for nth in range(1, 8):
                guesser.cookie = cookie
                guesser.guess(wrong_code_for(sandbox, NUMBERS[0], nth=nth))
        sandbox.sandbox.service.expire(NUMBERS[0])
        clock.advance(EVERY)
    judged = sum(call.status in {400, 410} for call in sandbox.sandbox.calls.calls(operation="check"))
    figure(f"a day of guessing at one number: {judged} guesses that were compared")
    assert judged == 30


# Nobody is locked out by somebody else


def test_a_used_up_address_takes_nothing_from_the_numbers_it_names(serve: Serve) -> None:
    app = serve()
    for number in NUMBERS[:5]:
        assert Visitor(app, address="198.51.100.7").ask(number).code == "ok"
    for _ in range(50):
        assert Visitor(app, address="198.51.100.7").ask(SWEDISH).code == "rate_limited"
    assert Visitor(app, address="203.0.113.9").ask(SWEDISH).code == "ok"


def test_a_used_up_number_takes_nothing_from_its_range_or_country(serve: Serve) -> None:
    app = serve(COUNTRY_BUDGETS="*=10")
    assert Visitor(app, address="198.51.100.7").ask(NUMBERS[0]).code == "ok"
    for index in range(50):
        assert Visitor(app, address=f"198.51.100.{index}").ask(NUMBERS[0]).code == "resend_too_soon"
    for index, number in enumerate(NUMBERS[1:10]):
        assert Visitor(app, address=f"203.0.113.{index}").ask(number).code == "ok"


def test_a_number_that_is_busy_at_the_provider_costs_nobody_anything(serve: Serve, sandbox: SandboxServer) -> None:
    app = serve()
    inject(sandbox, operation="start", status=409, times=30)
    inject(sandbox, operation="start", status=503, times=30)
    visitor = Visitor(app)
    assert Counter(visitor.ask(NUMBERS[0]).code for _ in range(60)) == {
        "verification_in_progress": 30,
        "provider_unavailable": 30,
    }
    assert visitor.ask(NUMBERS[0]).code == "ok"


def test_wrong_codes_for_a_number_do_not_lock_its_holder_out(
    serve: Serve, sandbox: SandboxServer, clock: FakeClock
) -> None:
    """A stranger who asked for a code to the number and guessed; the holder comes from elsewhere."""
    app = serve()
    stranger = Visitor(app, address="198.51.100.7")
    stranger.ask(NUMBERS[0])
    for _ in range(5):
        stranger.guess("000000")
    sandbox.sandbox.service.expire(NUMBERS[0])
    clock.advance(30)
    assert stranger.guess("000000").status != 200
    assert Visitor(app, address="203.0.113.9").ask(NUMBERS[0]).body["attemptsLeft"] == 3


# What the limits say


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
        sandbox.sandbox.service.expire(number)
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
                sandbox.sandbox.service.expire(number)
            clock.advance(86_400)
    warnings = [line for line in logged if line["event"] == "country_budget_nearly_used"]
    assert [(line["country"], line["used"], line["budget"]) for line in warnings] == [("US", 8, 10)] * 2
