"""The set-up lock: two commands never set up the same folders at the same time."""

from __future__ import annotations

import contextlib
import fcntl
from typing import TYPE_CHECKING

from devtools.console import say
from devtools.places import VAR

if TYPE_CHECKING:
    from collections.abc import Iterator


@contextlib.contextmanager
def setup_lock() -> Iterator[None]:
    """Hold the lock, waiting while another command has it; the system releases it when the process ends."""
    VAR.mkdir(parents=True, exist_ok=True)
    with (VAR / "set-up.lock").open("w") as file:
        try:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("  · Another dev.py is setting things up; waiting for it …")
            fcntl.flock(file, fcntl.LOCK_EX)
        yield
