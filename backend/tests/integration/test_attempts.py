"""Codes cannot be guessed and texts cannot be multiplied, however many ask at once and wherever they land.

The sandbox forgives ten wrong codes here, so that it is Dialproof's own count that is seen at work.
"""

from __future__ import annotations

import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from fakes import FakeClock
from support.api import NUMBERS, ApiProcess, environment, settings
from support.line import Line
from support.phone import calls, code_for, inject, texts, wrong_code_for
from support.redis_server import RedisServer
from support.visitor import Answer, Visitor

NUMBER = NUMBERS[0]
MOST_GUESSES = 5
WORKERS = 4
ROUNDS = 10
CROWD = 50


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(
        SandboxSettings(history=100_000, vonage=VonageSettings(cancel_after=0, code_attempts=10))
    ) as server:
        yield server


@pytest.fixture
def app(sandbox: SandboxServer, clock: FakeClock) -> Flask:
    return create_app(settings(sandbox.url, VONAGE_CANCEL_AFTER=0), clock=clock)


def at_once(calls_: list[Callable[[], Answer]]) -> Counter[str]:
    """Make all calls at the same moment and count the codes of their answers."""
    together = threading.Barrier(len(calls_))

    def one(call: Callable[[], Answer]) -> str:
        together.wait()
        return call().code

    with ThreadPoolExecutor(len(calls_)) as pool:
        return Counter(pool.map(one, calls_))


def guesses(api: Flask | str, cookie: str, code: str, count: int = CROWD) -> list[Callable[[], Answer]]:
    """Return that many guesses of one session, each from a browser of its own."""

    def guess() -> Answer:
        visitor = Visitor(api)
        visitor.cookie = cookie
        try:
            return visitor.guess(code)
        finally:
            visitor.close()

    return [guess] * count


def begin(api: Flask | str, number: str) -> str:
    """Ask for a code and return the session's cookie."""
    visitor = Visitor(api)
    assert visitor.ask(number).code == "ok"
    visitor.close()
    assert visitor.cookie is not None
    return visitor.cookie


# One process


def test_twenty_requests_at_once_for_one_number_send_one_text(app: Flask, sandbox: SandboxServer) -> None:
    answers = at_once([lambda: Visitor(app).ask(NUMBER)] * 20)
    assert answers == {"ok": 1, "resend_too_soon": 19}
    assert calls(sandbox, "start") == texts(sandbox) == 1


def test_twenty_requests_at_once_in_one_session_send_one_text(app: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(app)
    visitor.cancel()
    answers = at_once([lambda: visitor.ask(NUMBER)] * 20)
    assert answers == {"ok": 1, "resend_too_soon": 19}
    assert texts(sandbox) == 1


def test_of_fifty_wrong_codes_at_once_five_reach_the_provider(app: Flask, sandbox: SandboxServer) -> None:
    cookie = begin(app, NUMBER)
    answers = at_once(guesses(app, cookie, wrong_code_for(sandbox, NUMBER)))
    assert calls(sandbox, "check") == MOST_GUESSES
    assert answers["ok"] == 0
    assert answers["too_many_attempts"] >= CROWD - MOST_GUESSES


def test_the_right_code_among_fifty_wrong_ones_does_not_make_room_for_more(app: Flask, sandbox: SandboxServer) -> None:
    cookie = begin(app, NUMBER)
    right = guesses(app, cookie, code_for(sandbox, NUMBER), 1)
    at_once(guesses(app, cookie, wrong_code_for(sandbox, NUMBER)) + right)
    assert calls(sandbox, "check") <= MOST_GUESSES + 1


def test_the_right_code_works_on_the_last_attempt_of_a_code(app: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    left = [visitor.guess(wrong_code_for(sandbox, NUMBER, nth=nth)).body["attemptsLeft"] for nth in (1, 2)]
    assert left == [2, 1]
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_sending_again_does_not_bring_attempts_back_and_the_last_of_all_works(
    app: Flask, sandbox: SandboxServer, clock: FakeClock
) -> None:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    assert [visitor.guess(wrong_code_for(sandbox, NUMBER)).code for _ in range(3)] == [
        "incorrect_code",
        "incorrect_code",
        "too_many_attempts",
    ]
    clock.advance(30)
    sandbox.sandbox.expire(NUMBER)  # at Vonage the third wrong code has ended it
    assert visitor.ask(NUMBER).body["attemptsLeft"] == 2
    assert visitor.guess(wrong_code_for(sandbox, NUMBER)).body["attemptsLeft"] == 1
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_after_five_wrong_codes_no_text_is_sent_for_an_hour(
    app: Flask, sandbox: SandboxServer, clock: FakeClock
) -> None:
    visitor = Visitor(app)
    for wrong in (3, 2):
        assert visitor.ask(NUMBER).code == "ok"
        for _ in range(wrong):
            visitor.guess(wrong_code_for(sandbox, NUMBER))
        sandbox.sandbox.expire(NUMBER)
        clock.advance(30)
    refused = visitor.ask(NUMBER)
    assert (refused.code, refused.headers["Retry-After"]) == ("too_many_attempts", str(3600 - 60))
    assert texts(sandbox) == 2
    clock.advance(3600 - 60)
    assert visitor.ask(NUMBER).body["attemptsLeft"] == 3


def test_a_code_that_cannot_be_one_spends_no_attempt(app: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    for text in ("12345", "1234567", "12345a", "      "):
        assert visitor.guess(text).code == "invalid_request"
    assert calls(sandbox, "check") == 0
    assert visitor.state().body["attemptsLeft"] == 3


def test_an_attempt_is_given_back_when_the_provider_was_not_reached(app: Flask, sandbox: SandboxServer) -> None:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    inject(sandbox, operation="check", status=503, times=20)
    assert {visitor.guess(code_for(sandbox, NUMBER)).code for _ in range(20)} == {"provider_unavailable"}
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


def test_an_outage_of_the_provider_is_not_blamed_on_the_visitor(
    app: Flask, sandbox: SandboxServer, clock: FakeClock
) -> None:
    visitor = Visitor(app)
    visitor.ask(NUMBER)
    inject(sandbox, operation="check", status=500, times=5)
    answers = [visitor.guess(code_for(sandbox, NUMBER)) for _ in range(6)]
    assert [answer.code for answer in answers] == ["provider_error"] * 5 + ["provider_unavailable"]
    assert answers[-1].headers["Retry-After"] == "300"
    assert visitor.state().body["attemptsLeft"] == 3
    clock.advance(299)
    assert visitor.ask(NUMBER).body["attemptsLeft"] == 3
    clock.advance(1)
    assert visitor.guess(code_for(sandbox, NUMBER)).body["status"] == "verified"


@pytest.mark.parametrize("fault", [{"status": 500}, {"drop": "after"}], ids=["fault", "no answer"])
def test_answers_that_say_nothing_about_the_code_do_not_make_room_for_more_guesses(
    fault: dict[str, object], app: Flask, sandbox: SandboxServer
) -> None:
    """The provider may have compared the code all the same, so such checks have a bound of their own."""
    cookie = begin(app, NUMBER)
    inject(sandbox, operation="check", times=1000, **fault)
    answers = at_once(guesses(app, cookie, wrong_code_for(sandbox, NUMBER)))
    asked_again = 2 if "drop" in fault else 1  # a check is asked once more when the connection broke
    assert calls(sandbox, "check") <= MOST_GUESSES * asked_again
    assert answers["ok"] == 0


def test_wrong_codes_of_many_sessions_from_one_address_are_counted_together(
    sandbox: SandboxServer, clock: FakeClock
) -> None:
    """Twenty in a quarter of an hour by default, however many sessions and numbers the guesser has."""
    app = create_app(settings(sandbox.url, LIMIT_WRONG_CODES_PER_ADDRESS="20 per 15 minutes"), clock=clock)
    answers: Counter[str] = Counter()
    for number in NUMBERS[:15]:
        visitor = Visitor(app)
        visitor.ask(number)
        answers.update(visitor.guess(wrong_code_for(sandbox, number)).code for _ in range(2))
    assert answers == {"incorrect_code": 20, "rate_limited": 10}
    assert calls(sandbox, "check") == 20


# Four processes


@dataclass(frozen=True)
class Service:
    """Gunicorn with four workers, and the sandbox that is its provider."""

    url: str
    sandbox: SandboxServer


@pytest.fixture(scope="module")
def service(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Service]:
    settings_ = SandboxSettings(history=100_000, vonage=VonageSettings(cancel_after=0, code_attempts=10))
    with SandboxServer(settings_) as sandbox, RedisServer() as redis:
        variables = environment(sandbox.url, REDIS_URL=redis.url, WEB_CONCURRENCY=WORKERS, THREADS=16)
        with ApiProcess(tmp_path_factory.mktemp("service"), variables) as process:
            yield Service(process.url, sandbox)


def test_of_fifty_wrong_codes_at_once_on_four_processes_five_reach_the_provider(
    service: Service, figure: Callable[[str], None]
) -> None:
    sandbox = service.sandbox
    reached = []
    for number in NUMBERS[:ROUNDS]:
        cookie = begin(service.url, number)
        at_once(guesses(service.url, cookie, wrong_code_for(sandbox, number)))
        reached.append(calls(sandbox, "check", number))
    figure(f"{CROWD} wrong codes at once on {WORKERS} processes, reached the provider in each round: {reached}")
    assert reached == [MOST_GUESSES] * ROUNDS


@pytest.fixture
def machines(sandbox: SandboxServer, redis: RedisServer, tmp_path: Path) -> Iterator[list[tuple[ApiProcess, Line]]]:
    """Four processes that share nothing but Redis and the key, each with a line of its own to the provider."""
    with ExitStack() as stack:
        lines = [stack.enter_context(Line(sandbox.url)) for _ in range(WORKERS)]
        processes = [ApiProcess(tmp_path, environment(line.url, REDIS_URL=redis.url, THREADS=16)) for line in lines]
        with ThreadPoolExecutor(WORKERS) as pool:
            for process, _ in zip(processes, pool.map(ApiProcess.start, processes), strict=True):
                stack.callback(process.stop)
        yield list(zip(processes, lines, strict=True))
        for process in processes:
            process.ask_to_stop()


def test_with_redis_killed_half_way_no_process_lets_more_than_five_through(
    machines: list[tuple[ApiProcess, Line]],
    sandbox: SandboxServer,
    redis: RedisServer,
    figure: Callable[[str], None],
) -> None:
    reached: list[list[int]] = []
    for number in NUMBERS[:ROUNDS]:
        before = [line.count("check") for _, line in machines]
        cookie = begin(machines[0][0].url, number)
        wrong = wrong_code_for(sandbox, number)
        crowd = [
            guess for process, _ in machines for guess in guesses(process.url, cookie, wrong, -(-CROWD // WORKERS))
        ]
        half_way = threading.Timer(0.1, redis.kill)
        half_way.start()
        at_once(crowd)
        half_way.join()
        at_once(crowd)
        reached.append([line.count("check") - count for (_, line), count in zip(machines, before, strict=True)])
        redis.start()
    figure(f"the same with Redis killed half-way, for each process in each round: {reached}")
    assert max(max(counts) for counts in reached) <= MOST_GUESSES


def test_twenty_requests_at_once_on_four_processes_send_one_text(service: Service) -> None:
    number = NUMBERS[ROUNDS]
    answers = at_once([lambda: Visitor(service.url).ask(number)] * 20)
    assert answers == {"ok": 1, "resend_too_soon": 19}
    assert texts(service.sandbox, number) == 1
