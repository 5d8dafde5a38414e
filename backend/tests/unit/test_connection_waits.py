"""A worker's main loop waits on a connection until it can be read, and no longer than its deadline."""

from __future__ import annotations

import selectors
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pytest

from dialproof.connection_waits import ConnectionWaits


class Poller(selectors.BaseSelector):
    """Remember what is registered, as the main loop's selector does."""

    def __init__(self) -> None:
        self.registered: dict[Any, Callable[[object], None]] = {}

    def register(self, fileobj: Any, events: int, data: Any = None) -> selectors.SelectorKey:
        assert events == selectors.EVENT_READ
        assert fileobj not in self.registered
        self.registered[fileobj] = data
        return selectors.SelectorKey(fileobj, 0, events, data)

    def unregister(self, fileobj: Any) -> selectors.SelectorKey:
        return selectors.SelectorKey(fileobj, 0, 0, self.registered.pop(fileobj))

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        raise NotImplementedError

    def get_map(self) -> Mapping[Any, selectors.SelectorKey]:
        raise NotImplementedError


@dataclass(eq=False)
class Connection:
    """A connection with a socket that is only a name."""

    sock: str


class Loop:
    """The waits of a loop whose clock is set by hand, and what it was told."""

    def __init__(self) -> None:
        self.now = 0.0
        self.poller = Poller()
        self.waits = ConnectionWaits(lambda: self.now)
        self.readable: list[str] = []
        self.late: list[str] = []

    def wait(self, name: str, seconds: float) -> Connection:
        conn = Connection(sock=name)
        self.waits.begin(conn, self.poller, seconds, on_readable=self._read, on_timeout=self._give_up)
        return conn

    def _read(self, conn: Connection, _: object) -> None:
        self.readable.append(conn.sock)

    def _give_up(self, conn: Connection) -> None:
        self.late.append(conn.sock)
        self.waits.end(conn)


@pytest.fixture
def loop() -> Loop:
    return Loop()


def test_the_loop_is_told_which_connection_can_be_read(loop: Loop) -> None:
    loop.wait("first", 10)
    loop.wait("second", 10)
    loop.poller.registered["second"]("second")
    assert loop.readable == ["second"]


def test_a_deadline_holds_from_the_beginning_and_is_not_passed_early(loop: Loop) -> None:
    slow, quick = loop.wait("slow", 10), loop.wait("quick", 2)
    loop.now = 2.0
    loop.waits.expire()
    assert loop.late == []
    loop.now = 2.1
    loop.waits.expire()
    assert loop.late == ["quick"]
    assert slow in loop.waits
    assert quick not in loop.waits


def test_what_has_ended_is_neither_polled_nor_late_and_may_end_twice(loop: Loop) -> None:
    conn = loop.wait("gone", 1)
    loop.waits.end(conn)
    loop.waits.end(conn)
    loop.now = 5.0
    loop.waits.expire()
    assert loop.poller.registered == {}
    assert loop.late == []


def test_the_oldest_comes_first(loop: Loop) -> None:
    connections = [loop.wait(name, 10) for name in ("a", "b", "c")]
    loop.waits.end(connections[0])
    assert list(loop.waits) == connections[1:]
