"""Status callbacks, signed as the vendor does.

`Authorization: Bearer` has an HS256 token whose `payload_hash` is the SHA-256 of the body.
Source: https://developer.vonage.com/en/getting-started/concepts/webhooks.
"""

from __future__ import annotations

import hashlib
import json
from typing import Any
from uuid import uuid4

import jwt

from dialproof.sandbox.core.callbacks import Callbacks
from dialproof.sandbox.core.scheduler import Clock
from dialproof.sandbox.vendors.vonage.settings import VonageSettings


class StatusCallbacks:
    """Send status callbacks to the account's `callback_url`; without one, send nothing."""

    def __init__(self, settings: VonageSettings, callbacks: Callbacks, clock: Clock) -> None:
        self._settings = settings
        self._callbacks = callbacks
        self._clock = clock

    def send(self, body: dict[str, Any]) -> None:
        """Post as soon as possible."""
        if self._settings.callback_url is not None:
            self._callbacks.send(self._settings.callback_url, json.dumps(body).encode(), self._sign)

    def _sign(self, payload: bytes) -> dict[str, str]:
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
