"""Print to the person who called: one line for each step, and messages instead of tracebacks."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from devtools.places import LOGS, ROOT

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

HEARTBEAT = 60.0
"""Seconds between two progress lines where no line can be rewritten in place."""

SHOWN_OF_A_FAILURE = 30
"""Lines of a failed command's output that are worth a screen; the rest stays in its log."""


class Stop(Exception):
    """End the command with a message for the person who called it.

    `status` becomes the exit status: 2 when something has to be put right first, 1 when something went wrong.
    """

    def __init__(self, message: str, status: int = 2) -> None:
        super().__init__(message)
        self.status = status


def is_colourful() -> bool:
    """Tell whether to use colours: on a terminal, unless NO_COLOR is set (no-color.org)."""
    return sys.stdout.isatty() and not os.environ.get("NO_COLOR") and os.environ.get("TERM") != "dumb"


def paint(text: str, *styles: str) -> str:
    """Colour a text for the terminal; returns it unchanged where colours are off."""
    codes = {"bold": "1", "dim": "2", "red": "31", "green": "32", "yellow": "33", "blue": "34", "magenta": "35"}
    if not is_colourful():
        return text
    return "".join(f"\033[{codes[style]}m" for style in styles) + text + "\033[0m"


def say(text: str = "") -> None:
    """Print a line at once, also into a pipe."""
    print(text, flush=True)


def tick(text: str) -> None:
    """Print a step that is done."""
    say(f"  {paint('✓', 'green')} {text}")


def complain(message: str) -> None:
    """Print an error to the error stream."""
    sys.stdout.flush()
    print(f"\n{paint('✗', 'red')} {message}", file=sys.stderr, flush=True)


def last_lines(file: Path, count: int = SHOWN_OF_A_FAILURE) -> str:
    """Read the end of a log, indented so that it stands apart from our own words."""
    lines = file.read_text(encoding="utf-8", errors="replace").splitlines() if file.is_file() else []
    return "\n".join(f"    {line}" for line in lines[-count:])


def shortened(line: str, longest: int = 80) -> str:
    """Cut a line that would fill more than one on the screen."""
    return line if len(line) <= longest else line[: longest - 1] + "…"


def run_step(
    label: str,
    command: Sequence[str | Path],
    *,
    cwd: Path,
    advice: str,
    env: Mapping[str, str] | None = None,
) -> None:
    """Run a command that takes a while and show its progress; its output goes to a log under `backend/var/log`.

    Raises `Stop` with the end of that log and the advice when the command fails.
    """
    log = LOGS / (label.lower().replace(" ", "-") + ".log")
    started = time.monotonic()
    status = _run_logged(command, cwd, {**os.environ, **(env or {})}, log, label)
    clear_line()
    if status != 0:
        raise Stop(
            f"{label}: the command ended with status {status}. Its last words:\n\n{last_lines(log)}\n\n"
            f"All of it is in {log.relative_to(ROOT)}.\n{advice}",
            status=1,
        )
    tick(f"{label}, {time.monotonic() - started:.0f} s")


def _run_logged(command: Sequence[str | Path], cwd: Path, env: Mapping[str, str], log: Path, label: str) -> int:
    """Run a command with its output in a log; ends it when we are interrupted."""
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("w", encoding="utf-8") as output:
        child = subprocess.Popen(
            [str(word) for word in command],
            cwd=cwd,
            env=env,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            return _wait_visibly(child, label, log, time.monotonic())
        except BaseException:
            child.terminate()
            child.wait()
            raise


def _wait_visibly(child: subprocess.Popen[bytes], label: str, log: Path, started: float) -> int:
    """Wait for a command: a line that is rewritten on a terminal, a line now and then elsewhere."""
    while True:
        try:
            return child.wait(timeout=0.2 if sys.stdout.isatty() else HEARTBEAT)
        except subprocess.TimeoutExpired:
            doing = (last_lines(log, 1).strip().splitlines() or [""])[0]
            # What a tool says of itself, such as a warning of pip's, is of use only to who watches it.
            said = f"  {shortened(doing)}" if sys.stdout.isatty() else ""
            show_in_place(f"  … {label}, {time.monotonic() - started:.0f} s{said}")


def show_in_place(text: str) -> None:
    """Show a line that the next one replaces; it stays where output is no terminal."""
    if not sys.stdout.isatty():
        say(text)
        return
    print(f"\r\033[K{text[: shutil.get_terminal_size().columns - 1]}", end="", flush=True)


def clear_line() -> None:
    """Clear the line that `show_in_place` has shown."""
    if sys.stdout.isatty():
        print("\r\033[K", end="", flush=True)
