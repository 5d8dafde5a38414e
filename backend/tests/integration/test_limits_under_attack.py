"""Pumpers, floods and forged addresses: how many texts they get, and that nobody else is locked out by them."""

from __future__ import annotations

import itertools
from collections import Counter
from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from dialproof.sandbox.server import SandboxServer
from fakes import FakeClock
from support.api import NUMBERS, Serve
from support.phone import inject, texts, wrong_code_for
from support.visitor import Visitor

SWEDISH = "+46701740605"
AREAS = (201, 202, 203, 205, 206, 207, 208, 209, 210, 212, 213, 214, 215, 216, 217, 218, 219, 224, 225, 228)


def consecutive() -> Iterator[str]:
    """Yield a thousand numbers in a row, as a pumper walks them; nobody has a number that begins with 555."""
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


def test_whoever_passes_the_outer_proxy_by_is_counted_under_their_own_address(
    serve: Serve, sandbox: SandboxServer
) -> None:
    """Past the proxy with TLS, straight to nginx (172.18.0.3), which adds the address that it saw."""
    flood(serve(TRUSTED_PROXIES="10.0.0.5, 172.16.0.0/12"), 50, peer="172.18.0.3", forwarded="{forged}, {real}")
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
    for index, area in enumerate(AREAS * 5):
        Visitor(app, address=f"198.51.{index}.1").ask(f"+1{area}5550{100 + index // len(AREAS)}")
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
        sandbox.sandbox.expire(NUMBERS[0])
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
        sandbox.sandbox.expire(NUMBERS[0])
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
    sandbox.sandbox.expire(NUMBERS[0])
    clock.advance(30)
    assert stranger.guess("000000").status != 200
    assert Visitor(app, address="203.0.113.9").ask(NUMBERS[0]).body["attemptsLeft"] == 3
