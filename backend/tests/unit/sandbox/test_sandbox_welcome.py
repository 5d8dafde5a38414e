"""The first lines that a person reads: where the sandbox is, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from cryptography.hazmat.primitives.asymmetric import rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.welcome import welcome

URL = "http://127.0.0.1:5002"


def test_it_says_where_the_phone_the_provider_and_the_codes_are() -> None:
    words = welcome(SandboxSettings(), URL, None)
    assert "http://localhost:5002  (host and port: localhost:5002)" in words
    assert "http://localhost:5002/inbox/messages?to=%2B14155550100" in words
    assert "http://localhost:5002/health" in words
    assert "API key sandbox, secret sandbox-secret" in words
    assert "start with --tls" in words


def test_a_secret_that_was_set_is_not_repeated() -> None:
    words = welcome(SandboxSettings(api_key="mine", api_secret="hunter2"), URL, None)
    assert "API key mine" in words
    assert "hunter2" not in words


def test_it_says_whose_tokens_are_taken() -> None:
    key = rsa.generate_private_key(public_exponent=65537, key_size=2048).public_key()
    pem = key.public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    assert "or any application id with any RSA key" in welcome(SandboxSettings(), URL, None)
    assert "no tokens" in welcome(SandboxSettings(strict_tokens=True), URL, None)
    configured = SandboxSettings(application_id="an-id", public_key=pem)
    assert "or tokens of application an-id" in welcome(configured, URL, None)


def test_an_address_of_another_machine_stays_as_it_is() -> None:
    assert "http://192.0.2.7:5002/health" in welcome(SandboxSettings(), "http://192.0.2.7:5002", None)


def test_over_https_it_gives_the_variables_to_set(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "My Folder")
    lines = welcome(SandboxSettings(tls=str(tmp_path)), "https://[::1]:5002", certificate).splitlines()
    assert [line.strip() for line in lines if "export" in line] == [
        f"export NODE_EXTRA_CA_CERTS='{tmp_path}/My Folder/authority.pem'",
        f"export REQUESTS_CA_BUNDLE='{tmp_path}/My Folder/bundle.pem'",
        f"export SSL_CERT_FILE='{tmp_path}/My Folder/bundle.pem'",
    ]
    assert any("https://localhost:5002/health" in line for line in lines)


def test_in_a_container_it_names_the_address_outside_and_where_to_fetch_the_certificate(tmp_path: Path) -> None:
    settings = SandboxSettings(tls=str(tmp_path), phone_url="https://localhost:6002")
    words = welcome(settings, "https://127.0.0.1:5002", Certificate(tmp_path))
    assert "https://localhost:6002/authority.pem" in words
    assert "5002" not in words
    assert str(tmp_path) not in words
