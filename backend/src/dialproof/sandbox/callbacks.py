"""Status callbacks, as the vendor posts them to an application: an event for each channel, a summary at the end.

Signed like the vendor's: `Authorization: Bearer` with an HS256 token whose `payload_hash` is the SHA-256 of the body.
Source: Vonage Verify v2 OpenAPI 1.0.1 (webhooks) and https://developer.vonage.com/en/getting-started/concepts/webhooks.
"""

from __future__ import annotations

import hashlib
import json
import logging
import queue
import threading
from collections.abc import Callable
from typing import Any
from uuid import uuid4

import jwt
import requests

from dialproof.sandbox.inbox import timestamp
from dialproof.sandbox.scheduler import Clock, Scheduler
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.verification import Status, Step, Verification

Post = Callable[[str, bytes, dict[str, str]], int]
"""Send a body to a URL with headers; return the status, or raise OSError when nobody answers."""

_TIMEOUT = 5.0
_LONGEST_DELAY = 900.0

_EVENT_STATUS = {Status.EXPIRED: Status.FAILED}
"""An event has no word for a channel that ran out of time; its summary has."""

_log = logging.getLogger(__name__)


def event_body(verification: Verification, step: Step) -> dict[str, Any]:
    """Write the callback that says how one channel ended."""
    return _with_reference(
        verification,
        {
            "request_id": verification.id,
            "triggered_at": timestamp(step.initiated_at),
            "type": "event",
            "channel": step.plan.channel,
            "status": _EVENT_STATUS.get(step.status, step.status),
            "finalized_at": timestamp(step.finalized_at),
            "channel_timeout": verification.plan.channel_timeout,
        },
    )


def summary_body(verification: Verification) -> dict[str, Any]:
    """Write the callback that says how the whole request ended."""
    return _with_reference(
        verification,
        {
            "request_id": verification.id,
            "submitted_at": timestamp(verification.submitted_at),
            "status": verification.status,
            "type": "summary",
            "channel_timeout": verification.plan.channel_timeout,
            "workflow": [_summary_of(step) for step in verification.steps],
            "finalized_at": timestamp(verification.ended_at),
        },
    )


def _summary_of(step: Step) -> dict[str, Any]:
    summary: dict[str, Any] = {"channel": step.plan.channel, "status": step.status}
    if step.initiated_at:
        summary["initiated_at"] = timestamp(step.initiated_at)
    if step.reason:
        summary["reason"] = step.reason
    return summary


def _with_reference(verification: Verification, body: dict[str, Any]) -> dict[str, Any]:
    reference = verification.plan.client_ref
    return body | {"client_ref": reference} if reference else body


class Callbacks:
    """Post callbacks in order on a thread of their own; what is not answered with 2xx is tried again later."""

    def __init__(self, settings: SandboxSettings, scheduler: Scheduler, clock: Clock, post: Post | None = None) -> None:
        self._settings = settings
        self._scheduler = scheduler
        self._clock = clock
        self._session = requests.Session()
        self._post = post or self._post_over_http
        self._queue: queue.Queue[tuple[bytes, int] | None] = queue.Queue()
        self._thread: threading.Thread | None = None

    def send(self, body: dict[str, Any]) -> None:
        """Post as soon as possible; nothing is sent without a `callback_url`."""
        if self._settings.callback_url is not None:
            self._queue.put((json.dumps(body).encode(), 1))

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
                self._attempt(*waiting)

    def _run(self) -> None:
        while (waiting := self._queue.get()) is not None:
            self._attempt(*waiting)

    def _attempt(self, payload: bytes, attempt: int) -> None:
        url = self._settings.callback_url or ""
        try:
            status = self._post(url, payload, self._headers(payload))
        except OSError as error:
            status, outcome = 0, type(error).__name__
        else:
            outcome = str(status)
        delivered = 200 <= status < 300  # noqa: PLR2004 - the class of statuses that accept a callback
        _log.info("callback attempt %d → %s", attempt, outcome)
        if not delivered and attempt < self._settings.callback_attempts:
            delay = min(self._settings.callback_retry_delay * 2 ** (attempt - 1), _LONGEST_DELAY)
            self._scheduler.at(self._clock() + delay, lambda: self._queue.put((payload, attempt + 1)))

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
