"""The verb `sandbox`: only the stand-in for the provider, for applications other than Dialproof."""

from __future__ import annotations

import os
import sys
from typing import TYPE_CHECKING, NoReturn

from devtools.console import Stop, paint, say
from devtools.places import VAR, VENV_BIN
from devtools.running.browser_ports import REFUSED_BY_BROWSERS
from devtools.running.ports import HIGHEST_PORT, Endpoints, is_taken, read_offset
from devtools.setup.lock import setup_lock
from devtools.setup.prerequisites import check_prerequisites
from devtools.setup.python import Packages, set_up_python

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

CERTIFICATE = VAR / "sandbox-tls"


def sandbox(*, tls: bool) -> NoReturn:
    """Set up the Python packages, and replace this process by the sandbox."""
    port = wanted_port(os.environ)
    say(f"\n{paint('Dialproof', 'bold')}, the sandbox alone: nothing is sent for real\n")
    check_prerequisites(form=False)
    check_port(port, "sandbox --tls" if tls else "sandbox")
    with setup_lock():
        set_up_python(Packages.RUN)
    say()
    command = [str(VENV_BIN / "dialproof"), "sandbox", "--port", str(port)]
    sys.stdout.flush()
    os.execve(command[0], command, environment(os.environ, tls=tls))


def wanted_port(environ: Mapping[str, str]) -> int:
    """Read `SANDBOX_PORT`, or move the usual one; raises `Stop` for what is no port."""
    text = environ.get("SANDBOX_PORT", "").strip()
    if not text:
        return Endpoints.at(read_offset(environ)).sandbox.port
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= HIGHEST_PORT:
        raise Stop(f"SANDBOX_PORT is {text!r}; it must be a whole number from 1 to {HIGHEST_PORT}.")
    if int(text) in REFUSED_BY_BROWSERS:
        better = free_port(int(text), lambda _port: False)
        raise Stop(f"Browsers refuse to open port {text}. The next good one:\n\n  SANDBOX_PORT={better}")
    return int(text)


def check_port(port: int, verb: str, taken: Callable[[int], bool] = is_taken) -> None:
    """Raise `Stop` that names a taken port and the command that takes the next free one."""
    if not taken(port):
        return
    lines = [f"Port {port} is taken by another program, perhaps by a sandbox that runs already."]
    other = free_port(port, taken)
    if other is not None:
        lines.append(f"Stop it, or take another port:\n\n  SANDBOX_PORT={other} python3 backend/dev.py {verb}")
    raise Stop("\n".join(lines))


def free_port(after: int, taken: Callable[[int], bool]) -> int | None:
    """Find the next port that is free and that browsers open."""
    above = range(after + 1, HIGHEST_PORT + 1)
    return next((port for port in above if port not in REFUSED_BY_BROWSERS and not taken(port)), None)


def environment(environ: Mapping[str, str], *, tls: bool) -> dict[str, str]:
    """Pass on what the caller has set; no `.env` is read unless `DIALPROOF_ENV_FILE` names one.

    The caller's folder may be another application's, whose `.env` is not for us.
    """
    certificate = {"SANDBOX_TLS": str(CERTIFICATE)} if tls else {}
    return {"DIALPROOF_ENV_FILE": os.devnull, **certificate, **environ}
