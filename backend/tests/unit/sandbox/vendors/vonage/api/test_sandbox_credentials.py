"""What a person is told to identify an application with."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dialproof.sandbox.vendors.vonage.api.auth import describe_credentials
from dialproof.sandbox.vendors.vonage.settings import VonageSettings


def test_the_default_account_is_told_with_its_secret() -> None:
    assert "API key sandbox, secret sandbox-secret" in describe_credentials(VonageSettings())


def test_a_secret_that_was_set_is_not_repeated() -> None:
    words = describe_credentials(VonageSettings(api_key="mine", api_secret="hunter2"))
    assert "API key mine" in words
    assert "hunter2" not in words


def test_it_says_whose_tokens_are_taken() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert "or any application id with any RSA key" in describe_credentials(VonageSettings())
    assert "no tokens" in describe_credentials(VonageSettings(strict_tokens=True))
    configured = VonageSettings(application_id="an-id", public_key=pem)
    assert "or tokens of application an-id" in describe_credentials(configured)
