"""dev.py as a person calls it: from anywhere, with a port taken, with a part that dies, and with Ctrl-C."""

import contextlib
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from devtools.places import BACKEND
from devtools.running.ports import Endpoints, free_offset, is_taken

from support.api import free_port

DEV = BACKEND / "dev.py"

PARTS = Path(__file__).with_name("run_parts.py")


def call(*arguments: str, cwd: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, str(DEV), *arguments],
        cwd=cwd,
        env={**os.environ, **environment},
        stdin=subprocess.DEVNULL,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )


def test_help_lists_the_verbs_from_any_folder(tmp_path: Path) -> None:
    done = call("--help", cwd=tmp_path)
    assert done.returncode == 0
    assert all(f"    {verb} " in done.stdout for verb in ("demo", "serve", "sandbox", "test", "lock"))


def test_without_a_verb_it_shows_the_help(tmp_path: Path) -> None:
    done = call(cwd=tmp_path)
    assert done.returncode == 2
    assert "demo" in done.stdout


def loopbacks() -> list[tuple[socket.AddressFamily, str]]:
    """List the loopback addresses that this machine has: containers often come without IPv6."""
    found: list[tuple[socket.AddressFamily, str]] = []
    for family, address in ((socket.AF_INET, "127.0.0.1"), (socket.AF_INET6, "::1")):
        with contextlib.suppress(OSError), socket.socket(family, socket.SOCK_STREAM) as probe:
            probe.bind((address, 0))
            found.append((family, address))
    return found


@pytest.mark.parametrize(("family", "address"), loopbacks())
@pytest.mark.parametrize("verb", ["demo", "serve"])
def test_a_taken_port_is_explained_before_anything_is_set_up(
    verb: str, family: socket.AddressFamily, address: str, tmp_path: Path
) -> None:
    offset = free_offset(is_taken, 20_000)
    assert offset is not None
    endpoint = Endpoints.at(offset).api
    with socket.socket(family, socket.SOCK_STREAM) as other_program:
        other_program.bind((address, endpoint.port))
        other_program.listen()
        done = call(verb, cwd=tmp_path, DIALPROOF_PORT_OFFSET=str(offset))
    assert done.returncode == 2
    assert f"Port {endpoint.port}, which the API needs, is taken" in done.stderr
    assert f"python3 backend/dev.py {verb}" in done.stderr
    assert "Traceback" not in done.stderr
    assert "packages" not in done.stdout


def test_an_offset_that_is_no_number_is_explained(tmp_path: Path) -> None:
    done = call("demo", cwd=tmp_path, DIALPROOF_PORT_OFFSET="lots")
    assert done.returncode == 2
    assert "DIALPROOF_PORT_OFFSET is 'lots'" in done.stderr


def test_missing_tools_are_told_all_at_once(tmp_path: Path) -> None:
    done = call("demo", cwd=tmp_path, PATH=str(tmp_path))
    assert done.returncode == 2
    assert "Node.js is missing" in done.stderr
    assert "npm is missing" in done.stderr


class Supervised:
    """A small program that runs two web servers side by side, as `demo` runs its parts."""

    def __init__(self, folder: Path, *, failing: bool = False, stubborn: bool = False) -> None:
        self.ports = [free_port(), free_port()]
        answers = ["yes" if wanted else "no" for wanted in (failing, stubborn)]
        self.process = subprocess.Popen(
            [sys.executable, str(PARTS), str(folder), *map(str, self.ports), *answers],
            env={**os.environ, "PYTHONPATH": str(BACKEND)},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
        )

    def wait_until_ready(self) -> None:
        assert self.process.stdout is not None
        assert self.process.stdout.readline() == "ready\n"

    def end(self) -> tuple[int, str]:
        output, _ = self.process.communicate(timeout=30)
        return self.process.returncode, output

    def leftovers(self) -> list[int]:
        return [port for port in self.ports if is_taken(port)]


@contextlib.contextmanager
def inherited(number: signal.Signals, handler: signal.Handlers) -> Iterator[None]:
    """Let what is started meanwhile inherit how a signal is met, whatever these tests were started with themselves."""
    before = signal.signal(number, handler)
    try:
        yield
    finally:
        signal.signal(number, before)


@pytest.fixture
def supervise(tmp_path: Path) -> Iterator[Callable[..., Supervised]]:
    started: list[Supervised] = []

    def start(**options: bool) -> Supervised:
        started.append(Supervised(tmp_path, **options))
        return started[-1]

    yield start
    for one in started:
        if one.process.poll() is None:
            one.process.terminate()
        one.process.communicate(timeout=30)


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_stops_every_part_and_its_children(
    number: signal.Signals, supervise: Callable[..., Supervised]
) -> None:
    with inherited(signal.SIGHUP, signal.SIG_DFL):
        run = supervise()
    run.wait_until_ready()
    assert run.leftovers() == run.ports
    run.process.send_signal(number)
    status, output = run.end()
    assert status == 0
    assert "Traceback" not in output
    assert run.leftovers() == []


def test_ctrl_c_counts_also_for_a_command_that_a_script_started_in_the_background(
    supervise: Callable[..., Supervised],
) -> None:
    with inherited(signal.SIGINT, signal.SIG_IGN):
        run = supervise()
    run.wait_until_ready()
    run.process.send_signal(signal.SIGINT)
    assert run.end()[0] == 0
    assert run.leftovers() == []


def test_a_closed_terminal_stops_nothing_that_was_started_with_nohup(supervise: Callable[..., Supervised]) -> None:
    with inherited(signal.SIGHUP, signal.SIG_IGN):
        run = supervise()
    run.wait_until_ready()
    run.process.send_signal(signal.SIGHUP)
    with pytest.raises(subprocess.TimeoutExpired):
        run.process.wait(timeout=2)
    assert run.leftovers() == run.ports
    run.process.send_signal(signal.SIGTERM)
    assert run.end()[0] == 0


def test_a_part_that_does_not_listen_is_stopped_by_force(supervise: Callable[..., Supervised]) -> None:
    run = supervise(stubborn=True)
    run.wait_until_ready()
    run.process.send_signal(signal.SIGTERM)
    status, _ = run.end()
    assert status == 0
    assert run.leftovers() == []


def test_when_a_part_dies_all_stop_and_its_last_words_are_shown(supervise: Callable[..., Supervised]) -> None:
    run = supervise(failing=True)
    status, output = run.end()
    assert status == 1
    assert "The three ended by itself with status 3" in output
    assert "no such account" in output
    assert "three.log" in output
    assert run.leftovers() == []
