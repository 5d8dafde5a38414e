"""Dialproof itself: its settings for a test, and the server of production in processes of its own."""

from __future__ import annotations

import contextlib
import os
import random
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Self

import requests
from flask import Flask

from dialproof.settings import Settings

BACKEND = Path(__file__).resolve().parents[2]
CONFIGURATION = str(BACKEND / "gunicorn.conf.py")
SECRET_KEY = "a key that only the tests of this folder use"
NUMBERS = tuple(f"+1415555{line:04}" for line in range(100, 180))
"""Numbers reserved for fiction; the sandbox treats those from 0180 on in ways of their own."""

DEFAULT_LIMITS = {
    "LIMIT_CALLS_PER_ADDRESS": "300 per minute",
    "LIMIT_SENDS_PER_ADDRESS": "5 per 15 minutes; 20 per day",
    "LIMIT_SENDS_PER_RANGE": "10 per hour",
    "LIMIT_WRONG_CODES_PER_ADDRESS": "20 per 15 minutes",
    "LIMIT_UNJUDGED_CHECKS_PER_ADDRESS": "100 per 15 minutes",
}
"""What `environment` raises, as it is in production."""

Serve = Callable[..., Flask]
"""Makes a service with the limits of production; settings can be changed by keyword."""

PORTS = (11_000, 32_000)
READY_WITHIN = 60.0
ENDS_WITHIN = 60.0


def environment(provider: str, **changes: str | float) -> dict[str, str]:
    """Return the settings of a Dialproof whose provider listens at ``provider``, as environment variables.

    Limits are the defaults, but for those that count everybody on this machine as one; ``changes`` come on top.
    """
    settings = {
        "SECRET_KEY": SECRET_KEY,
        "VONAGE_API_URL": provider,
        "VONAGE_API_KEY": "sandbox",
        "VONAGE_API_SECRET": "sandbox-secret",
        "PROVIDER_IS_SANDBOX": "true",
        "LIMIT_CALLS_PER_ADDRESS": "100000 per minute",
        "LIMIT_SENDS_PER_ADDRESS": "100000 per day",
        "LIMIT_SENDS_PER_RANGE": "100000 per day",
        "LIMIT_WRONG_CODES_PER_ADDRESS": "100000 per day",
        "LIMIT_UNJUDGED_CHECKS_PER_ADDRESS": "100000 per day",
    }
    return settings | {name: str(value) for name, value in changes.items()}


def settings(provider: str, **changes: str | float) -> Settings:
    """Return the same as an object."""
    return Settings.from_environ(environment(provider, **changes))


def free_port() -> int:
    """Find a port that nothing listens on, below those that the system hands out to whatever is started meanwhile."""
    while True:
        port = random.randrange(*PORTS)
        with contextlib.suppress(OSError), socket.socket() as probe:
            probe.bind(("127.0.0.1", port))
            return port


class ApiProcess:
    """Gunicorn with Dialproof's own configuration; a context manager starts and stops it.

    Args:
        folder: where it runs and writes its log.
        variables: its settings, see `environment`.
    """

    def __init__(self, folder: Path, variables: dict[str, str]) -> None:
        self.port = free_port()
        self.log = folder / f"api-{self.port}.log"
        self._folder = folder
        self._variables = variables | {"PORT": str(self.port)}
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.stop()

    def start(self) -> None:
        """Start, and wait until it serves."""
        with self.log.open("ab") as log:
            self._process = subprocess.Popen(
                [
                    sys.executable,
                    "-m",
                    "gunicorn",
                    "-c",
                    str(BACKEND / "gunicorn.conf.py"),
                    "dialproof.app:create_app()",
                ],
                cwd=self._folder,
                env={"PATH": os.environ["PATH"], **self._variables},
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        gives_up_at = time.monotonic() + READY_WITHIN
        while not self._is_alive():
            assert self._process.poll() is None, self.log.read_text()
            assert time.monotonic() < gives_up_at, self.log.read_text()
            time.sleep(0.05)

    def stop(self) -> int:
        """Ask it to end, wait until it has, and return its exit status."""
        if self._process is None:
            return 0
        self.ask_to_stop()
        status = self.wait()
        self._process = None
        return status

    def ask_to_stop(self) -> None:
        """Ask it to end as a supervisor does."""
        assert self._process is not None
        self._process.terminate()

    def wait(self) -> int:
        assert self._process is not None
        return self._process.wait(ENDS_WITHIN)

    def crash(self) -> None:
        """End it as a machine that loses power does."""
        assert self._process is not None
        workers = self.workers()
        self._process.kill()
        for worker in workers:
            os.kill(worker, signal.SIGKILL)
        self._process.wait()
        self._process = None

    def workers(self) -> list[int]:
        """Return the process ids of the workers."""
        assert self._process is not None
        pid = self._process.pid
        return [int(child) for child in Path(f"/proc/{pid}/task/{pid}/children").read_text().split()]

    def _is_alive(self) -> bool:
        try:
            return requests.get(f"{self.url}/health", timeout=5).ok
        except requests.RequestException:
            return False
