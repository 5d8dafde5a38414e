"""The first lines that a person reads: where the sandbox is, and what to do with it."""

from __future__ import annotations

from pathlib import Path

from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.welcome import welcome

CREDENTIALS = {"one": "a key"}
URL = "http://127.0.0.1:5002"


def test_it_says_where_the_phone_the_provider_and_the_codes_are() -> None:
    words = welcome(SandboxSettings(), URL, None, CREDENTIALS)
    assert "http://localhost:5002  (host and port: localhost:5002)" in words
    assert "http://localhost:5002/inbox/messages?to=%2B14155550100" in words
    assert "http://localhost:5002/health" in words
    assert "  credentials              a key\n" in words
    assert "start with --tls" in words


def test_each_of_several_vendors_has_a_line_for_its_credentials() -> None:
    lines = welcome(SandboxSettings(), URL, None, {"one": "a key", "other": "a token"}).splitlines()
    assert [line.split() for line in lines if "credentials" in line] == [
        ["credentials", "(one)", "a", "key"],
        ["credentials", "(other)", "a", "token"],
    ]


def test_an_address_of_another_machine_stays_as_it_is() -> None:
    assert "http://192.0.2.7:5002/health" in welcome(SandboxSettings(), "http://192.0.2.7:5002", None, CREDENTIALS)


def test_over_https_it_gives_the_variables_to_set(tmp_path: Path) -> None:
    certificate = Certificate(tmp_path / "My Folder")
    lines = welcome(SandboxSettings(tls=str(tmp_path)), "https://[::1]:5002", certificate, CREDENTIALS).splitlines()
    assert [line.strip() for line in lines if "export" in line] == [
        f"export NODE_EXTRA_CA_CERTS='{tmp_path}/My Folder/authority.pem'",
        f"export REQUESTS_CA_BUNDLE='{tmp_path}/My Folder/bundle.pem'",
        f"export SSL_CERT_FILE='{tmp_path}/My Folder/bundle.pem'",
    ]
    assert any("https://localhost:5002/health" in line for line in lines)


def test_in_a_container_it_names_the_address_outside_and_where_to_fetch_the_certificate(tmp_path: Path) -> None:
    settings = SandboxSettings(tls=str(tmp_path), phone_url="https://localhost:6002")
    words = welcome(settings, "https://127.0.0.1:5002", Certificate(tmp_path), CREDENTIALS)
    assert "https://localhost:6002/authority.pem" in words
    assert "5002" not in words
    assert str(tmp_path) not in words
