"""A Redis of one's own, on a socket in a folder of its own."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import tempfile
import time
from pathlib import Path
from typing import Any, Self

from redis import Redis
from redis.backoff import NoBackoff
from redis.exceptions import RedisError
from redis.retry import Retry

READY_WITHIN = 20.0


class RedisServer:
    """A Redis that keeps nothing on disk; a context manager starts and stops it."""

    def __init__(self) -> None:
        # Not the test's own folder: the path of a socket may have 107 bytes only.
        self._folder = Path(tempfile.mkdtemp(prefix="dialproof-redis-"))
        self._socket = self._folder / "redis.sock"
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def url(self) -> str:
        """Return the address, as `REDIS_URL` takes it."""
        return f"unix://{self._socket}"

    def __enter__(self) -> Self:
        self.start()
        return self

    def __exit__(self, *exc_info: object) -> None:
        self.kill()
        shutil.rmtree(self._folder)

    def start(self) -> None:
        """Start with no data."""
        options = ["--port", "0", "--unixsocket", str(self._socket), "--save", "", "--appendonly", "no"]
        log = self._folder / "redis.log"
        with log.open("ab") as output:
            self._process = subprocess.Popen(
                ["redis-server", *options, "--dir", str(self._folder)], stdout=output, stdin=subprocess.DEVNULL
            )
        gives_up_at = time.monotonic() + READY_WITHIN
        while True:
            with contextlib.suppress(RedisError, OSError):
                self.command("PING")
                return
            assert self._process.poll() is None, f"redis-server ended by itself:\n{log.read_text()}"
            assert time.monotonic() < gives_up_at, f"redis-server does not answer:\n{log.read_text()}"
            time.sleep(0.01)

    def kill(self) -> None:
        """End it as a machine that loses power does; what it knew is gone."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def freeze(self) -> None:
        """Stop it in its tracks: it takes connections and answers nothing."""
        self._signal(signal.SIGSTOP)

    def thaw(self) -> None:
        """Let it go on."""
        self._signal(signal.SIGCONT)

    def command(self, *words: str | int) -> Any:
        """Run one command and return its answer."""
        with Redis(unix_socket_path=str(self._socket), decode_responses=True, retry=Retry(NoBackoff(), 0)) as client:
            return client.execute_command(*words)

    def _signal(self, number: signal.Signals) -> None:
        assert self._process is not None
        self._process.send_signal(number)
