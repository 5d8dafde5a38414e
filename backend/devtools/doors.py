"""The three ports, and what to say when one of them is taken."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devtools.browser_ports import REFUSED_BY_BROWSERS
from devtools.console import Stop

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OFFSET = "DIALPROOF_PORT_OFFSET"
HIGHEST_PORT = 65535
API, SANDBOX, FORM = 5001, 5002, 8080
FORM_IN_DEVELOPMENT = 5173


@dataclass(frozen=True)
class Door:
    """One of the addresses that a person or a program comes in by."""

    name: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://localhost:{self.port}"

    @property
    def loopback(self) -> str:
        """The same without a name to look up, for one part to reach another."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Doors:
    """The three doors, moved together by `DIALPROOF_PORT_OFFSET`."""

    api: Door
    sandbox: Door
    form: Door

    @classmethod
    def at(cls, offset: int) -> Doors:
        """Place the doors `offset` above their usual ports."""
        return cls(
            api=Door("the API", API + offset),
            sandbox=Door("the phone (sandbox)", SANDBOX + offset),
            form=Door("the form", FORM + offset),
        )

    @property
    def all(self) -> tuple[Door, Door, Door]:
        """All three, in the order that they are told."""
        return (self.form, self.sandbox, self.api)


def read_offset(environ: Mapping[str, str]) -> int:
    """Read `DIALPROOF_PORT_OFFSET`.

    Raises `Stop` when it is not a number that leaves all ports in range, or puts a door where browsers do not go.
    """
    text = environ.get(OFFSET, "").strip() or "0"
    highest = HIGHEST_PORT - FORM
    if not text.isascii() or not text.isdigit() or int(text) > highest:
        raise Stop(f"{OFFSET} is {text!r}; it must be a whole number from 0 to {highest}, for example {OFFSET}=100.")
    refused = [door for door in Doors.at(int(text)).all if door.port in REFUSED_BY_BROWSERS]
    if refused:
        door, better = refused[0], free_offset(lambda _port: False, int(text))
        raise Stop(
            f"{OFFSET}={text} puts {door.name} at port {door.port}, which browsers refuse to open. "
            f"The next good one:\n\n  {OFFSET}={better}"
        )
    return int(text)


def is_taken(port: int) -> bool:
    """Tell whether something listens on this port of the loopback interface, over IPv4 or IPv6."""
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        try:
            with socket.socket(family, socket.SOCK_STREAM) as probe:
                probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
                probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                return True
    return False


def free_offset(taken: Callable[[int], bool], start: int) -> int | None:
    """Find an offset, in hundreds, at which all three doors are free and browsers open them."""
    for offset in range(start // 100 * 100 + 100, HIGHEST_PORT - FORM, 100):
        if not any(door.port in REFUSED_BY_BROWSERS or taken(door.port) for door in Doors.at(offset).all):
            return offset
    return None


def check_free(doors: tuple[Door, ...], verb: str, offset: int, taken: Callable[[int], bool] = is_taken) -> None:
    """Raise `Stop` that names each taken port, whose door it is, and the command that moves all of them."""
    held = [door for door in doors if taken(door.port)]
    if not held:
        return
    lines = [f"Port {door.port}, the door of {door.name}, is taken by another program." for door in held]
    move = free_offset(taken, offset)
    if move is not None:
        lines.append(f"Stop that program, or move all three doors:\n\n  {OFFSET}={move} python3 backend/dev.py {verb}")
    raise Stop("\n".join(lines))
