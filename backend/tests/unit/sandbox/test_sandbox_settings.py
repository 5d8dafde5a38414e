"""The sandbox's settings: defaults that work at once, and every mistake told together."""

from __future__ import annotations

from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from pydantic import Field, ValidationError

from dialproof.sandbox.core.settings import SettingsGroup, prefixed
from dialproof.sandbox.settings import SandboxSettings, SettingsError, from_environment, is_loopback


def public_pem(key: rsa.RSAPrivateKey | ec.EllipticCurvePrivateKey) -> str:
    return key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


RSA = public_pem(rsa.generate_private_key(public_exponent=65537, key_size=2048))
CURVE = public_pem(ec.generate_private_key(ec.SECP256R1()))


def mistakes(**environment: str) -> list[str]:
    with pytest.raises(SettingsError) as error:
        from_environment(environment)
    return error.value.mistakes


def test_an_empty_environment_gives_the_defaults() -> None:
    settings = from_environment({})
    assert settings == SandboxSettings()
    assert (settings.host, settings.port) == ("127.0.0.1", 5002)
    vonage = settings.vonage
    assert (vonage.api_key, vonage.api_secret) == ("sandbox", "sandbox-secret")
    assert (vonage.code, vonage.code_attempts, vonage.cancel_after, vonage.conflict_linger) == (None, 3, 30, 0)


def test_variables_are_read_and_others_left_alone() -> None:
    settings = from_environment({"SANDBOX_CODE": "123456", "SANDBOX_CANCEL_AFTER": "0.5", "CODE": "1", "PORT": "x"})
    assert (settings.vonage.code, settings.vonage.cancel_after) == ("123456", 0.5)


def test_an_empty_variable_counts_as_not_set() -> None:
    assert from_environment({"SANDBOX_CODE": "", "SANDBOX_PORT": "  "}) == SandboxSettings()


def test_the_address_that_people_open_may_be_told() -> None:
    assert from_environment({"SANDBOX_PHONE_URL": "http://localhost:6002"}).phone_url == "http://localhost:6002"


@pytest.mark.parametrize(
    ("value", "folder"),
    [("", None), ("no", None), ("0", None), ("True", "var/sandbox-tls"), ("1", "var/sandbox-tls"), ("/a/b", "/a/b")],
)
def test_https_is_switched_on_by_a_word_or_a_folder(value: str, folder: str | None) -> None:
    assert from_environment({"SANDBOX_TLS": value}).tls == folder


def test_the_port_offset_moves_the_sandbox_and_the_form() -> None:
    settings = from_environment({"DIALPROOF_PORT_OFFSET": "100"})
    assert (settings.port, settings.form_url) == (5102, "http://localhost:8180")


def test_what_is_said_in_so_many_words_is_not_moved() -> None:
    settings = from_environment(
        {"DIALPROOF_PORT_OFFSET": "100", "SANDBOX_PORT": "7000", "SANDBOX_FORM_URL": "https://form.test"}
    )
    assert (settings.port, settings.form_url) == (7000, "https://form.test")


@pytest.mark.parametrize(
    ("variable", "value", "port"),
    [
        ("SANDBOX_PORT", "6000", 6000),
        ("SANDBOX_PORT", "10080", 10080),
        ("DIALPROOF_PORT_OFFSET", "2000", 10080),
        ("DIALPROOF_PORT_OFFSET", "58", 5060),
    ],
)
def test_a_port_that_browsers_refuse_is_refused(variable: str, value: str, port: int) -> None:
    [told] = mistakes(**{variable: value})
    assert told.startswith(variable)
    assert f"browsers refuse to open port {port}" in told


def test_an_offset_does_not_count_where_ports_are_given() -> None:
    given = {"SANDBOX_PORT": "5060", "SANDBOX_FORM_URL": "http://localhost:8080"}
    assert mistakes(DIALPROOF_PORT_OFFSET="2000", **given) == [
        "SANDBOX_PORT: browsers refuse to open port 5060: choose another"
    ]
    assert from_environment({**given, "SANDBOX_PORT": "5005", "DIALPROOF_PORT_OFFSET": "2000"}).port == 5005


def test_every_mistake_is_told_at_once() -> None:
    told = mistakes(
        DIALPROOF_PORT_OFFSET="minus one",
        SANDBOX_PORT="high",
        SANDBOX_CODE="12",
        SANDBOX_CODE_ATTEMPTS="0",
        SANDBOX_CHECK_ANSWER="maybe",
        SANDBOX_CODEE="123456",
        SANDBOX_APPLICATION_ID="an-id",
        SANDBOX_SIGNATURE_SECRET="short",
        SANDBOX_FORM_URL="localhost",
    )
    assert sorted(line.split(":")[0].split(" ")[0] for line in told) == [
        "DIALPROOF_PORT_OFFSET",
        "SANDBOX_CHECK_ANSWER",
        "SANDBOX_CODE",
        "SANDBOX_CODEE",
        "SANDBOX_CODE_ATTEMPTS",
        "SANDBOX_FORM_URL",
        "SANDBOX_PORT",
        "SANDBOX_PUBLIC_KEY",
        "SANDBOX_SIGNATURE_SECRET",
    ]


def test_no_mistake_repeats_a_secret() -> None:
    told = mistakes(SANDBOX_SIGNATURE_SECRET="hunter2", SANDBOX_CODE="12")
    assert not any("hunter2" in line or "'12'" in line for line in told)


def test_a_public_key_may_be_text_text_in_one_line_or_a_path(tmp_path: Path) -> None:
    path = tmp_path / "public"
    path.write_text(RSA)
    for value in (RSA, RSA.replace("\n", "\\n"), str(path)):
        settings = from_environment({"SANDBOX_APPLICATION_ID": "an-id", "SANDBOX_PUBLIC_KEY": value})
        assert settings.vonage.public_key is not None
        assert settings.vonage.public_key.strip() == RSA.strip()


@pytest.mark.parametrize(
    ("value", "words"),
    [
        ("-----BEGIN PUBLIC KEY-----\nnonsense\n-----END PUBLIC KEY-----", "not a PEM public key"),
        ("/nowhere/at/all", "neither PEM text nor a file"),
        (CURVE, "must be an RSA key"),
    ],
)
def test_a_public_key_that_cannot_be_used_is_explained(value: str, words: str) -> None:
    assert words in mistakes(SANDBOX_APPLICATION_ID="an-id", SANDBOX_PUBLIC_KEY=value)[0]


def test_an_application_and_its_key_belong_together() -> None:
    for alone in ({"SANDBOX_APPLICATION_ID": "an-id"}, {"SANDBOX_PUBLIC_KEY": RSA}):
        assert "set both, or neither" in mistakes(**alone)[0]


def test_a_vendors_settings_are_a_group_of_their_own() -> None:
    class TinySettings(SettingsGroup, alias_generator=prefixed("TINY_")):
        key: str = "tiny"

    class WithTiny(SandboxSettings):
        tiny: TinySettings = Field(default_factory=TinySettings, alias="tiny")

    known = WithTiny.variables()
    assert (known["SANDBOX_TINY_KEY"], known["SANDBOX_PORT"]) == (("tiny", "key"), ("port",))
    assert known["SANDBOX_CODE"] == ("vonage", "code")


def test_settings_cannot_be_changed_afterwards() -> None:
    with pytest.raises(ValidationError):
        SandboxSettings().port = 1
    with pytest.raises(ValidationError):
        SandboxSettings().vonage.code = None


@pytest.mark.parametrize(
    ("host", "alone"),
    [("127.0.0.1", True), ("::1", True), ("localhost", True), ("0.0.0.0", False), ("sandbox", False)],
)
def test_it_is_known_who_can_reach_an_address(host: str, alone: bool) -> None:
    assert is_loopback(host) is alone
