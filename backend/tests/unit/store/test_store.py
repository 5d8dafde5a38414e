"""A store without a Redis."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dialproof.store.counter_operations import Look, Release, Reserve
from dialproof.store.counters import Claim, Count
from dialproof.store.revision_operations import Advance, Begin, Commit, Newest, Supersede
from dialproof.store.revisions import Latest
from dialproof.store.store import Store
from dialproof.store.value_operations import DeleteValue, GetValue, SetValue
from fakes import FakeClock
from support.store_model import Batch, Model, batches, plain

A, B = ("a",), ("b",)
HOUR = 3600


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def store(clock: FakeClock) -> Store:
    return Store(clock=clock)


@settings(max_examples=200)
@given(batches())
def test_a_batch_comes_to_what_a_simple_model_says(given: list[Batch]) -> None:
    store, model = Store(clock=FakeClock()), Model()
    for batch in given:
        assert plain(batch, store.run(*batch)) == model.run(batch)


@settings(max_examples=100)
@given(batches(), st.booleans())
def test_it_makes_no_difference_to_results_whether_a_call_gathers_them(given: list[Batch], expects: bool) -> None:
    store, model = Store(clock=FakeClock()), Model()
    with store.call():
        for batch in given:
            if expects:
                store.expect(*(operation for operation in batch if not operation.changes))
            assert plain(batch, store.run(*batch)) == model.run(batch)


def test_a_refused_reservation_leaves_out_every_change_after_it(store: Store) -> None:
    store.run(Reserve([Claim(A, 1, HOUR)]), SetValue(A, "before", HOUR))
    refused, looked, read = Reserve([Claim(A, 1, HOUR)]), Look(B), GetValue(A)
    left_out = [
        Reserve([Claim(B, 9, HOUR)]),
        Begin("s", HOUR, 0),
        Supersede("s", HOUR, 0, ""),
        SetValue(A, "after", HOUR),
        DeleteValue(A),
    ]
    results = store.run(refused, *left_out, looked, read)
    assert not results[refused].granted
    assert results[looked].count == 0
    value = results[read]
    assert value is not None
    assert value.text == "before"
    for operation in left_out:
        assert operation not in results
        with pytest.raises(KeyError):
            results[operation]
    assert store.ask(Newest("s", HOUR)) == Latest()
    assert store.ask(Begin("s", HOUR, 0)) == 1


def test_a_claim_that_takes_nothing_is_refused_where_one_more_is_not_allowed(store: Store, clock: FakeClock) -> None:
    asked = Claim(A, 2, HOUR, takes=False)
    counted = Claim(B, 5, HOUR)
    assert store.ask(Reserve([asked, counted])).counts == (Count(0, clock()), Count(1, clock() + HOUR))
    store.run(Reserve([Claim(A, 2, HOUR)]), Reserve([Claim(A, 2, HOUR)]))
    refused = store.ask(Reserve([asked, counted]))
    assert not refused.granted
    assert [count.count for count in refused.counts] == [2, 1]
    store.run(Release([asked, counted], shared=False))
    assert [store.ask(Look(key)).count for key in (A, B)] == [2, 0]


def test_what_supersedes_is_newer_than_everything_under_way(store: Store) -> None:
    first = store.ask(Begin("s", HOUR, 0))
    verified = store.ask(Advance("s", HOUR, 0, "verified"))
    assert verified is not None
    assert verified.revision > first
    cancelled = store.ask(Supersede("s", HOUR, 0, ""))
    assert cancelled.revision > verified.revision
    assert store.ask(Commit("s", HOUR, first, "late")) == cancelled
    assert store.ask(Advance("s", HOUR, verified.revision, "late", ["verified"])) is None


def test_equal_operations_have_results_of_their_own(store: Store) -> None:
    before, after = Look(A), Look(A)
    results = store.run(before, Reserve([Claim(A, 1, HOUR)]), after)
    assert [results[before].count, results[after].count] == [0, 1]


def test_no_other_thread_comes_between_the_operations_of_a_batch(store: Store) -> None:
    def press(_: int) -> bool:
        first, looks = Reserve([Claim(A, 1000, HOUR)]), (Look(A), Look(B))
        results = store.run(first, *looks, Reserve([Claim(B, 1000, HOUR)]))
        return results[looks[0]].count - results[looks[1]].count == results[first].granted

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(press, range(2000)))
    assert store.ask(Look(A)).count == store.ask(Look(B)).count == 1000


def test_a_value_expires_and_can_be_replaced(store: Store, clock: FakeClock) -> None:
    store.run(SetValue(A, "one", 60), SetValue(B, "two", 30))
    store.run(SetValue(A, "three", 30))
    clock.advance(29)
    assert [value and value.text for value in map(store.ask, (GetValue(A), GetValue(B)))] == ["three", "two"]
    clock.advance(1)
    assert [store.ask(GetValue(A)), store.ask(GetValue(B))] == [None, None]
    store.run(SetValue(A, "one", 60), SetValue(A, "none", 0))
    assert store.ask(GetValue(A)) is None


# Calls


def test_what_a_call_defers_is_done_when_it_ends(store: Store) -> None:
    with store.call():
        store.defer(SetValue(A, "text", HOUR))
        assert store.memory.values.get(A) is None
    assert store.memory.values.get(A) is not None


def test_what_a_call_defers_is_done_when_it_fails(store: Store) -> None:
    def fail() -> None:
        with store.call():
            store.defer(SetValue(A, "text", HOUR))
            raise RuntimeError

    with pytest.raises(RuntimeError):
        fail()
    assert store.ask(GetValue(A)) is not None


def test_a_call_reads_what_it_has_deferred(store: Store) -> None:
    with store.call():
        assert store.ask(GetValue(A)) is None
        store.expect(GetValue(A))
        store.ask(Look(A))
        store.defer(SetValue(A, "text", HOUR))
        value = store.ask(GetValue(A))
        assert value is not None
        assert value.text == "text"


def test_without_a_call_nothing_waits(store: Store) -> None:
    store.expect(Look(A))
    store.defer(SetValue(A, "text", HOUR))
    assert store.memory.values.get(A) is not None


def test_calls_in_other_threads_are_other_calls(store: Store) -> None:
    with store.call(), ThreadPoolExecutor(1) as pool:
        pool.submit(store.defer, SetValue(A, "text", HOUR)).result()
        assert store.memory.values.get(A) is not None
