"""Several backends are one service."""

import pytest

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
    statuses = [one.ask(three.form).status_code for one in crowd[:7]]
    assert statuses == [200] * 5 + [429] * 2


def test_nobody_notices_that_one_backend_dies(three: Stack, visitor: Visitor) -> None:
    assert visitor.ask(three.form).json()["status"] == "pending"
    victim = three.containers("backend")[0]
    run("docker", "kill", victim["Id"])
    statuses = {visitor.state(three.form).status_code for _ in range(12)}
    answer = visitor.check(three.form, three.code_for(visitor.number))
    assert (statuses, answer.json()["status"]) == ({200}, "verified")
    wait_until(lambda: len(three.upstreams()) == 2, "nginx forgets the backend that died")
    assert {visitor.state(three.form).status_code for _ in range(6)} == {200}
