"""A store in Redis: batches are one round trip, come to the same as in memory, and outlive every trouble."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings

from dialproof.keys import keyed_hash
from dialproof.store.counter_operations import Add, Look, Release, Reserve
from dialproof.store.counters import Claim
from dialproof.store.expiring import StoredValues
from dialproof.store.redis_link import RETRY_INTERVAL
from dialproof.store.revision_operations import Begin, Commit, Newest, Supersede
from dialproof.store.revisions import Latest
from dialproof.store.store import Store
from dialproof.store.value_operations import DeleteValue, GetValue, SetValue
from fakes import FakeClock
from support.counted_redis import CountedRedis
from support.redis_server import RedisServer
from support.store_model import Batch, Model, batches, plain

A, B = ("a",), ("b",)
HOUR = 3600


@pytest.fixture
def counted(redis: RedisServer) -> Iterator[CountedRedis]:
    with CountedRedis(redis) as counted:
        yield counted


@pytest.fixture
def stores(redis: RedisServer, clock: FakeClock) -> tuple[Store, Store]:
    """Two processes on one Redis."""
    return Store(redis.url, clock=clock), Store(redis.url, clock=clock)


def text(store: Store, key: tuple[str, ...]) -> str | None:
    value = store.ask(GetValue(key))
    return value.text if value else None


# What batches come to


@pytest.mark.parametrize("processes", ["one process", "a new process for each batch"])
@hypothesis_settings(max_examples=60, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=batches())
def test_a_batch_comes_to_what_a_simple_model_says(
    processes: str, script: list[Batch], redis: RedisServer, clock: FakeClock
) -> None:
    redis.command("FLUSHALL")
    store, model = Store(redis.url, clock=clock), Model()
    for batch in script:
        if processes != "one process":
            store = Store(redis.url, clock=clock)
        assert plain(batch, store.run(*batch)) == model.run(batch)
    assert store.status == "ok"


def test_no_other_process_comes_between_the_operations_of_a_batch(stores: tuple[Store, Store]) -> None:
    def press(index: int) -> bool:
        first, looks = Reserve([Claim(A, 300, HOUR)]), (Look(A), Look(B))
        results = stores[index % 2].run(first, *looks, Reserve([Claim(B, 300, HOUR)]))
        granted = results[first].granted
        return not granted or results[looks[0]].count - results[looks[1]].count == 1

    with ThreadPoolExecutor(8) as pool:
        assert all(pool.map(press, range(600)))
    assert [stores[0].ask(Look(key)).count for key in (A, B)] == [300, 300]


def test_what_redis_refuses_leaves_nothing_behind_in_memory(stores: tuple[Store, Store], redis: RedisServer) -> None:
    one, other = stores
    other.run(Reserve([Claim(A, 1, HOUR)]))
    refused = Reserve([Claim(A, 1, HOUR), Claim(B, 5, HOUR)])
    left_out = Reserve([Claim(B, 5, HOUR)]), Add(B, HOUR), SetValue(B, "text", HOUR), Supersede("s", HOUR, 0, "x")
    results = one.run(refused, *left_out)
    assert not results[refused].granted
    assert not any(operation in results for operation in left_out)
    for _ in ("with Redis", "without"):
        looks = [Look(A), Look(B)]
        values, latest = GetValue(B), Newest("s", HOUR)
        results = one.run(*looks, values, latest)
        assert (results[looks[1]].count, results[values], results[latest]) == (0, None, Latest())
        redis.kill()
    assert one.memory.counters.look([A])[0].count == 0


def test_what_memory_refuses_is_told_with_what_others_counted(stores: tuple[Store, Store]) -> None:
    one, other = stores
    one.run(Reserve([Claim(A, 1, HOUR)]))
    for _ in range(3):
        other.run(Add(B, HOUR))
    refused, skipped = Reserve([Claim(A, 1, HOUR), Claim(B, 9, HOUR)]), SetValue(A, "text", HOUR)
    results = one.run(refused, skipped)
    assert [count.count for count in results[refused].counts] == [1, 3]
    assert skipped not in results


def test_what_a_batch_releases_it_can_reserve(stores: tuple[Store, Store]) -> None:
    claims = [Claim(A, 1, HOUR)]
    stores[0].run(Reserve(claims))
    again = Reserve(claims)
    assert stores[0].run(Release(claims, shared=True), again)[again].granted
    assert stores[1].ask(Look(A)).count == 1


# While Redis is in trouble


def test_a_batch_that_redis_does_not_answer_is_done_in_memory(stores: tuple[Store, Store], redis: RedisServer) -> None:
    store = stores[0]
    redis.freeze()
    claims = [Claim(A, 1, HOUR)]
    first, begin, kept, look = Reserve(claims), Begin("s", HOUR, 4), SetValue(A, "text", HOUR), Look(A)
    results = store.run(first, begin, kept, look)
    assert (results[first].granted, results[first].shared, results[look].count) == (True, False, 1)
    assert results[begin] > 4
    assert text(store, A) == "text"
    assert not store.ask(Reserve(claims)).granted
    redis.thaw()


def test_many_threads_get_no_more_than_the_quota_while_redis_goes_away(
    stores: tuple[Store, Store], redis: RedisServer
) -> None:
    store = stores[0]
    claims = [Claim(A, 50, HOUR)]

    def press(index: int) -> bool:
        if index == 20:
            redis.kill()
        return store.ask(Reserve(claims)).granted

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(press, range(200))) == 50


def test_what_came_while_redis_was_away_is_newer_for_all_when_it_is_back(
    stores: tuple[Store, Store], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = stores
    one.run(Commit("s", HOUR, 5, "number"))
    redis.kill()
    cancelled = one.ask(Supersede("s", HOUR, 5, ""))
    begun = one.ask(Begin("s", HOUR, 0))
    redis.start()
    clock.advance(RETRY_INTERVAL)
    superseded = one.ask(Supersede("s", HOUR, 0, "last"))
    assert cancelled.revision < begun < superseded.revision
    assert other.ask(Newest("s", HOUR)) == superseded


def test_what_a_call_defers_is_kept_though_redis_goes_away(stores: tuple[Store, Store], redis: RedisServer) -> None:
    with stores[0].call():
        stores[0].defer(SetValue(A, "text", HOUR))
        redis.kill()
    assert text(stores[0], A) == "text"


# Values


def test_what_one_process_sets_all_read(stores: tuple[Store, Store]) -> None:
    one, other = stores
    one.run(SetValue(A, "one", HOUR))
    other.run(SetValue(A, "two", HOUR))
    assert [text(one, A), text(other, A)] == ["two", "two"]
    other.run(DeleteValue(A))
    assert [text(one, A), text(other, A)] == [None, None]


def test_a_process_goes_by_what_it_heard_last_while_redis_is_away(
    stores: tuple[Store, Store], redis: RedisServer, clock: FakeClock
) -> None:
    one, other = stores
    one.run(SetValue(A, "one", 300))
    other.run(SetValue(A, "two", 20))
    assert text(one, A) == "two"
    redis.kill()
    assert [text(one, A), text(other, A)] == ["two", "two"]
    clock.advance(20)
    redis.start()
    assert [text(one, A), text(other, A)] == [None, None]


def test_what_redis_forgot_is_forgotten(stores: tuple[Store, Store], redis: RedisServer, clock: FakeClock) -> None:
    one, other = stores
    one.run(SetValue(A, "one", HOUR))
    redis.kill()
    assert text(one, A) == "one"
    other.run(DeleteValue(A))
    redis.start()
    clock.advance(RETRY_INTERVAL)
    assert [text(one, A), text(other, A)] == [None, None]


def test_a_value_ends_for_all_processes_at_once(stores: tuple[Store, Store], redis: RedisServer) -> None:
    one, other = stores
    one.run(SetValue(A, "one", 300))
    [key] = redis.command("KEYS", "dialproof:value:*")
    assert 299_000 < redis.command("PTTL", key) <= 300_000
    value = other.ask(GetValue(A))
    assert value is not None
    redis.command("PEXPIREAT", key, 1)
    assert [text(one, A), text(other, A)] == [None, None]


NAMES = {"old": ("old",), "both": ("new", "old"), "prepared": ("old", "new"), "new": ("new",)}


@pytest.mark.parametrize(
    "pair", [("old", "both"), ("both", "old"), ("both", "new"), ("new", "both"), ("old", "prepared")]
)
def test_while_a_secret_is_replaced_the_last_word_holds(pair: tuple[str, str], stores: tuple[Store, Store]) -> None:
    (one, mine), (other, theirs) = zip(stores, (NAMES[name] for name in pair), strict=True)
    one.run(SetValue(mine, "one", HOUR))
    assert text(other, theirs) == "one"
    other.run(SetValue(theirs, "two", HOUR))
    assert text(one, mine) == "two"
    one.run(DeleteValue(mine))
    assert text(other, theirs) is None
    other.run(SetValue(theirs, "three", HOUR))
    other.run(DeleteValue(theirs))
    assert text(one, mine) is None
    one.run(SetValue(mine, "four", HOUR))
    assert text(other, theirs) == "four"


def test_no_key_in_redis_tells_what_a_value_is_about(stores: tuple[Store, Store], redis: RedisServer) -> None:
    StoredValues(stores[0], names=keyed_hash(["secret"], purpose="values")).set("about +14155550100", "text", HOUR)
    [key] = redis.command("KEYS", "*")
    assert "4155550100" not in key


# Round trips


def test_a_batch_is_one_round_trip(counted: CountedRedis, clock: FakeClock) -> None:
    store = Store(counted.url, clock=clock)
    store.check()  # the connection is there, and the script is loaded
    with counted.trips() as trips:
        store.run(Reserve([Claim(A, 5, HOUR), Claim(B, 5, HOUR)]), Begin("s", HOUR, 0), Look(A), SetValue(A, "x", HOUR))
    assert trips == [1]


def test_a_call_takes_one_round_trip_for_what_it_expects_and_one_for_what_is_left(
    counted: CountedRedis, clock: FakeClock
) -> None:
    store = Store(counted.url, clock=clock)
    store.check()
    with counted.trips() as trips, store.call():
        store.expect(Look(A), Newest("s", HOUR), GetValue(B))
        store.ask(Add(("calls",), 60))
        assert store.ask(Newest("s", HOUR)) == Latest()
        assert store.ask(Look(A)).count == 0
        assert text(store, B) is None
    assert trips == [1]
    with counted.trips() as trips, store.call():
        store.ask(Add(("calls",), 60))
        store.defer(SetValue(A, "text", HOUR))
        store.defer(Release([Claim(B, 5, HOUR)], shared=True))
        store.ask(Look(B))
        store.defer(DeleteValue(A))
    assert trips == [3]
    assert text(store, A) is None
