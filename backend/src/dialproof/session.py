"""The sealed cookie: a session encrypted and authenticated, so that it can be neither read nor forged outside.

AES-256-GCM with a key derived from ``SECRET_KEY`` by HKDF (RFC 5869) under a label of its own, so that no other use of
the secret shares the key. A cookie that cannot be opened, for whatever reason, is an empty session and never an error.
"""

from __future__ import annotations

import base64
import binascii
import json
import math
import secrets
from collections.abc import Callable, Sequence
from typing import Final

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from dialproof import session_layout
from dialproof.keys import derive_key
from dialproof.verification.state import Session, Verified

# Bound into every seal. Another number here makes all older cookies empty sessions: for a layout that the processes of
# the version before must not read, see `session_layout`.
LAYOUT: Final = b"dialproof session 1"
NONCE_BYTES: Final = 12
# Browsers keep at most 4,096 bytes of a cookie; an honest one has about 700.
LONGEST_COOKIE: Final = 4096


class SessionSealer:
    """Seal sessions into cookie values and open them again.

    Args:
        secrets_: the current secret first, then those that may still open older cookies.
        lifetime: seconds for which a sealed session can be opened.
        verified_lifetime: seconds from the verification on for which a verified one can be; None for as long as others.
        clock: seconds since the epoch.
    """

    def __init__(
        self,
        secrets_: Sequence[str],
        *,
        lifetime: int,
        verified_lifetime: int | None = None,
        clock: Callable[[], float],
    ) -> None:
        self._keys = [AESGCM(derive_key(secret, purpose="session cookie")) for secret in secrets_]
        self._lifetime = lifetime
        self._verified_lifetime = lifetime if verified_lifetime is None else verified_lifetime
        self._clock = clock

    def empty(self) -> Session:
        """Return a new session that knows nothing."""
        return Session(id=secrets.token_urlsafe(16))

    def lifetime_of(self, session: Session) -> int:
        """Return the whole seconds for which ``session`` can be opened if it is sealed now."""
        if isinstance(session.state, Verified):
            return max(0, math.ceil(session.state.verified_at + self._verified_lifetime - self._clock()))
        return self._lifetime

    def seal(self, session: Session) -> str:
        """Return the cookie value for ``session``: base64url, no padding."""
        inside = session_layout.write(session, expires=self._clock() + self.lifetime_of(session))
        payload = json.dumps(inside, separators=(",", ":"))
        nonce = secrets.token_bytes(NONCE_BYTES)
        sealed = nonce + self._keys[0].encrypt(nonce, payload.encode(), LAYOUT)
        return base64.urlsafe_b64encode(sealed).rstrip(b"=").decode()

    def open(self, cookie: str | None) -> Session:
        """Return the session in ``cookie``, or an empty one when it is absent, foreign, old, damaged or unreadable."""
        if not cookie or len(cookie) > LONGEST_COOKIE or not cookie.isascii():
            return self.empty()
        try:
            sealed = base64.b64decode(cookie + "=" * (-len(cookie) % 4), altchars=b"-_", validate=True)
        except (binascii.Error, ValueError):
            return self.empty()
        for key in self._keys:
            try:
                payload = key.decrypt(sealed[:NONCE_BYTES], sealed[NONCE_BYTES:], LAYOUT)
            except (InvalidTag, ValueError):
                continue
            try:
                return session_layout.read(json.loads(payload), now=self._clock())
            except (ValueError, RecursionError):
                break
        return self.empty()
