"""Who may call: the account's key and secret, or its application's token."""

from __future__ import annotations

import base64
import time
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from dialproof.sandbox.auth import Authenticator, Credentials
from dialproof.sandbox.problems import Refusal
from dialproof.sandbox.settings import SandboxSettings

APPLICATION = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@cache
def key(name: str) -> RSAPrivateKey:
    """Make one RSA key for each name, once."""
    assert name
    return generate_private_key(public_exponent=65537, key_size=2048)


def pem(private: RSAPrivateKey) -> bytes:
    return private.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())


def public(private: RSAPrivateKey) -> str:
    return private.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def token(name: str = "ours", algorithm: str = "RS256", **changes: Any) -> str:
    now = int(time.time())
    claims = {"application_id": APPLICATION, "iat": now, "exp": now + 900, "jti": str(uuid4())} | changes
    kept = {claim: value for claim, value in claims.items() if value is not None}
    signer = pem(key(name)) if algorithm.startswith("RS") else "a secret that is long enough for HS256 to be used"
    return jwt.encode(kept, signer, algorithm=algorithm)


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def with_key() -> Authenticator:
    return Authenticator(SandboxSettings(application_id=APPLICATION, public_key=public(key("ours"))))


def problem(authenticator: Authenticator, header: str | None) -> str:
    with pytest.raises(Refusal) as refusal:
        authenticator.authenticate(header)
    assert refusal.value.status == 401
    return str(refusal.value.body["type"]).partition("#")[2]


def test_the_accounts_key_and_secret_are_accepted() -> None:
    assert Authenticator(SandboxSettings()).authenticate(basic("sandbox:sandbox-secret")) is Credentials.BASIC


def test_another_account_can_be_set() -> None:
    authenticator = Authenticator(SandboxSettings(api_key="abcd1234", api_secret="s3cret:with:colons"))
    assert authenticator.authenticate(basic("abcd1234:s3cret:with:colons")) is Credentials.BASIC
    assert problem(authenticator, basic("sandbox:sandbox-secret")) == "unauthorized"


@pytest.mark.parametrize(
    "header",
    [
        None,
        "",
        "Basic",
        "Basic !!!",
        "Basic é",
        basic("sandbox:wrong"),
        basic("sandbox"),
        basic(":"),
        "Digest x",
        "Bearer ",
        "Bearer x.y.z",
    ],
)
def test_anything_else_is_unauthorized(header: str | None) -> None:
    assert problem(Authenticator(SandboxSettings()), header) == "unauthorized"
    assert problem(with_key(), header) == "unauthorized"


def test_an_applications_token_is_accepted() -> None:
    assert with_key().authenticate(f"Bearer {token()}") is Credentials.JWT


def test_an_expired_token_is_named_as_such() -> None:
    now = int(time.time())
    assert problem(with_key(), f"Bearer {token(iat=now - 1000, exp=now - 100)}") == "jwt-expired"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "somebody else's"},
        {"algorithm": "HS256"},
        {"algorithm": "RS512"},
        {"application_id": "another"},
        {"application_id": None},
        {"exp": None},
        {"iat": None},
        {"jti": None},
        {"iat": 4_000_000_000},
    ],
)
def test_a_token_that_the_vendor_would_refuse_is_refused(changes: dict[str, Any]) -> None:
    assert problem(with_key(), f"Bearer {token(**changes)}") == "unauthorized"


def test_an_unsigned_token_is_refused() -> None:
    claims = {"application_id": APPLICATION, "iat": 1, "exp": 4_000_000_000, "jti": "x"}
    assert problem(with_key(), f"Bearer {jwt.encode(claims, '', algorithm='none')}") == "unauthorized"


def test_a_token_signed_with_the_public_key_as_a_shared_secret_is_refused() -> None:
    header, body, _ = token().split(".")
    fake_header = base64.urlsafe_b64encode(b'{"alg":"HS256","typ":"JWT"}').rstrip(b"=").decode()
    assert header != fake_header
    assert problem(with_key(), f"Bearer {fake_header}.{body}.AAAA") == "unauthorized"


def test_without_a_public_key_no_token_is_accepted_and_the_log_says_why(caplog: pytest.LogCaptureFixture) -> None:
    assert problem(Authenticator(SandboxSettings()), f"Bearer {token()}") == "unauthorized"
    assert "set SANDBOX_APPLICATION_ID and SANDBOX_PUBLIC_KEY" in caplog.text
