from __future__ import annotations

import pytest

from dialproof.store.counters import Claim, Count, MemoryCounters
from fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def counters(clock: FakeClock) -> MemoryCounters:
    return MemoryCounters(clock=clock)


def claim(key: str, quota: int = 100, window: int = 30) -> Claim:
    return Claim((key,), quota, window)


def count(counters: MemoryCounters, key: str) -> int:
    return counters.look([(key,)])[0].count


def test_a_window_begins_with_its_first_hit(counters: MemoryCounters, clock: FakeClock) -> None:
    assert [counters.add(("a",), 30).count, counters.add(("a",), 30).count] == [1, 2]
    clock.advance(29)
    assert counters.look([("a",)]) == [Count(2, clock() + 1)]
    clock.advance(1)
    assert counters.look([("a",)]) == [Count(0, clock())]
    assert counters.add(("a",), 30).count == 1


def test_all_claims_are_granted_or_none(counters: MemoryCounters, clock: FakeClock) -> None:
    assert counters.reserve([claim("a"), claim("b", quota=1)]).counts == (
        Count(1, clock() + 30),
        Count(1, clock() + 30),
    )
    refused = counters.reserve([claim("a"), claim("b", quota=1), claim("c")])
    assert not refused.granted
    assert [each.count for each in refused.counts] == [1, 1, 0]
    assert [count(counters, key) for key in "abc"] == [1, 1, 0]


def test_what_is_given_back_can_be_taken_again(counters: MemoryCounters) -> None:
    counters.reserve([claim("a", quota=1)])
    counters.release([claim("a", quota=1)])
    assert counters.reserve([claim("a", quota=1)]).granted


def test_giving_back_never_makes_a_credit(counters: MemoryCounters) -> None:
    counters.release([claim("a")])
    assert counters.add(("a",), 30).count == 1


def test_giving_back_after_the_window_takes_nothing_from_the_next(counters: MemoryCounters, clock: FakeClock) -> None:
    counters.reserve([claim("a")])
    clock.advance(30)
    counters.release([claim("a")])
    assert counters.add(("a",), 30).count == 1


def test_a_window_that_was_given_back_whole_begins_anew(counters: MemoryCounters, clock: FakeClock) -> None:
    counters.reserve([claim("a")])
    counters.release([claim("a")])
    clock.advance(20)
    assert counters.add(("a",), 30).ends == clock() + 30


def test_a_window_ends_with_one_that_others_began_earlier(counters: MemoryCounters, clock: FakeClock) -> None:
    counters.add(("a",), 30)
    counters.align([("a",), ("b",)], [Count(5, clock() + 10), Count(5, clock() + 10)])
    assert counters.look([("a",), ("b",)]) == [Count(1, clock() + 10), Count(0, clock())]
    counters.align([("a",)], [Count(5, clock() + 20)])
    assert counters.look([("a",)]) == [Count(1, clock() + 10)]


def test_resetting_forgets(counters: MemoryCounters) -> None:
    counters.add(("a",), 30)
    counters.add(("b",), 30)
    assert counters.reset() == 2
    assert count(counters, "b") == 0


def test_memory_is_bounded_and_the_nearest_to_their_end_go_first(clock: FakeClock) -> None:
    counters = MemoryCounters(clock=clock, capacity=100)
    for index in range(101):
        counters.add((f"key {index}",), 1000 + index)
    kept = [index for index in range(101) if count(counters, f"key {index}")]
    assert len(kept) == 90
    assert kept == list(range(11, 101))
