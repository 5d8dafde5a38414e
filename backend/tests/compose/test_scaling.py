"""Several backends are one service."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest

from compose.faults import has_taken_up, slow_down
from compose.stack import Stack, Visitor, run, wait_until


@pytest.fixture
def three(running: Stack) -> Stack:
    if not running.is_whole(backends=3):
        running.up(backends=3)
    return running


def test_what_one_backend_began_another_completes(three: Stack, visitor: Visitor) -> None:
    first, second, third = three.addresses()
    assert visitor.ask(first).json()["status"] == "pending"
    assert visitor.state(second).json()["status"] == "pending"
    assert visitor.check(third, three.code_for(visitor.number)).json()["status"] == "verified"


def test_five_codes_an_address_hold_across_all_backends(three: Stack, crowd: list[Visitor]) -> None:
    assert len(three.upstreams()) == 3
    with ThreadPoolExecutor(len(crowd)) as pool:
        statuses = list(pool.map(lambda one: one.ask(three.form).status_code, crowd))
    assert sorted(statuses) == [200] * 5 + [429] * (len(crowd) - 5)


def test_nobody_notices_that_one_backend_dies(three: Stack, visitor: Visitor) -> None:
    assert visitor.ask(three.form).json()["status"] == "pending"
    victim = three.containers("backend")[0]
    run("docker", "kill", victim["Id"])
    statuses = {visitor.state(three.form).status_code for _ in range(12)}
    answer = visitor.check(three.form, three.code_for(visitor.number))
    assert (statuses, answer.json()["status"]) == ({200}, "verified")
    wait_until(lambda: len(three.upstreams()) == 2, "nginx forgets the backend that died")
    assert {visitor.state(three.form).status_code for _ in range(6)} == {200}


def test_of_the_calls_under_way_only_those_of_a_backend_that_dies_are_lost(
    three: Stack, people: Iterator[Visitor]
) -> None:
    several = [next(people) for _ in range(9)]
    for one in several:
        slow_down(three, "start", one.number, seconds=5)
    with ThreadPoolExecutor(len(several)) as pool:
        answers = [pool.submit(one.ask, three.form) for one in several]
        wait_until(lambda: all(has_taken_up(three, one.number) for one in several), "the provider has the calls")
        run("docker", "kill", three.containers("backend")[0]["Id"])
    statuses = [answer.result().status_code for answer in answers]
    # Each of nginx's two processes takes the backends in turn, so that none of the three had all or nothing.
    assert set(statuses) == {200, 504}
    assert statuses.count(504) < len(several) / 2 + 1
