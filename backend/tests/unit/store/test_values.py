from __future__ import annotations

import pytest

from dialproof.keys import keyed_hash
from dialproof.store.expiring import StoredValues
from dialproof.store.store import Store
from dialproof.store.values import MemoryValues, Value
from fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


def test_memory_is_bounded_and_the_nearest_to_their_end_go_first(clock: FakeClock) -> None:
    values = MemoryValues(clock=clock, capacity=100)
    for index in range(101):
        values.set((str(index),), "text", 1000 + index)
    kept = [index for index in range(101) if values.get((str(index),))]
    assert kept == list(range(11, 101))


def test_a_value_tells_until_when_it_is_kept(clock: FakeClock) -> None:
    values = MemoryValues(clock=clock)
    values.set(("a",), "text", 60)
    clock.advance(10)
    assert values.get(("a",)) == Value("text", clock() + 50)


def test_what_was_set_is_there_until_it_is_over_or_deleted(clock: FakeClock) -> None:
    values = StoredValues(Store(clock=clock), names=keyed_hash(["secret"], purpose="values"))
    assert values.get("open request +14155550100") is None
    values.set("open request +14155550100", "abc", 60)
    values.set("open request +14155550101", "def", 60)
    assert values.get("open request +14155550100") == "abc"
    values.delete("open request +14155550100")
    assert values.get("open request +14155550100") is None
    clock.advance(60)
    assert values.get("open request +14155550101") is None
