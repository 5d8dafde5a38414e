from __future__ import annotations

import pytest
from dialproof.limits.caller import Caller
from structlog.testing import capture_logs

from dialproof.keys import keyed_hash
from dialproof.limits.counters import MemoryCounters
from dialproof.limits.gate import Gate, Quotas
from dialproof.phone import PhoneNumber
from dialproof.problems import RateLimited, ResendTooSoon, TooManyAttempts
from fakes import FakeClock, quotas

NUMBER = PhoneNumber.parse("+14155550100")
SWEDISH = PhoneNumber.parse("+46701740605")


def numbers(count: int, area: int = 415) -> list[PhoneNumber]:
    return [PhoneNumber.parse(f"+1{area}55501{index:02}") for index in range(count)]


class Keys(MemoryCounters):
    """Counters that let a test see their keys."""

    @property
    def keys(self) -> list[str]:
        return [name for key in self._counters for name in key]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counters(clock: FakeClock) -> Keys:
    return Keys(clock=clock)


def gate(counters: MemoryCounters, clock: FakeClock, given: Quotas | None = None) -> Gate:
    return Gate(counters, given or quotas(), names=keyed_hash(["secret"], purpose="limit keys"), clock=clock)


def caller(address: str = "192.0.2.1") -> Caller:
    return Caller(address)


def test_a_second_code_for_a_number_has_to_wait(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    guard.reserve_send(NUMBER, caller())
    clock.advance(10)
    with pytest.raises(ResendTooSoon) as refused:
        guard.reserve_send(NUMBER, caller("192.0.2.2"))
    assert refused.value.retry_after == 20 == guard.resend_in(NUMBER)
    clock.advance(20)
    guard.reserve_send(NUMBER, caller())


def test_the_hourly_limit_of_a_number_names_its_own_wait(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for index in range(5):
        guard.reserve_send(NUMBER, caller(f"192.0.2.{index}"))
        clock.advance(30)
    with pytest.raises(RateLimited) as refused:
        guard.reserve_send(NUMBER, caller("192.0.2.99"))
    assert refused.value.retry_after == 3600 - 150


def test_an_address_is_limited_across_numbers(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for number in numbers(5):
        guard.reserve_send(number, caller())
    with pytest.raises(RateLimited, match="from your network") as refused:
        guard.reserve_send(SWEDISH, caller())
    assert refused.value.retry_after == 900


def test_a_refused_address_takes_nothing_from_the_number(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for number in numbers(5):
        guard.reserve_send(number, caller())
    for _ in range(20):
        with pytest.raises(RateLimited):
            guard.reserve_send(SWEDISH, caller())
    guard.reserve_send(SWEDISH, caller("192.0.2.2"))


def test_a_refused_number_takes_nothing_from_the_address(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    guard.reserve_send(NUMBER, caller())
    for _ in range(20):
        with pytest.raises(ResendTooSoon):
            guard.reserve_send(NUMBER, caller())
    for number in numbers(5)[1:]:
        guard.reserve_send(number, caller())


def test_consecutive_numbers_share_a_limit(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for index, number in enumerate(numbers(10)):
        guard.reserve_send(number, caller(f"192.0.2.{index}"))
    with pytest.raises(RateLimited, match="numbers like this one"):
        guard.reserve_send(PhoneNumber.parse("+14155550199"), caller("192.0.2.99"))
    guard.reserve_send(PhoneNumber.parse("+12125550100"), caller("192.0.2.99"))


def test_a_country_has_a_daily_budget_and_says_so_once_when_it_nears_its_end(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock, quotas(per_country={"*": 100, "US": 5}))
    with capture_logs() as logged:
        for index, number in enumerate(numbers(5)):
            guard.reserve_send(number, caller(f"192.0.2.{index}"))
    assert [line["used"] for line in logged if line["event"] == "country_budget_nearly_used"] == [4]
    with pytest.raises(RateLimited, match="this country"):
        guard.reserve_send(PhoneNumber.parse("+12125550100"), caller("192.0.2.99"))
    guard.reserve_send(SWEDISH, caller("192.0.2.99"))


def test_the_whole_service_has_a_limit(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock, quotas(total="2 per day"))
    for number in numbers(2):
        guard.reserve_send(number, caller())
    with pytest.raises(RateLimited, match="today's number of codes"):
        guard.reserve_send(SWEDISH, caller("192.0.2.2"))


def test_a_send_that_is_given_back_counts_nowhere(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for _ in range(50):
        reservation = guard.reserve_send(NUMBER, caller())
        reservation.give_back()
        reservation.give_back()
    assert guard.resend_in(NUMBER) == 0


def test_the_longest_wait_counts_when_several_limits_are_used_up(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock, quotas(per_number="1 per 30 seconds; 1 per hour"))
    guard.reserve_send(NUMBER, caller())
    with pytest.raises(ResendTooSoon) as refused:
        guard.reserve_send(NUMBER, caller())
    assert refused.value.retry_after == 3600


def test_guesses_end_with_the_limit_and_come_back_after_an_hour(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for left in (5, 4, 3, 2, 1):
        assert guard.guesses_left("session", NUMBER) == left
        guard.reserve_guess("session", NUMBER, caller())
    clock.advance(600)
    with pytest.raises(TooManyAttempts) as refused:
        guard.reserve_guess("session", NUMBER, caller())
    assert refused.value.retry_after == 3000 == guard.guesses_reset_in("session", NUMBER)
    assert refused.value.attempts_left == 0
    clock.advance(3000)
    assert guard.guesses_left("session", NUMBER) == 5


def test_guesses_of_one_session_do_not_lock_out_another(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for _ in range(5):
        guard.reserve_guess("attacker", NUMBER, caller())
    guard.reserve_guess("victim", NUMBER, caller("192.0.2.2"))


def test_an_address_has_a_limit_of_wrong_codes_across_sessions(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    for index in range(20):
        guard.reserve_guess(f"session {index}", NUMBER, caller())
    with pytest.raises(RateLimited, match="wrong codes from your network"):
        guard.reserve_guess("another session", NUMBER, caller())


def test_a_refused_guess_takes_nothing(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock, quotas(wrong_codes_per_address="1 per 15 minutes"))
    guard.reserve_guess("session", NUMBER, caller())
    for _ in range(10):
        with pytest.raises(RateLimited):
            guard.reserve_guess("session", NUMBER, caller())
    assert guard.guesses_left("session", NUMBER) == 4


def test_it_remembers_how_long_a_number_is_busy(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    assert guard.occupied_for(NUMBER) == 0
    guard.occupy(NUMBER, 300)
    clock.advance(100)
    assert guard.occupied_for(NUMBER) == 200
    guard.occupy(NUMBER, 15)
    assert guard.occupied_for(NUMBER) == 15
    guard.occupy(NUMBER, 0)
    assert guard.occupied_for(NUMBER) == 0


def test_the_caller_learns_how_it_stands(counters: Keys, clock: FakeClock) -> None:
    client = caller()
    gate(counters, clock).reserve_send(NUMBER, client)
    assert [
        (limit.name, limit.quota, limit.window, limit.remaining, limit.resets_in) for limit in client.standings
    ] == [
        ("address-900", 5, 900, 4, 900),
        ("address-86400", 20, 86400, 19, 86400),
        ("number-30", 1, 30, 0, 30),
        ("number-3600", 5, 3600, 4, 3600),
        ("number-86400", 10, 86400, 9, 86400),
    ]


def test_no_key_holds_a_number_or_an_address(counters: Keys, clock: FakeClock) -> None:
    guard = gate(counters, clock)
    guard.reserve_send(NUMBER, caller())
    guard.reserve_guess("session", NUMBER, caller())
    guard.occupy(NUMBER, 300)
    assert len(counters.keys) > 5
    for key in counters.keys:
        assert NUMBER.digits not in key
        assert "555" not in key.split("/", maxsplit=1)[0]
        assert "192.0.2.1" not in key
