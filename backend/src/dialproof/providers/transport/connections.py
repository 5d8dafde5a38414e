"""A connection that sends a request at most once, knows whether it can have gone out, and waits a bounded time."""

from __future__ import annotations

import contextlib
import socket
import threading
from typing import Any

from urllib3.exceptions import NewConnectionError


class Once:
    """A connection that says whether a request can have gone out, and does not wait for ever for its answer."""

    answer_within: float
    sock: socket.socket | None
    _deadline: Deadline

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]  # of the connection class that this is mixed into
        except OSError as error:
            # A handshake that stalls or breaks looks like a request that does: only here they can be told apart.
            raise NewConnectionError(self, "no handshake") from error  # type: ignore[arg-type]  # it is one

    def request(self, *arguments: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()
        try:
            self._deadline = Deadline(self.sock, self.answer_within)
        except RuntimeError as error:
            # A process with as many threads as it may have: better to say so now than with a text on its way.
            raise NewConnectionError(self, "no thread to time it") from error  # type: ignore[arg-type]  # as above
        try:
            super().request(*arguments, **options)  # type: ignore[misc]  # as above
        except BrokenPipeError:
            # urllib3 goes on to the answer, which may have come before all was said.
            raise
        except BaseException:
            self._deadline.stop()
            raise

    def getresponse(self) -> Any:
        deadline, answer = self._deadline, None
        try:
            with deadline:
                answer = super().getresponse()  # type: ignore[misc]  # as above
                deadline.keep()
        except TimeoutError:
            if answer is not None:
                answer.close()
            raise
        answer.deadline = deadline
        return answer


class Deadline:
    """Cut a connection off whose answer drips in too slowly; a context manager around what reads it.

    A socket's time-out starts anew with every byte, so a server could hold a thread for as long as it likes.

    Raises:
        TimeoutError: on leaving, once the time is over, whatever the cut has made of the answer.
    """

    def __init__(self, sock: socket.socket | None, seconds: float) -> None:
        self._sock = sock
        self._passed = False
        self._kept = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def keep(self) -> None:
        """Let the clock run on when this block is left: there is more to read in another."""
        self._kept = not self._passed

    def stop(self) -> None:
        """Stop the clock: there will be nothing to read."""
        self._timer.cancel()

    def __enter__(self) -> None:
        self._kept = False

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: object) -> None:
        if self._kept and error is None:
            return
        self.stop()
        if self._passed:
            # Headers that are cut off pass for headers that end.
            raise TimeoutError("the answer took too long") from error

    def _cut(self) -> None:
        self._passed = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)
