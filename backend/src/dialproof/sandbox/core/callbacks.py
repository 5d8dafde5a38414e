"""Webhooks to an application: posted in order, and retried until they are accepted."""

from __future__ import annotations

import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass

import requests

from dialproof.sandbox.core.scheduler import Clock, Scheduler
from dialproof.sandbox.core.settings import CoreSettings

Post = Callable[[str, bytes, dict[str, str]], int]
"""Send a body to a URL with headers; return the status, or raise OSError when nobody answers."""

Sign = Callable[[bytes], dict[str, str]]
"""Return the headers that go with a body; called anew for each attempt."""

_TIMEOUT = 5.0
_MAX_DELAY = 900.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Callback:
    """A callback that waits to be posted. `written_at` is in seconds since the epoch; `attempts` were made so far."""

    url: str
    payload: bytes
    sign: Sign
    written_at: float
    attempts: int = 0


class Callbacks:
    """Post callbacks in order on a thread of their own.

    What is not answered with 2xx is tried again, after ever longer delays, until `callback_retry_for` seconds have
    passed or `callback_attempts` were made.
    """

    def __init__(self, settings: CoreSettings, scheduler: Scheduler, clock: Clock, post: Post | None = None) -> None:
        self._settings = settings
        self._scheduler = scheduler
        self._clock = clock
        self._session = requests.Session()
        self._post = post or self._post_over_http
        self._queue: queue.Queue[_Callback | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def send(self, url: str, payload: bytes, sign: Sign) -> None:
        """Post as soon as possible."""
        self._queue.put(_Callback(url, payload, sign, self._clock()))

    def start(self) -> None:
        self._thread = threading.Thread(target=self._run, name="sandbox-callbacks", daemon=True)
        self._thread.start()

    def stop(self) -> None:
        self._queue.put(None)
        if self._thread is not None:
            self._thread.join(timeout=_TIMEOUT)
        self._session.close()

    def send_waiting(self) -> None:
        """Post what is waiting right now, on the caller's thread."""
        while not self._queue.empty():
            waiting = self._queue.get()
            if waiting is not None:
                self._attempt(waiting)

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            self._attempt(waiting)

    def _attempt(self, callback: _Callback) -> None:
        callback.attempts += 1
        try:
            status = self._post(callback.url, callback.payload, callback.sign(callback.payload))
        except OSError as error:
            status, outcome = 0, type(error).__name__
        else:
            outcome = str(status)
        _log.info("callback attempt %d → %s", callback.attempts, outcome)
        if not 200 <= status < 300:  # noqa: PLR2004 - the class of statuses that accept a callback
            self._try_again_later(callback)

    def _try_again_later(self, callback: _Callback) -> None:
        most = self._settings.callback_attempts
        # The exponent is bounded, because a day has room for a hundred attempts.
        doubled = 2 ** min(callback.attempts - 1, 16)
        again_at = self._clock() + min(self._settings.callback_retry_delay * doubled, _MAX_DELAY)
        if callback.attempts == most or again_at > callback.written_at + self._settings.callback_retry_for:
            _log.warning("gave a callback up after attempt %d", callback.attempts)
            return
        self._scheduler.at(again_at, lambda: self._queue.put(callback))

    def _post_over_http(self, url: str, payload: bytes, headers: dict[str, str]) -> int:
        response = self._session.post(url, data=payload, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
        return response.status_code
