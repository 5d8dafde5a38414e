"""`dev.py sandbox` as a process of its own, started as a stranger starts it."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from devtools.places import BACKEND

from support.api import free_port

LAST_LINES: Final = ("start with --tls", "SSL_CERT_FILE=")
"""What stands in the last line of the welcome, without and with https."""


@dataclass(frozen=True)
class StandaloneSandbox:
    """The running process and the lines that it has printed so far."""

    process: subprocess.Popen[str]
    words: str
    port: int

    @property
    def exported(self) -> dict[str, str]:
        """The variables that its reader is told to set."""
        return dict(re.findall(r"export (\w+)=(\S+)", self.words))


def clean_environment(**changes: str) -> dict[str, str]:
    """Return this process's environment without what would configure a sandbox."""
    kept = {name: text for name, text in os.environ.items() if not name.startswith(("SANDBOX_", "DIALPROOF_"))}
    return kept | changes


@contextmanager
def standalone_sandbox(folder: Path, *arguments: str, **changes: str) -> Iterator[StandaloneSandbox]:
    """Start it in a folder, wait for its welcome, and end it."""
    port = free_port()
    process = subprocess.Popen(
        [sys.executable, str(BACKEND / "dev.py"), "sandbox", *arguments],
        cwd=folder,
        env=clean_environment(SANDBOX_PORT=str(port), **changes),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    try:
        words = ""
        for line in process.stdout:
            words += line
            if any(last in line for last in LAST_LINES):
                break
        else:
            raise AssertionError(f"it ended before it was ready:\n{words}")
        yield StandaloneSandbox(process, words, port)
    finally:
        process.kill()
        process.wait()
        process.stdout.close()
