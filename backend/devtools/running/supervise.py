"""Run several programs side by side: start them, wait until they answer, and stop all of them at the end."""

from __future__ import annotations

import contextlib
import http.client
import os
import signal
import subprocess
import threading
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

from devtools.console import SHOWN_OF_A_FAILURE, Stop, paint, say
from devtools.places import LOGS, ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Mapping, Sequence
    from pathlib import Path

    from devtools.running.ports import Endpoint

PATIENCE = 60.0
"""Seconds for all parts to answer; the slowest machine we know takes a tenth of it."""

GRACE = 15.0
"""Seconds between asking a part to stop and stopping it by force: longer than the longest call to a provider."""


ENDINGS = (signal.SIGTERM, signal.SIGHUP)
"""What ends a command besides Ctrl-C: a supervisor's request, and a terminal that is closed."""


class Stopped(BaseException):
    """A signal asked for the end; raised wherever the main thread is, like `KeyboardInterrupt`."""


@dataclass(frozen=True)
class Part:
    """One program: how to start it, and the endpoint and path that answer once it is ready."""

    name: str
    command: Sequence[str | Path]
    cwd: Path
    env: Mapping[str, str]
    endpoint: Endpoint
    health_path: str
    logs: Path = LOGS

    @property
    def log(self) -> Path:
        """Where everything goes that the part prints."""
        return self.logs / f"{self.name}.log"


class Running:
    """A part that was started, in a process group of its own so that its children end with it."""

    def __init__(self, part: Part, show: Callable[[str, str], None] | None) -> None:
        self.part = part
        self.tail: deque[str] = deque(maxlen=SHOWN_OF_A_FAILURE)
        part.logs.mkdir(parents=True, exist_ok=True)
        self.process = subprocess.Popen(
            [str(word) for word in part.command],
            cwd=part.cwd,
            env=dict(part.env),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
        self.reader = threading.Thread(target=self._read, args=(show,), daemon=True)
        self.reader.start()

    def _read(self, show: Callable[[str, str], None] | None) -> None:
        with self.part.log.open("wb") as log:
            for raw in self.process.stdout or ():
                log.write(raw)
                log.flush()
                line = raw.decode("utf-8", "replace").rstrip()
                self.tail.append(line)
                if show is not None:
                    show(self.part.name, line)

    def is_healthy(self) -> bool:
        """Tell whether the part's health address answers with 200."""
        return answers(self.part.endpoint.port, self.part.health_path)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to the program and all of its children."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, number)

    def is_gone(self) -> bool:
        """Tell whether neither the program nor a child of it is left."""
        self.process.poll()
        try:
            os.killpg(self.process.pid, 0)
        except (ProcessLookupError, PermissionError):
            return True
        return False

    def explain(self, what: str) -> str:
        """Say what happened to the part, with its last words and where to read the rest."""
        self.reader.join(timeout=1)
        name, log = self.part.endpoint.name, self.part.log
        words = "\n".join(f"    {line}" for line in self.tail) or "    (it printed nothing)"
        return (
            f"{name[0].upper()}{name[1:]} {what}, so everything was stopped. Its last words:\n\n{words}\n\n"
            f"All of them are in {log.relative_to(ROOT) if log.is_relative_to(ROOT) else log}."
        )


def answers(port: int, path: str) -> bool:
    """Tell whether a GET on this machine is answered with 200; asks directly, past any proxy in the environment."""
    connection = http.client.HTTPConnection("localhost", port, timeout=2)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == http.client.OK
    except (OSError, http.client.HTTPException):
        return False
    finally:
        connection.close()


@contextlib.contextmanager
def signals_raise() -> Iterator[None]:
    """Turn SIGTERM and SIGHUP into `Stopped`, so that whatever ends this command also stops the parts.

    Ctrl-C counts even where a shell script started us in the background, which makes it deaf to it; `nohup` counts too.
    """

    def raise_stopped(number: int, _frame: object) -> NoReturn:
        raise Stopped(signal.Signals(number).name)

    wanted = [number for number in ENDINGS if signal.getsignal(number) is not signal.SIG_IGN]
    before = {number: signal.signal(number, raise_stopped) for number in wanted}
    before[signal.SIGINT] = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def run_together(
    parts: Sequence[Part],
    *,
    show: Callable[[str, str], None] | None,
    when_ready: Callable[[], None],
    grace: float = GRACE,
) -> None:
    """Start all parts, call `when_ready` once each answers, and stop all of them at the end.

    Ends quietly on Ctrl-C, SIGTERM and SIGHUP. Raises `Stop` when a part ends by itself or does not answer in time.
    """
    running: list[Running] = []
    with signals_raise():
        try:
            for part in parts:
                running.append(Running(part, show))  # noqa: PERF401 - those before one that fails must be stopped
            wait_until_healthy(running)
            when_ready()
            watch(running)
        except (KeyboardInterrupt, Stopped):
            say(f"\n  {paint('Stopping …', 'dim')}")
        finally:
            stop_all(running, grace)


def wait_until_healthy(running: Sequence[Running], patience: float = PATIENCE) -> None:
    """Wait until each part answers; raises `Stop` naming the one that ended or stayed silent."""
    deadline = time.monotonic() + patience
    waiting = list(running)
    while waiting:
        check_running(running)
        waiting = [one for one in waiting if not one.is_healthy()]
        if waiting and time.monotonic() > deadline:
            url = waiting[0].part.endpoint.url
            raise Stop(waiting[0].explain(f"did not answer at {url} within {patience:.0f} s"), status=1)
        if waiting:
            time.sleep(0.1)


def watch(running: Sequence[Running]) -> NoReturn:
    """Wait until a part ends by itself, and raise `Stop` then."""
    while True:
        check_running(running)
        time.sleep(0.5)


def check_running(running: Sequence[Running]) -> None:
    """Raise `Stop` with the last words of a part that has ended by itself."""
    for one in running:
        status = one.process.poll()
        if status is not None:
            raise Stop(one.explain(f"ended by itself with status {status}"), status=1)


def stop_all(running: Sequence[Running], grace: float) -> None:
    """Ask every part to stop and wait; a second signal, or the end of the grace period, stops them by force."""
    try:
        for one in running:
            one.signal(signal.SIGTERM)
        deadline = time.monotonic() + grace
        while not all(one.is_gone() for one in running) and time.monotonic() < deadline:
            time.sleep(0.05)
    except (KeyboardInterrupt, Stopped):
        say("  Stopping by force.")
    finally:
        before = {number: signal.signal(number, signal.SIG_IGN) for number in (signal.SIGINT, *ENDINGS)}
        for one in running:
            one.signal(signal.SIGKILL)
            one.process.wait()
        for number, handler in before.items():
            signal.signal(number, handler)
