"""Who may call: the account's key and secret, or its application's token."""

from __future__ import annotations

import base64
import contextlib
import json
import logging
from functools import cache
from typing import Any
from uuid import uuid4

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import RSAPrivateKey, generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from dialproof.sandbox.vendors.vonage.api.auth import Authenticator, Credentials
from dialproof.sandbox.vendors.vonage.problems import Refusal
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from unit.sandbox.world import World

APPLICATION = "3fa85f64-5717-4562-b3fc-2c963f66afa6"
NOW = 1_800_000_000
MINUTE, HOUR = 60, 3600


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
    claims = {"application_id": APPLICATION, "iat": NOW, "exp": NOW + 900, "jti": str(uuid4())} | changes
    kept = {claim: value for claim, value in claims.items() if value is not None}
    signer = pem(key(name)) if algorithm.startswith("RS") else "a secret that is long enough for HS256 to be used"
    return jwt.encode(kept, signer, algorithm=algorithm)


def basic(pair: str) -> str:
    return f"Basic {base64.b64encode(pair.encode()).decode()}"


def authenticator(now: float = NOW, **settings: Any) -> Authenticator:
    return Authenticator(VonageSettings(**settings), clock=lambda: now)


def with_key(now: float = NOW) -> Authenticator:
    return authenticator(now, application_id=APPLICATION, public_key=public(key("ours")))


def refusal(authenticator: Authenticator, header: str | None) -> Refusal:
    with pytest.raises(Refusal) as refusal:
        authenticator.authenticate(header)
    assert refusal.value.status == 401
    return refusal.value


def problem(authenticator: Authenticator, header: str | None) -> str:
    return str(refusal(authenticator, header).body["type"]).partition("#")[2]


def test_the_accounts_key_and_secret_are_accepted() -> None:
    assert authenticator().authenticate(basic("sandbox:sandbox-secret")) is Credentials.BASIC


def test_another_account_can_be_set() -> None:
    other = authenticator(api_key="abcd1234", api_secret="s3cret:with:colons")
    assert other.authenticate(basic("abcd1234:s3cret:with:colons")) is Credentials.BASIC
    assert problem(other, basic("sandbox:sandbox-secret")) == "unauthorized"


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
    assert problem(authenticator(), header) == "unauthorized"
    assert problem(with_key(), header) == "unauthorized"


def test_an_applications_token_is_accepted() -> None:
    assert with_key().authenticate(f"Bearer {token()}") is Credentials.JWT


@pytest.mark.parametrize(
    ("claims", "age", "good"),
    [
        ({}, 899, True),
        ({}, 904, True),
        ({}, 906, False),
        ({"exp": None}, 0, True),
        ({"exp": None}, 15 * MINUTE - 1, True),
        ({"exp": None}, 15 * MINUTE + 6, False),
        ({"exp": NOW + 48 * HOUR}, 24 * HOUR - 1, True),
        ({"exp": NOW + 48 * HOUR}, 24 * HOUR + 6, False),
        ({"exp": NOW + 10_000 * HOUR}, 25 * HOUR, False),
        ({"exp": NOW - 1}, 0, True),
        ({"exp": NOW - 100}, 0, False),
        ({"exp": 0}, 0, False),
        ({"iat": NOW + 4}, 0, True),
        ({"iat": NOW + 0.5, "exp": NOW + 899.5}, 1, True),
    ],
)
def test_a_token_is_good_until_exp_or_for_a_quarter_of_an_hour_and_never_for_more_than_a_day(
    claims: dict[str, Any], age: int, good: bool
) -> None:
    for authority in (with_key(NOW + age), authenticator(NOW + age)):
        header = f"Bearer {token(**claims)}"
        if good:
            assert authority.authenticate(header) is Credentials.JWT
        else:
            assert problem(authority, header) == "jwt-expired"


@pytest.mark.parametrize(
    "changes",
    [
        {"name": "somebody else's"},
        {"algorithm": "HS256"},
        {"algorithm": "RS512"},
        {"application_id": "another"},
        {"application_id": None},
        {"application_id": 7},
        {"application_id": ""},
        {"exp": "tomorrow"},
        {"exp": True},
        {"exp": float("nan")},
        {"iat": None},
        {"iat": "now"},
        {"iat": True},
        {"iat": float("nan")},
        {"iat": float("inf")},
        {"iat": 10**400},
        {"iat": NOW * 1000},
        {"iat": NOW + 6},
        {"nbf": NOW + 60},
        {"nbf": "later"},
        {"jti": None},
        {"jti": ""},
        {"jti": 7},
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


@pytest.mark.parametrize("changes", [{}, {"name": "a key nobody told the sandbox"}, {"application_id": "any"}])
def test_until_a_key_is_configured_any_applications_token_is_accepted(changes: dict[str, Any]) -> None:
    assert authenticator().authenticate(f"Bearer {token(**changes)}") is Credentials.JWT


@pytest.mark.parametrize("claims", [{"iat": None}, {"jti": None}, {"application_id": None}, {"algorithm": "HS256"}])
def test_such_a_token_still_has_to_be_one_that_the_vendor_could_take(claims: dict[str, Any]) -> None:
    assert problem(authenticator(), f"Bearer {token(**claims)}") == "unauthorized"


def test_such_a_token_still_has_to_be_signed() -> None:
    header, body, _ = token().split(".")
    assert problem(authenticator(), f"Bearer {header}.{body}.") == "unauthorized"


def test_one_line_of_the_log_says_that_tokens_are_not_checked(caplog: pytest.LogCaptureFixture) -> None:
    unchecked = authenticator()
    with caplog.at_level(logging.INFO):
        for _ in range(3):
            unchecked.authenticate(f"Bearer {token()}")
    (record,) = caplog.records
    assert "SANDBOX_APPLICATION_ID and SANDBOX_PUBLIC_KEY" in record.getMessage()


def test_a_strict_sandbox_takes_no_token_that_it_cannot_check() -> None:
    assert "SANDBOX_PUBLIC_KEY" in reason(authenticator(strict_tokens=True), f"Bearer {token()}")


@pytest.mark.parametrize("body", ["[" * 30_000, "[]", "7", '"text"', "{", "null", "\x00"])
def test_a_body_that_is_no_set_of_claims_is_refused(body: str) -> None:
    header, _, signature = token().split(".")
    encoded = base64.urlsafe_b64encode(body.encode()).rstrip(b"=").decode()
    assert problem(authenticator(), f"Bearer {header}.{encoded}.{signature}") == "unauthorized"


CLAIM_VALUES: st.SearchStrategy[Any] = (
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=9) | st.just([]) | st.just({})
)


@given(st.dictionaries(st.sampled_from(["application_id", "jti", "iat", "exp", "nbf", "sub", "aud"]), CLAIM_VALUES))
def test_no_claims_make_the_sandbox_fall_over(claims: dict[str, Any]) -> None:
    good = json.loads(base64.urlsafe_b64decode(token().split(".")[1] + "=="))
    header, _, signature = token().split(".")
    body = base64.urlsafe_b64encode(json.dumps(good | claims).encode()).rstrip(b"=").decode()
    with contextlib.suppress(Refusal):
        assert authenticator().authenticate(f"Bearer {header}.{body}.{signature}") is Credentials.JWT


def reason(authenticator: Authenticator, header: str | None) -> str:
    """Read the reason where a developer finds it: in the body's detail, and alike in a header."""
    refused = refusal(authenticator, header)
    words = refused.headers["X-Sandbox-Reason"]
    assert refused.body["detail"].endswith(words)
    assert words.isascii()
    assert "\n" not in words
    return words


@pytest.mark.parametrize(
    ("header", "words"),
    [
        (None, "Send an Authorization header"),
        ("Digest x", "Basic or Bearer"),
        ("Basic !!!", "base64"),
        (basic("sandbox"), "SANDBOX_API_SECRET"),
        (basic("sandbox:wrong"), "SANDBOX_API_SECRET"),
        (basic("other:sandbox-secret"), "SANDBOX_API_KEY"),
        ("Bearer x.y", "JSON Web Token"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_header(header: str | None, words: str) -> None:
    assert words in reason(with_key(), header)


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"name": "somebody else's"}, "SANDBOX_PUBLIC_KEY"),
        ({"algorithm": "HS256"}, "RS256"),
        ({"application_id": "another"}, "SANDBOX_APPLICATION_ID"),
        ({"application_id": None}, "application_id"),
        ({"iat": None}, "iat"),
        ({"iat": NOW * 1000}, "seconds"),
        ({"jti": None}, "jti"),
        ({"exp": NOW - 100}, "exp"),
        ({"exp": None, "iat": NOW - HOUR}, "15 minutes"),
        ({"iat": NOW - 25 * HOUR, "exp": NOW + HOUR}, "24 hours"),
    ],
)
def test_a_refusal_says_what_is_wrong_with_the_token(changes: dict[str, Any], words: str) -> None:
    assert words in reason(with_key(), f"Bearer {token(**changes)}")


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    for header in (basic("my-real-key:my-real-secret"), f"Bearer {token(application_id='my-real-application')}"):
        assert "my-real" not in json.dumps([refusal(with_key(), header).body, refusal(with_key(), header).headers])


def test_the_reason_reaches_the_caller(world: World) -> None:
    response = world.client.post("/v2/verify", json={}, auth=("sandbox", "wrong"))
    assert response.status_code == 401
    assert response.get_json()["detail"].startswith("You did not provide correct credentials. The secret is not")
    assert "SANDBOX_API_SECRET" in response.headers["X-Sandbox-Reason"]
