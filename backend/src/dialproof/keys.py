"""Derive keys for separate purposes from the one secret that an operator sets, and hash with them."""

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
    """Return a function that hashes a text with a key from each of ``secrets``, the current secret first.

    While a secret is rotated, each process can find what another stored under either secret. The hash is HMAC-SHA256
    (RFC 2104), cut to 128 bits, in hexadecimal. It needs a key, because all phone numbers could be tried against a
    plain hash.
    """
    keys = [derive_key(secret, purpose=purpose) for secret in secrets]

    def hashes_of(text: str) -> tuple[str, ...]:
        return tuple(hmac.new(key, text.encode(), hashlib.sha256).hexdigest()[:32] for key in keys)

    return hashes_of


def hmac_hex(secret: str, text: str) -> str:
    """Return the HMAC-SHA256 of ``text``, cut to 128 bits; ``secret`` is random, such as a session's id."""
    return hmac.new(secret.encode(), text.encode(), hashlib.sha256).hexdigest()[:32]
