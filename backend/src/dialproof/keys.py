"""Keys for separate purposes, all derived from the one secret that an operator sets."""

from __future__ import annotations

import hashlib
import hmac
from collections.abc import Callable, Sequence

from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

KEY_BYTES = 32


def derive_key(secret: str, *, purpose: str) -> bytes:
    """Return 32 bytes for ``purpose`` by HKDF-SHA256 (RFC 5869); other purposes get unrelated keys."""
    hkdf = HKDF(algorithm=hashes.SHA256(), length=KEY_BYTES, salt=None, info=f"dialproof {purpose}".encode())
    return hkdf.derive(secret.encode())


def keyed_hash(secrets: Sequence[str], *, purpose: str) -> Callable[[str], tuple[str, ...]]:
    """Return a function that turns a text into names that tell nothing about it to whoever lacks the secrets.

    One name under each of ``secrets``, the current one first: what was filed under an earlier secret can be found, and
    what is filed can be found by those who know an earlier one only. HMAC-SHA256 (RFC 2104) cut to 128 bits, as
    hexadecimal digits. A plain hash would not do: there are few enough phone numbers to try them all.
    """
    keys = [derive_key(secret, purpose=purpose) for secret in secrets]

    def names(text: str) -> tuple[str, ...]:
        return tuple(hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32] for key in keys)

    return names


def own_hash(secret: str, text: str) -> str:
    """Return a name for ``text`` under a ``secret`` that is drawn for one purpose, such as a session's id."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
