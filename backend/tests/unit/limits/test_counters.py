from __future__ import annotations

import threading

import pytest

from dialproof.limits.counters import MemoryCounters
from fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counters(clock: FakeClock) -> MemoryCounters:
    return MemoryCounters(clock=clock)


def test_a_window_begins_with_its_first_hit(counters: MemoryCounters, clock: FakeClock) -> None:
    assert [counters.incr("a", 30), counters.incr("a", 30)] == [1, 2]
    clock.advance(29)
    assert counters.get("a") == 2
    assert counters.get_expiry("a") == clock() + 1
    clock.advance(1)
    assert counters.get("a") == 0
    assert counters.incr("a", 30) == 1


def test_what_is_given_back_can_be_taken_again(counters: MemoryCounters) -> None:
    counters.incr("a", 30)
    assert counters.incr("a", 30, -1) == 0
    assert counters.incr("a", 30) == 1


def test_giving_back_never_makes_a_credit(counters: MemoryCounters) -> None:
    counters.incr("a", 30, -1)
    assert counters.incr("a", 30) == 1


def test_a_window_that_was_given_back_whole_begins_anew(counters: MemoryCounters, clock: FakeClock) -> None:
    counters.incr("a", 30)
    counters.incr("a", 30, -1)
    clock.advance(20)
    counters.incr("a", 30)
    assert counters.get_expiry("a") == clock() + 30


def test_clearing_forgets(counters: MemoryCounters) -> None:
    counters.incr("a", 30)
    counters.incr("b", 30)
    counters.clear("a")
    assert (counters.get("a"), counters.get("b")) == (0, 1)
    assert counters.reset() == 1
    assert counters.get("b") == 0


def test_no_hit_is_lost_between_threads(counters: MemoryCounters) -> None:
    def hit() -> None:
        for _ in range(500):
            counters.incr("a", 30)

    threads = [threading.Thread(target=hit) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert counters.get("a") == 4000


def test_memory_is_bounded_and_the_nearest_to_their_end_go_first(clock: FakeClock) -> None:
    counters = MemoryCounters(clock=clock, capacity=100)
    for index in range(101):
        counters.incr(f"key {index}", 1000 + index)
    kept = [index for index in range(101) if counters.get(f"key {index}")]
    assert len(kept) == 90
    assert kept == list(range(11, 101))
