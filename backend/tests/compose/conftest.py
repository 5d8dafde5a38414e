"""Bring the containers up once for all tests here, and take everything away again whatever happens."""

from collections.abc import Callable, Generator, Iterator

import pytest

from compose.stack import SERVICES, Stack, Visitor, strangers
from support.logs import last_lines


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what each container has logged."""
    report = yield
    stack = getattr(item, "funcargs", {}).get("stack")
    if report.failed and isinstance(stack, Stack):
        for service in SERVICES:
            report.sections.append((f"End of the log of {service}", last_lines(stack.log_of(service))))
    return report


@pytest.fixture(scope="session")
def running(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    # As behind a proxy of one's own, so that each visitor can come from an address of theirs.
    stack = Stack("test", tmp_path_factory.mktemp("stack") / "env", TRUSTED_PROXIES="2")
    # What an earlier run left behind when it was killed.
    stack.down()
    try:
        stack.up(build=True)
        yield stack
    finally:
        stack.down()


@pytest.fixture
def stack(running: Stack) -> Stack:
    """Hand out the containers, one of each, after whatever an earlier test did to them."""
    if not running.is_whole():
        running.up()
    return running


@pytest.fixture(scope="session")
def people() -> Iterator[Visitor]:
    """Hand out visitors whom nobody has seen yet: `next(people)`."""
    return strangers()


@pytest.fixture
def visitor(people: Iterator[Visitor]) -> Visitor:
    return next(people)


@pytest.fixture
def crowd(people: Iterator[Visitor]) -> list[Visitor]:
    """Hand out people with numbers of their own who share one address."""
    together = [next(people) for _ in range(20)]
    for one in together:
        one.address = together[0].address
    return together


@pytest.fixture
def production(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Callable[..., Stack]]:
    """Hand out a maker of a project of its own with production's settings, which goes away at the end."""
    made: list[Stack] = []

    def make(**settings: str) -> Stack:
        production = {"ENVIRONMENT": "production", **settings}
        made.append(Stack("real", tmp_path_factory.mktemp("real") / "env", **production))
        made[-1].down()
        return made[-1]

    yield make
    for stack in made:
        stack.down()
