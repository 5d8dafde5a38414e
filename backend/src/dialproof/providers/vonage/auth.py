"""Credentials for Vonage: an API key, or an application's private key.

The SDK parses the PEM and signs a new token for every call, which costs more than all the rest of a verification. Here
the key is parsed once and a token is used until shortly before it ends.
"""

from __future__ import annotations

import threading
import uuid
from collections.abc import Callable
from typing import Any, Final

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey
from cryptography.hazmat.primitives.serialization import load_pem_private_key
from vonage import Auth

TOKEN_LIFETIME: Final = 15 * 60
# A token is given up this long before its end, so that it cannot end on its way, nor to a clock that is a bit ahead.
TOKEN_MARGIN: Final = 2 * 60


def key_and_secret(api_key: str, api_secret: str) -> Auth:
    """Return Basic authentication, which Vonage offers for synchronous calls."""
    return Auth(api_key=api_key, api_secret=api_secret)


class ApplicationAuth(Auth):  # type: ignore[misc]  # the SDK ships without type information
    """Sign calls as a Vonage application, with a token that is kept while it is good.

    Args:
        application_id: the application's UUID.
        private_key: PEM text, PKCS#8.
        clock: seconds since the epoch.
    """

    def __init__(self, application_id: str, private_key: str, *, clock: Callable[[], float]) -> None:
        super().__init__(application_id=application_id, private_key=private_key)
        key = load_pem_private_key(private_key.encode(), password=None)
        if not isinstance(key, RSAPrivateKey):
            raise TypeError("Vonage signs with RSA keys")
        self._key = key
        self._clock = clock
        self._lock = threading.Lock()
        self._token = b""
        self._good_until = 0.0

    def generate_application_jwt(self, claims: dict[str, Any] | None = None) -> bytes:
        """Return a token (RS256); one with no claims of its own may be one that was used before."""
        if claims:
            return self._sign(claims, self._clock())
        with self._lock:
            now = self._clock()
            if now >= self._good_until:
                self._token = self._sign({}, now)
                self._good_until = now + TOKEN_LIFETIME - TOKEN_MARGIN
            return self._token

    def _sign(self, claims: dict[str, Any], now: float) -> bytes:
        issued = int(now)
        payload = {
            "iat": issued,
            "exp": issued + TOKEN_LIFETIME,
            "jti": str(uuid.uuid4()),
            **claims,
            "application_id": self.application_id,
        }
        return jwt.encode(payload, self._key, algorithm="RS256").encode()
