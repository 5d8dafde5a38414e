"""Keys for separate purposes, all derived from the one secret that an operator sets."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive_key(secret: str, *, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose`` by HKDF-SHA256 (RFC 5869); other purposes get unrelated keys."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"dialproof {purpose}".encode())
    return hkdf.derive(secret.encode())


def keyed_hash(secret: str, *, purpose: str) -> Callable[[str], str]:
    """Return a function that turns a text into a name that tells nothing about it to whoever lacks ``secret``.

    HMAC-SHA256 (RFC 2104) cut to 128 bits, as hexadecimal digits. A plain hash would not do: there are few enough
    phone numbers to try them all.
    """
    key = derive_key(secret, purpose=purpose)

    def name(text: str) -> str:
        return hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32]

    return name
