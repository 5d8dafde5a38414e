"""The three ports that `dev.py` serves on, and what to say when one of them is taken."""

from __future__ import annotations

import errno
import socket
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devtools.console import Stop
from devtools.running.browser_ports import REFUSED_BY_BROWSERS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

OFFSET = "DIALPROOF_PORT_OFFSET"
HIGHEST_PORT = 65535
API, SANDBOX, FORM = 5001, 5002, 8080
FORM_IN_DEVELOPMENT = 5173


@dataclass(frozen=True)
class Endpoint:
    """One of the three addresses: a name for people, and a port."""

    name: str
    port: int

    @property
    def url(self) -> str:
        """The address for a browser on this machine."""
        return f"http://localhost:{self.port}"

    @property
    def loopback(self) -> str:
        """The address by number, for one program to reach another without a name lookup."""
        return f"http://127.0.0.1:{self.port}"


@dataclass(frozen=True)
class Endpoints:
    """API, sandbox and form; `DIALPROOF_PORT_OFFSET` moves all three ports together."""

    api: Endpoint
    sandbox: Endpoint
    form: Endpoint

    @classmethod
    def at(cls, offset: int) -> Endpoints:
        """Add `offset` to the usual ports."""
        return cls(
            api=Endpoint("the API", API + offset),
            sandbox=Endpoint("the phone (sandbox)", SANDBOX + offset),
            form=Endpoint("the form", FORM + offset),
        )

    @property
    def all(self) -> tuple[Endpoint, Endpoint, Endpoint]:
        """All three, in the order that they are listed to a person."""
        return (self.form, self.sandbox, self.api)


def read_offset(environ: Mapping[str, str]) -> int:
    """Read `DIALPROOF_PORT_OFFSET`.

    Raises `Stop` when it is not a number that leaves all ports in range, or names a port that browsers refuse.
    """
    text = environ.get(OFFSET, "").strip() or "0"
    highest = HIGHEST_PORT - FORM
    if not text.isascii() or not text.isdigit() or int(text) > highest:
        raise Stop(f"{OFFSET} is {text!r}; it must be a whole number from 0 to {highest}, for example {OFFSET}=100.")
    refused = [endpoint for endpoint in Endpoints.at(int(text)).all if endpoint.port in REFUSED_BY_BROWSERS]
    if refused:
        endpoint, better = refused[0], free_offset(lambda _port: False, int(text))
        raise Stop(
            f"{OFFSET}={text} puts {endpoint.name} at port {endpoint.port}, which browsers refuse to open. "
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
    """Find an offset, in hundreds, at which all three ports are free and browsers open them."""
    for offset in range(start // 100 * 100 + 100, HIGHEST_PORT - FORM, 100):
        ports = [endpoint.port for endpoint in Endpoints.at(offset).all]
        if not any(port in REFUSED_BY_BROWSERS or taken(port) for port in ports):
            return offset
    return None


def check_free(
    endpoints: tuple[Endpoint, ...], verb: str, offset: int, taken: Callable[[int], bool] = is_taken
) -> None:
    """Raise `Stop` that names each taken port, what needs it, and the command that moves all of them."""
    held = [endpoint for endpoint in endpoints if taken(endpoint.port)]
    if not held:
        return
    lines = [f"Port {endpoint.port}, which {endpoint.name} needs, is taken by another program." for endpoint in held]
    move = free_offset(taken, offset)
    if move is not None:
        lines.append(f"Stop that program, or move all three ports:\n\n  {OFFSET}={move} python3 backend/dev.py {verb}")
    raise Stop("\n".join(lines))
