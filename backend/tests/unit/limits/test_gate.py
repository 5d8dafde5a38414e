from __future__ import annotations

from typing import TypeVar

import pytest
from structlog.testing import capture_logs

from dialproof.keys import keyed_hash
from dialproof.limits.gate import Gate
from dialproof.limits.quotas import Quotas
from dialproof.limits.refusal import Refusal
from dialproof.limits.reservation import CountedAs, Guess, Reservation
from dialproof.phone import PhoneNumber
from dialproof.problems import RateLimited, ResendTooSoon, TooManyAttempts
from dialproof.store.store import Store
from fakes import FakeClock, quotas

NUMBER = PhoneNumber.parse("+14155550100")
SWEDISH = PhoneNumber.parse("+46701740605")


def numbers(count: int, area: int = 415) -> list[PhoneNumber]:
    return [PhoneNumber.parse(f"+1{area}55501{index:02}") for index in range(count)]


class Keys(Store):
    """A store that lets a test see the keys of its counters."""

    @property
    def keys(self) -> list[str]:
        return [name for key in self.memory.counters._counters for name in key]


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> Keys:
    return Keys(clock=clock)


ADDRESS = "192.0.2.1"

Granted = TypeVar("Granted", Reservation, Guess)


class Guard:
    """A gate whose refusals are raised, for tests that expect few of them."""

    def __init__(self, gate: Gate) -> None:
        self.gate = gate

    def reserve_send(self, number: PhoneNumber, address: str = ADDRESS) -> Reservation:
        return granted(self.gate.reserve_send("session", number, address))

    def reserve_guess(self, session_id: str, number: PhoneNumber, address: str = ADDRESS) -> Guess:
        return granted(self.gate.reserve_guess(session_id, number, address))

    def guesses_left(self, session_id: str, number: PhoneNumber) -> int:
        return self.gate.allowance(session_id, number).guesses_left

    def resend_in(self, number: PhoneNumber) -> int:
        return self.gate.resend_in(number)


def granted(answer: Granted | Refusal) -> Granted:
    if isinstance(answer, Refusal):
        raise answer.problem
    return answer


def gate(store: Store, clock: FakeClock, given: Quotas | None = None) -> Guard:
    names = keyed_hash(["secret"], purpose="limit keys")
    return Guard(Gate(store, given or quotas(), names=names, clock=clock))


def test_a_second_code_for_a_number_has_to_wait(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    guard.reserve_send(NUMBER)
    clock.advance(10)
    with pytest.raises(ResendTooSoon) as refused:
        guard.reserve_send(NUMBER, "192.0.2.2")
    assert refused.value.retry_after == 20 == guard.resend_in(NUMBER)
    clock.advance(20)
    guard.reserve_send(NUMBER)


def test_the_hourly_limit_of_a_number_names_its_own_wait(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for index in range(5):
        guard.reserve_send(NUMBER, f"192.0.2.{index}")
        clock.advance(30)
    with pytest.raises(RateLimited) as refused:
        guard.reserve_send(NUMBER, "192.0.2.99")
    assert refused.value.retry_after == 3600 - 150


def test_an_address_is_limited_across_numbers(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for number in numbers(5):
        guard.reserve_send(number)
    with pytest.raises(RateLimited, match="from your network") as refused:
        guard.reserve_send(SWEDISH)
    assert refused.value.retry_after == 900


def test_a_refused_address_takes_nothing_from_the_number(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for number in numbers(5):
        guard.reserve_send(number)
    for _ in range(20):
        with pytest.raises(RateLimited):
            guard.reserve_send(SWEDISH)
    guard.reserve_send(SWEDISH, "192.0.2.2")


def test_a_refused_number_takes_nothing_from_the_address(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    guard.reserve_send(NUMBER)
    for _ in range(20):
        with pytest.raises(ResendTooSoon):
            guard.reserve_send(NUMBER)
    for number in numbers(5)[1:]:
        guard.reserve_send(number)


def test_consecutive_numbers_share_a_limit(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for index, number in enumerate(numbers(10)):
        guard.reserve_send(number, f"192.0.2.{index}")
    with pytest.raises(RateLimited, match="numbers like this one"):
        guard.reserve_send(PhoneNumber.parse("+14155550199"), "192.0.2.99")
    guard.reserve_send(PhoneNumber.parse("+12125550100"), "192.0.2.99")


def test_a_country_has_a_daily_budget_and_says_so_once_when_it_nears_its_end(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock, quotas(per_country={"*": 100, "US": 5}))
    with capture_logs() as logged:
        for index, number in enumerate(numbers(5)):
            guard.reserve_send(number, f"192.0.2.{index}")
    assert [line["used"] for line in logged if line["event"] == "country_budget_nearly_used"] == [4]
    with pytest.raises(RateLimited, match="this country"):
        guard.reserve_send(PhoneNumber.parse("+12125550100"), "192.0.2.99")
    guard.reserve_send(SWEDISH, "192.0.2.99")


def test_the_whole_service_has_a_limit(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock, quotas(total="2 per day"))
    for number in numbers(2):
        guard.reserve_send(number)
    with pytest.raises(RateLimited, match="today's number of codes"):
        guard.reserve_send(SWEDISH, "192.0.2.2")


def test_a_send_that_is_given_back_counts_nowhere(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for _ in range(50):
        reservation = guard.reserve_send(NUMBER)
        reservation.release()
        reservation.release()
    assert guard.resend_in(NUMBER) == 0


def test_the_longest_wait_counts_when_several_limits_are_used_up(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock, quotas(per_number="1 per 30 seconds; 1 per hour"))
    guard.reserve_send(NUMBER)
    with pytest.raises(ResendTooSoon) as refused:
        guard.reserve_send(NUMBER)
    assert refused.value.retry_after == 3600


def test_guesses_end_with_the_limit_and_come_back_after_an_hour(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for left in (5, 4, 3, 2, 1):
        assert guard.guesses_left("session", NUMBER) == left
        guard.reserve_guess("session", NUMBER)
    clock.advance(600)
    with pytest.raises(TooManyAttempts) as refused:
        guard.reserve_guess("session", NUMBER)
    assert refused.value.retry_after == 3000 == guard.gate.allowance("session", NUMBER).guesses_reset_in
    assert refused.value.attempts_left == 0
    clock.advance(3000)
    assert guard.guesses_left("session", NUMBER) == 5


def test_guesses_of_one_session_do_not_lock_out_another(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for _ in range(5):
        guard.reserve_guess("attacker", NUMBER)
    guard.reserve_guess("victim", NUMBER, "192.0.2.2")


def test_an_address_has_a_limit_of_wrong_codes_across_sessions(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for index in range(20):
        guard.reserve_guess(f"session {index}", NUMBER)
    with pytest.raises(RateLimited, match="wrong codes from your network"):
        guard.reserve_guess("another session", NUMBER)


def test_a_refused_guess_takes_nothing(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock, quotas(wrong_codes_per_address="1 per 15 minutes"))
    guard.reserve_guess("session", NUMBER)
    for _ in range(10):
        with pytest.raises(RateLimited):
            guard.reserve_guess("session", NUMBER)
    assert guard.guesses_left("session", NUMBER) == 4


def test_a_reservation_tells_how_the_limits_stand(store: Keys, clock: FakeClock) -> None:
    usage = gate(store, clock).reserve_send(NUMBER).usage
    assert [(limit.name, limit.quota, limit.window, limit.remaining, limit.resets_in) for limit in usage] == [
        ("address-900", 5, 900, 4, 900),
        ("address-86400", 20, 86400, 19, 86400),
        ("number-30", 1, 30, 0, 30),
        ("number-3600", 5, 3600, 4, 3600),
        ("number-86400", 10, 86400, 9, 86400),
    ]


def test_used_up_guesses_keep_a_code_from_being_sent(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    for _ in range(5):
        guard.reserve_guess("session", NUMBER)
    clock.advance(600)
    with pytest.raises(TooManyAttempts) as refused:
        guard.reserve_send(NUMBER)
    assert (refused.value.retry_after, refused.value.attempts_left) == (3000, 0)
    assert guard.resend_in(NUMBER) == 0


@pytest.mark.parametrize(
    ("counted_as", "wrong", "unjudged"),
    [(CountedAs.WRONG, 1, 0), (CountedAs.UNJUDGED, 0, 1), (CountedAs.NOTHING, 0, 0)],
)
def test_a_guess_is_kept_as_what_it_was(
    store: Keys, clock: FakeClock, counted_as: CountedAs, wrong: int, unjudged: int
) -> None:
    guard = gate(store, clock)
    guard.reserve_guess("session", NUMBER).settle(counted_as)
    assert guard.guesses_left("session", NUMBER) == 5 - wrong
    assert sum("wrong-codes-address" in key for key in store.keys) == wrong
    assert sum(key.startswith("unjudged/") for key in store.keys) == 2 * unjudged


def test_no_key_holds_a_number_or_an_address(store: Keys, clock: FakeClock) -> None:
    guard = gate(store, clock)
    guard.reserve_send(NUMBER)
    guard.reserve_guess("session", NUMBER)
    assert len(store.keys) > 5
    for key in store.keys:
        assert NUMBER.digits not in key
        assert "555" not in key.split("/", maxsplit=1)[0]
        assert "192.0.2.1" not in key
