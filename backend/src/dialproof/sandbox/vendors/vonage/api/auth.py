"""Authentication: Basic with key and secret, or an application's RS256 token, checked as the vendor does.

Source: Vonage Verify v2 OpenAPI 1.0.1, security schemes; https://developer.vonage.com/en/getting-started/concepts/authentication.
"""

from __future__ import annotations

import base64
import binascii
import hmac
import logging
import time
from enum import StrEnum
from typing import cast

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key

from dialproof.sandbox.core.scheduler import Clock
from dialproof.sandbox.vendors.vonage.api.tokens import check_times, read_token
from dialproof.sandbox.vendors.vonage.problems import UNAUTHORIZED, Refusal
from dialproof.sandbox.vendors.vonage.settings import VonageSettings

_log = logging.getLogger(__name__)


class Credentials(StrEnum):
    BASIC = "basic"
    JWT = "jwt"


class Authenticator:
    """Check the `Authorization` header of every call against one account.

    Until an application's key is configured there is nothing to check a token against. Any well-formed one that is
    valid now is taken then, because some of the vendor's SDKs can do nothing else; `strict_tokens` forbids it.
    """

    def __init__(self, settings: VonageSettings, clock: Clock = time.time) -> None:
        self._clock = clock
        self._api_key = settings.api_key.encode()
        self._api_secret = settings.api_secret.encode()
        self._application_id = settings.application_id
        # Parsed once: parsing for each call would cost more than the rest of it.
        self._public_key = _load(settings.public_key) if settings.public_key else None
        self._strict = settings.strict_tokens
        self._logged = False

    def authenticate(self, header: str | None) -> Credentials:
        """Return the kind of credentials that were accepted.

        Raises:
            Refusal: 401 with a reason, as `unauthorized` or `jwt-expired`.
        """
        if not header:
            raise Refusal(
                UNAUTHORIZED,
                reason="Send an Authorization header: Basic with key and secret, or Bearer with a token.",
            )
        scheme, _, value = header.partition(" ")
        match scheme.lower():
            case "basic":
                self._check_basic(value.strip())
                return Credentials.BASIC
            case "bearer":
                self._check_token(value.strip())
                return Credentials.JWT
            case _:
                raise Refusal(UNAUTHORIZED, reason="The Authorization header must begin with Basic or Bearer.")

    def _check_basic(self, value: str) -> None:
        try:
            key, _, secret = base64.b64decode(value, validate=True).partition(b":")
        except (binascii.Error, ValueError) as error:
            raise Refusal(
                UNAUTHORIZED, reason="Basic credentials must be the base64 of key, colon and secret."
            ) from error
        if not hmac.compare_digest(key, self._api_key):
            raise Refusal(UNAUTHORIZED, reason="The key is not SANDBOX_API_KEY.")
        if not hmac.compare_digest(secret, self._api_secret):
            raise Refusal(UNAUTHORIZED, reason="The secret is not SANDBOX_API_SECRET.")

    def _check_token(self, token: str) -> None:
        if self._public_key is None and self._strict:
            raise Refusal(
                UNAUTHORIZED,
                reason="There is no application to check the token against: set SANDBOX_APPLICATION_ID and "
                "SANDBOX_PUBLIC_KEY.",
            )
        claims = read_token(token, self._public_key)
        check_times(claims, self._clock())
        if self._public_key is None:
            self._log_unchecked_tokens_once()
        elif claims["application_id"] != self._application_id:
            raise Refusal(UNAUTHORIZED, reason="The token's application_id is not SANDBOX_APPLICATION_ID.")

    def _log_unchecked_tokens_once(self) -> None:
        if not self._logged:
            self._logged = True
            _log.info(
                "taking the tokens of any application without checking their signatures; to have them checked, set "
                "SANDBOX_APPLICATION_ID and SANDBOX_PUBLIC_KEY"
            )


def _load(pem: str) -> RSAPublicKey:
    # The settings admit RSA keys only.
    return cast("RSAPublicKey", load_pem_public_key(pem.encode()))


def describe_credentials(settings: VonageSettings) -> str:
    """Say what the account accepts; a secret that was set is not repeated."""
    default = VonageSettings.model_fields["api_secret"].default
    secret = settings.api_secret if settings.api_secret == default else "as SANDBOX_API_SECRET says"
    return f"API key {settings.api_key}, secret {secret}; {_describe_tokens(settings)}"


def _describe_tokens(settings: VonageSettings) -> str:
    if settings.public_key is not None:
        return f"or tokens of application {settings.application_id}"
    if settings.strict_tokens:
        return "no tokens, for lack of SANDBOX_PUBLIC_KEY"
    return "or any application id with any RSA key"
