"""Bring the containers up once for all tests here, and take everything away again whatever happens."""

from collections.abc import Callable, Iterator

import pytest

from compose.stack import Stack, Visitor


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    stack = Stack("test", tmp_path_factory.mktemp("stack") / "env")
    # What an earlier run left behind when it was killed.
    stack.down()
    try:
        stack.up(build=True)
        yield stack
    finally:
        stack.down()


@pytest.fixture
def stack(running: Stack) -> Stack:
    """Hand out the containers as if nobody had used them: one of each, no limit touched, no number in use."""
    if not running.is_whole():
        running.up()
    running.forget()
    return running


@pytest.fixture
def visitor() -> Visitor:
    return Visitor("+14155550170")


@pytest.fixture
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Stack]]:
    """Hand out a maker of a project of its own with production's settings, which goes away at the end."""
    made: list[Stack] = []

    def make(**settings: str) -> Stack:
        made.append(Stack("real", tmp_path_factory.mktemp("real") / "env", ENVIRONMENT="production", **settings))
        made[-1].down()
        return made[-1]

    yield make
    for stack in made:
        stack.down()
