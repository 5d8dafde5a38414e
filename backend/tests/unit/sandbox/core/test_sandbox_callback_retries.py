"""Callbacks that nobody takes are posted again, later and later, and not for ever."""

from __future__ import annotations

import pytest

from unit.sandbox.world import NUMBER, Make, World

URL = "https://example.org/webhooks/vonage"


@pytest.fixture
def world(make: Make) -> World:
    return make(callback_url=URL, callbacks_for="any")


def posted(world: World) -> list[bytes]:
    world.sandbox.callbacks.send_waiting()
    return [body for _, body, _ in world.posts.sent]


@pytest.mark.parametrize("answer", [500, 404, 302, ConnectionRefusedError()])
def test_a_callback_that_is_not_accepted_is_tried_again_ever_later(world: World, answer: int | OSError) -> None:
    world.posts.answers = [204, answer, answer]
    world.check(world.started(), world.code())
    assert len(posted(world)) == 2
    world.pass_time(4.9)
    assert len(posted(world)) == 2
    world.pass_time(0.1)
    assert len(posted(world)) == 3
    world.pass_time(10)
    assert len(posted(world)) == 4
    world.pass_time(1000)
    assert len(posted(world)) == 4


def test_a_callback_is_tried_for_a_day_and_then_given_up(world: World, caplog: pytest.LogCaptureFixture) -> None:
    world.posts.answers = [204, *[500] * 1000]
    world.check(world.started(), world.code())
    posted(world)
    began = world.clock.now
    last = began
    for _ in range(3 * 24 * 60):
        before = len(world.posts.sent)
        world.pass_time(60)
        if len(world.posts.sent) > before:
            last = world.clock.now
    assert 23.5 * 3600 < last - began <= 24 * 3600 + 60
    assert len(world.posts.sent) > 90
    assert "gave a callback up" in caplog.text


def test_how_long_a_callback_is_tried_can_be_chosen(make: Make) -> None:
    world = make(callback_url=URL, callbacks_for="any", callback_retry_for=0)
    world.posts.answers = [500] * 100
    world.check(world.started(), world.code())
    for _ in range(20):
        world.pass_time(1000)
    assert len(world.posts.sent) == 2


def test_trying_again_comes_to_an_end(make: Make) -> None:
    world = make(callback_url=URL, callbacks_for="any", callback_attempts=3)
    world.posts.answers = [500] * 100
    world.check(world.started(), world.code())
    for _ in range(20):
        world.pass_time(1000)
    assert len(world.posts.sent) == 6


def test_a_callback_that_is_tried_again_has_the_same_body(world: World) -> None:
    world.posts.answers = [500]
    world.check(world.started(NUMBER), world.code())
    posted(world)
    world.pass_time(5)
    assert world.posts.sent[0][1] == world.posts.sent[-1][1]
