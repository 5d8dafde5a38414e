"""Who is calling: Basic with key and secret, or an application's RS256 token, checked as the vendor does.

Source: Vonage Verify v2 OpenAPI 1.0.1, security schemes; https://developer.vonage.com/en/getting-started/concepts/authentication.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import logging
from enum import StrEnum

import jwt
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from dialproof.sandbox.problems import TOKEN_EXPIRED, UNAUTHORIZED, Refusal
from dialproof.sandbox.settings import SandboxSettings

_log = logging.getLogger(__name__)


class Credentials(StrEnum):
    BASIC = "basic"
    JWT = "jwt"


class Authenticator:
    """Check the `Authorization` header of every call against one account."""

    def __init__(self, settings: SandboxSettings) -> None:
        self._account = f"{settings.api_key}:{settings.api_secret}".encode()
        self._application_id = settings.application_id
        # Parsed once: parsing for each call would cost more than the rest of it.
        self._key = load_pem_public_key(settings.public_key.encode()) if settings.public_key else None

    def authenticate(self, header: str | None) -> Credentials:
        """Say which credentials were good.

        Raises:
            Refusal: 401, as `unauthorized` or `jwt-expired`.
        """
        scheme, _, value = (header or "").partition(" ")
        match scheme.lower():
            case "basic":
                self._check_basic(value.strip())
                return Credentials.BASIC
            case "bearer":
                self._check_token(value.strip())
                return Credentials.JWT
            case _:
                raise Refusal(UNAUTHORIZED)

    def _check_basic(self, value: str) -> None:
        try:
            given = base64.b64decode(value, validate=True)
        except (binascii.Error, ValueError) as error:
            raise Refusal(UNAUTHORIZED) from error
        if not hmac.compare_digest(given, self._account):
            raise Refusal(UNAUTHORIZED)

    def _check_token(self, token: str) -> None:
        if self._key is None:
            _log.warning("a token came in that cannot be checked: set SANDBOX_APPLICATION_ID and SANDBOX_PUBLIC_KEY")
            raise Refusal(UNAUTHORIZED)
        try:
            claims = jwt.decode(
                token,
                self._key,  # type: ignore[arg-type]  # the settings admit RSA keys only
                algorithms=["RS256"],
                options={"require": ["iat", "jti", "exp", "application_id"], "verify_aud": False},
                leeway=5,
            )
        except jwt.ExpiredSignatureError as error:
            raise Refusal(TOKEN_EXPIRED) from error
        except jwt.InvalidTokenError as error:
            raise Refusal(UNAUTHORIZED) from error
        if claims["application_id"] != self._application_id:
            raise Refusal(UNAUTHORIZED)
