"""An application's tokens: parse them, check their times, and explain what is wrong with them.

Some of the vendor's SDKs leave `exp` out.
Source: https://developer.vonage.com/en/getting-started/concepts/authentication#json-web-tokens.
"""

from __future__ import annotations

import math
from typing import Any

import jwt
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey

from dialproof.sandbox.vendors.vonage.problems import TOKEN_EXPIRED, UNAUTHORIZED, Refusal

ALGORITHM = "RS256"
LIFETIME = 15 * 60
"""Seconds that a token without `exp` is good for."""
MAX_LIFETIME = 24 * 60 * 60
LEEWAY = 5
"""Seconds that two clocks may differ by."""

_UNCHECKED = {f"verify_{claim}": False for claim in ("exp", "nbf", "iat", "aud", "iss", "sub", "jti")}


def read_token(token: str, key: RSAPublicKey | None) -> dict[str, Any]:
    """Return the claims; without a key the signature has to be there and is not checked.

    Raises:
        Refusal: 401 with a reason.
    """
    try:
        if jwt.get_unverified_header(token).get("alg") != ALGORITHM:
            raise Refusal(UNAUTHORIZED, reason=f"The token must be signed with {ALGORITHM}.")
        options: Any = _UNCHECKED | {"verify_signature": key is not None}
        decoded = jwt.decode_complete(token, key or "", algorithms=[ALGORITHM], options=options)
    except jwt.InvalidSignatureError as error:
        raise Refusal(UNAUTHORIZED, reason="The token's signature does not fit SANDBOX_PUBLIC_KEY.") from error
    except (jwt.InvalidTokenError, RecursionError) as error:
        raise Refusal(UNAUTHORIZED, reason="The token is no JSON Web Token of three parts.") from error
    if not decoded["signature"]:
        raise Refusal(UNAUTHORIZED, reason="The token has no signature.")
    claims: dict[str, Any] = decoded["payload"]
    for claim in ("application_id", "jti"):
        if not (isinstance(claims.get(claim), str) and claims[claim]):
            raise Refusal(UNAUTHORIZED, reason=f"The token needs a claim {claim}, a text.")
    return claims


def check_times(claims: dict[str, Any], now: float) -> None:
    """Compare `iat`, `nbf` and `exp` with the clock.

    Raises:
        Refusal: 401 with a reason, as `jwt-expired` where the token was good once.
    """
    issued = _seconds(claims, "iat")
    if max(issued, _seconds(claims, "nbf", issued)) > now + LEEWAY:
        raise Refusal(
            UNAUTHORIZED,
            reason="The token is not valid yet: iat and nbf are in seconds since 1970, and the clocks must agree.",
        )
    expires = _seconds(claims, "exp", issued + LIFETIME)
    if min(expires, issued + MAX_LIFETIME) + LEEWAY > now:
        return
    if expires > now:
        raise Refusal(TOKEN_EXPIRED, reason="No token is valid for more than 24 hours after its iat.")
    raise Refusal(
        TOKEN_EXPIRED,
        reason="Its exp has passed." if "exp" in claims else "Without exp it is valid for 15 minutes after its iat.",
    )


def _seconds(claims: dict[str, Any], claim: str, default: float | None = None) -> float:
    value = claims.get(claim, default)
    try:
        if not isinstance(value, bool) and isinstance(value, int | float) and math.isfinite(value):
            return value
    except OverflowError:
        pass
    raise Refusal(UNAUTHORIZED, reason=f"The token needs a claim {claim}, a number of seconds since 1970.")
