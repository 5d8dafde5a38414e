"""Status callbacks on their way to an application: posted in order, and again where nobody takes them.

Signed like the vendor's: `Authorization: Bearer` with an HS256 token whose `payload_hash` is the SHA-256 of the body.
Source: https://developer.vonage.com/en/getting-started/concepts/webhooks.
"""

from __future__ import annotations

import hashlib
import json
import logging
import queue
import threading
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import uuid4

import jwt
import requests

from dialproof.sandbox.core.scheduler import Clock, Scheduler
from dialproof.sandbox.settings import SandboxSettings

Post = Callable[[str, bytes, dict[str, str]], int]
"""Send a body to a URL with headers; return the status, or raise OSError when nobody answers."""

_TIMEOUT = 5.0
_LONGEST_DELAY = 900.0

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class _Letter:
    """A callback that waits to be posted. `written_at` is in seconds since the epoch; `attempts` were made so far."""

    payload: bytes
    written_at: float
    attempts: int = 0


class Callbacks:
    """Post callbacks in order on a thread of their own.

    What is not answered with 2xx is tried again, ever later, until `callback_retry_for` seconds have passed or
    `callback_attempts` were made.
    """

    def __init__(self, settings: SandboxSettings, scheduler: Scheduler, clock: Clock, post: Post | None = None) -> None:
        self._settings = settings
        self._scheduler = scheduler
        self._clock = clock
        self._session = requests.Session()
        self._post = post or self._post_over_http
        self._queue: queue.Queue[_Letter | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def send(self, body: dict[str, Any]) -> None:
        """Post as soon as possible; nothing is sent without a `callback_url`."""
        if self._settings.callback_url is not None:
            self._queue.put(_Letter(json.dumps(body).encode(), self._clock()))

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

    def _attempt(self, letter: _Letter) -> None:
        letter.attempts += 1
        try:
            status = self._post(self._settings.callback_url or "", letter.payload, self._headers(letter.payload))
        except OSError as error:
            status, outcome = 0, type(error).__name__
        else:
            outcome = str(status)
        _log.info("callback attempt %d → %s", letter.attempts, outcome)
        if not 200 <= status < 300:  # noqa: PLR2004 - the class of statuses that accept a callback
            self._try_again_later(letter)

    def _try_again_later(self, letter: _Letter) -> None:
        most = self._settings.callback_attempts
        # The exponent is bounded, because a day has room for a hundred attempts.
        doubled = 2 ** min(letter.attempts - 1, 16)
        again_at = self._clock() + min(self._settings.callback_retry_delay * doubled, _LONGEST_DELAY)
        if letter.attempts == most or again_at > letter.written_at + self._settings.callback_retry_for:
            _log.warning("gave a callback up after attempt %d", letter.attempts)
            return
        self._scheduler.at(again_at, lambda: self._queue.put(letter))

    def _headers(self, payload: bytes) -> dict[str, str]:
        claims: dict[str, Any] = {
            "iat": int(self._clock()),
            "jti": str(uuid4()),
            "iss": "Vonage",
            "payload_hash": hashlib.sha256(payload).hexdigest(),
            "api_key": self._settings.api_key,
        }
        if self._settings.application_id:
            claims["application_id"] = self._settings.application_id
        token = jwt.encode(claims, self._settings.signature_secret, algorithm="HS256")
        return {"Content-Type": "application/json", "Authorization": f"Bearer {token}"}

    def _post_over_http(self, url: str, payload: bytes, headers: dict[str, str]) -> int:
        response = self._session.post(url, data=payload, headers=headers, timeout=_TIMEOUT, allow_redirects=False)
        return response.status_code
