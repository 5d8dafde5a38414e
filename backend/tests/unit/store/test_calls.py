"""What a call has read ahead, and when that may be told."""

from __future__ import annotations

from typing import Any

import pytest

from dialproof.store.calls import Call
from dialproof.store.counter_operations import Add, Look, Release, Reserve
from dialproof.store.counters import Claim
from dialproof.store.operations import Operation
from dialproof.store.revision_operations import Begin, Newest, Supersede
from dialproof.store.store import Store
from dialproof.store.value_operations import DeleteValue, GetValue, SetValue
from fakes import FakeClock

A, B = ("a",), ("b",)
GUARD = Add(("calls",), 60)


@pytest.fixture
def store() -> Store:
    return Store(clock=FakeClock())


def trip(call: Call, store: Store, *operations: Operation[Any]) -> list[Operation[Any]]:
    """Run what a store would for ``operations``, and return it."""
    batch = call.batch(operations)
    call.ran(operations, store.run(*batch))
    return batch


def test_what_is_expected_rides_with_the_first_trip_and_is_answered_once(store: Store) -> None:
    call = Call()
    call.expect([Look(A), Newest("s", 60), GetValue(B)])
    assert trip(call, store, GUARD) == [GUARD, Look(A), Newest("s", 60), GetValue(B)]
    latest, look = Newest("s", 60), Look(A)
    results = call.answer([latest, look])
    assert results is not None
    assert (results[latest].revision, results[look].count) == (0, 0)
    assert call.answer([look]) is None
    assert call.answer([GetValue(B)]) is not None


def test_a_read_that_was_not_expected_is_run_with_all_the_others(store: Store) -> None:
    call = Call()
    call.expect([Look(A)])
    trip(call, store, GUARD)
    assert call.answer([Look(A), Look(B)]) is None
    assert call.answer([Look(A)]) is not None


@pytest.mark.parametrize(
    ("read", "change"),
    [
        (Look(A), Reserve([Claim(A, 5, 60)])),
        (Look(A), Add(A, 60)),
        (Look(A), Release([Claim(A, 5, 60)], shared=True)),
        (Newest("s", 60), Begin("s", 60, 0)),
        (Newest("s", 60), Supersede("s", 60, 0, "")),
        (GetValue(A), SetValue(A, "text", 60)),
        (GetValue(A), DeleteValue(A)),
    ],
    ids=lambda operation: type(operation).__name__,
)
@pytest.mark.parametrize("deferred", [True, False], ids=["deferred", "at once"])
def test_what_the_call_has_changed_is_read_anew(
    deferred: bool, read: Operation[Any], change: Operation[Any], store: Store
) -> None:
    call = Call()
    call.expect([read, Look(B)])
    trip(call, store, GUARD)
    if deferred:
        call.defer([change])
    else:
        trip(call, store, change)
    assert call.answer([read]) is None
    assert call.answer([Look(B)]) is not None


def test_what_changes_is_never_answered_from_what_was_read_ahead(store: Store) -> None:
    call = Call()
    call.expect([Look(A)])
    trip(call, store, GUARD)
    assert call.answer([Look(A), GUARD]) is None


def test_what_is_deferred_goes_before_the_next_operations_and_only_once(store: Store) -> None:
    call = Call()
    kept = SetValue(A, "text", 60)
    call.defer([kept])
    assert call.rest() == [kept]
    assert trip(call, store, GetValue(A)) == [kept, GetValue(A)]
    assert call.rest() == []
    assert trip(call, store, GUARD) == [GUARD]
