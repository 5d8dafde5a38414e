"""`dev.py test` on a machine where a program is missing, as a person and as a script meet it."""

import os
import pty
import subprocess
import sys
from pathlib import Path

import pytest
from devtools.places import BACKEND

CALL = [sys.executable, str(BACKEND / "tests" / "integration" / "run_install.py")]


@pytest.fixture
def environment(tmp_path: Path) -> dict[str, str]:
    """Put an `apt-get` first in the path that only writes down how it was called."""
    apt = tmp_path / "apt-get"
    apt.write_text(f'#!/bin/sh\necho "$@" >> {tmp_path}/calls\n')
    apt.chmod(0o755)
    kept = {name: text for name, text in os.environ.items() if name != "CI"}
    return {**kept, "PATH": f"{tmp_path}:{os.environ['PATH']}", "PYTHONPATH": str(BACKEND)}


INSTALLED = "update -qq\ninstall -y -qq --no-install-recommends no-such-package\n"


def calls(folder: Path) -> str:
    file = folder / "calls"
    return file.read_text() if file.exists() else ""


def answer_on_a_terminal(environment: dict[str, str], answer: bytes) -> tuple[int, str]:
    """Call it on a terminal and type; returns the exit status and all that the terminal showed."""
    ours, theirs = pty.openpty()
    with subprocess.Popen(CALL, env=environment, stdin=theirs, stdout=theirs, stderr=theirs) as process:
        os.close(theirs)
        os.write(ours, answer)
        shown = b""
        try:
            while piece := os.read(ours, 4096):
                shown += piece
        except OSError:
            pass  # Linux says so when the other side is closed.
    os.close(ours)
    return process.returncode, shown.decode()


@pytest.mark.parametrize("answer", [b"y\n", b"YES\n"])
def test_yes_on_a_terminal_installs(answer: bytes, environment: dict[str, str], tmp_path: Path) -> None:
    status, shown = answer_on_a_terminal(environment, answer)
    assert "apt-get install -y -qq --no-install-recommends no-such-package" in shown
    assert status == 0
    assert calls(tmp_path) == INSTALLED


@pytest.mark.parametrize("answer", [b"n\n", b"\n", b"\x04", b"what?\n"])
def test_anything_else_installs_nothing(answer: bytes, environment: dict[str, str], tmp_path: Path) -> None:
    status, shown = answer_on_a_terminal(environment, answer)
    assert "sudo apt-get install no-such-package" in shown
    assert "Traceback" not in shown
    assert status == 2
    assert calls(tmp_path) == ""


def test_a_script_is_not_asked_and_is_told_what_to_run(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run(CALL, env=environment, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False)
    assert done.returncode == 2
    assert "sudo apt-get install no-such-package" in done.stdout
    assert "dev.py test --yes" in done.stdout
    assert calls(tmp_path) == ""


def test_consent_given_beforehand_installs(environment: dict[str, str], tmp_path: Path) -> None:
    done = subprocess.run([*CALL, "--yes"], env=environment, stdin=subprocess.DEVNULL, check=False)
    assert done.returncode == 0
    assert calls(tmp_path) == INSTALLED
