"""The sealed cookie: a session encrypted and authenticated, so that it can be neither read nor forged outside.

AES-256-GCM with a key derived from ``SECRET_KEY`` by HKDF (RFC 5869) under a label of its own, so that no other use of
the secret shares the key. A cookie that cannot be opened, for whatever reason, is an empty session and never an error.
"""

from __future__ import annotations

import base64
import binascii
import json
import secrets
from collections.abc import Callable, Sequence
from dataclasses import asdict
from typing import Any, Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dialproof.channels import Channel
from dialproof.keys import derive_key
from dialproof.verification.state import LeftBehind, Pending, Session, State, Verified
from dialproof.verification.views import Delivery

# Bound into every seal. Another number here makes all older cookies empty sessions: raise it when the layout changes.
LAYOUT: Final = b"dialproof session 1"
NONCE_BYTES: Final = 12
# Browsers keep at most 4,096 bytes of a cookie; an honest one has about 700.
LONGEST_COOKIE: Final = 4096


class SessionSealer:
    """Seal sessions into cookie values and open them again.

    Args:
        secrets_: the current secret first, then those that may still open older cookies.
        lifetime: seconds for which a sealed session can be opened.
        clock: seconds since the epoch.
    """

    def __init__(self, secrets_: Sequence[str], *, lifetime: int, clock: Callable[[], float]) -> None:
        self._keys = [AESGCM(derive_key(secret, purpose="session cookie")) for secret in secrets_]
        self._lifetime = lifetime
        self._clock = clock

    def empty(self) -> Session:
        """Return a new session that knows nothing."""
        return Session(id=secrets.token_urlsafe(16))

    def seal(self, session: Session) -> str:
        """Return the cookie value for ``session``: base64url, no padding."""
        payload = json.dumps(
            {
                "expires": self._clock() + self._lifetime,
                "id": session.id,
                "state": _pack(session.state),
                "left": [asdict(request) for request in session.left_behind],
            },
            separators=(",", ":"),
        )
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._keys[0].encrypt(nonce, payload.encode(), LAYOUT)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cookie: str | None) -> Session:
        """Return the session in ``cookie``, or an empty one when it is absent, foreign, old or damaged."""
        if not cookie or len(cookie) > LONGEST_COOKIE or not cookie.isascii():
            return self.empty()
        try:
            sealed = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return self.empty()
        for key in self._keys:
            try:
                payload = json.loads(key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LAYOUT))
            except (InvalidTag, ValueError):
                continue
            if payload["expires"] <= self._clock():
                break
            return Session(
                id=payload["id"],
                state=_unpack(payload["state"]),
                left_behind=tuple(LeftBehind(**request) for request in payload["left"]),
            )
        return self.empty()


def _pack(state: State) -> dict[str, Any] | None:
    match state:
        case None:
            return None
        case Pending():
            return {"is": "pending", **asdict(state)}
        case Verified():
            return {"is": "verified", **asdict(state)}


def _unpack(packed: dict[str, Any] | None) -> State:
    if packed is None:
        return None
    kind, fields = packed["is"], {name: value for name, value in packed.items() if name != "is"}
    fields["channel"] = Channel(fields["channel"])
    if kind == "verified":
        return Verified(**fields)
    fields["delivery"] = Delivery(fields["delivery"])
    return Pending(**fields)
