from __future__ import annotations

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat

from dialproof.providers.vonage.auth import TOKEN_LIFETIME, TOKEN_MARGIN, ApplicationAuth, key_and_secret
from fakes import EPOCH, FakeClock

APPLICATION = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"


@pytest.fixture(scope="module")
def key() -> rsa.RSAPrivateKey:
    return rsa.generate_private_key(public_exponent=65537, key_size=2048)


def pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


def test_a_token_names_the_application_and_its_end(key: rsa.RSAPrivateKey) -> None:
    auth = ApplicationAuth(APPLICATION, pem(key), clock=FakeClock())
    token = auth.create_jwt_auth_string().removeprefix(b"Bearer ")
    claims = jwt.decode(
        token, key.public_key(), algorithms=["RS256"], options={"verify_exp": False, "verify_iat": False}
    )
    assert claims["application_id"] == APPLICATION
    assert (claims["iat"], claims["exp"]) == (int(EPOCH), int(EPOCH) + TOKEN_LIFETIME)


def test_a_token_is_kept_until_shortly_before_its_end(key: rsa.RSAPrivateKey) -> None:
    clock = FakeClock()
    auth = ApplicationAuth(APPLICATION, pem(key), clock=clock)
    first = auth.create_jwt_auth_string()
    clock.advance(TOKEN_LIFETIME - TOKEN_MARGIN - 1)
    assert auth.create_jwt_auth_string() == first
    clock.advance(1)
    assert auth.create_jwt_auth_string() != first


def test_a_token_with_claims_of_its_own_is_made_for_them(key: rsa.RSAPrivateKey) -> None:
    auth = ApplicationAuth(APPLICATION, pem(key), clock=FakeClock())
    token = auth.generate_application_jwt({"sub": "somebody", "application_id": "another"})
    claims = jwt.decode(token, options={"verify_signature": False})
    assert (claims["sub"], claims["application_id"]) == ("somebody", APPLICATION)


def test_only_an_rsa_key_signs() -> None:
    with pytest.raises(TypeError, match="RSA"):
        ApplicationAuth(APPLICATION, pem(ec.generate_private_key(ec.SECP256R1())), clock=FakeClock())


def test_a_key_and_secret_make_basic_credentials() -> None:
    assert key_and_secret("key", "secret").create_basic_auth_string() == "Basic a2V5OnNlY3JldA=="
