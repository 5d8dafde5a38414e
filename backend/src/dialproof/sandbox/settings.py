"""The sandbox's settings: typed, frozen, read once from variables that start with ``SANDBOX_``."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, ValidationError, ValidationInfo, field_validator

from dialproof.sandbox.core.server.hosts import read_hosts
from dialproof.sandbox.core.server.ports import refusal

PREFIX = "SANDBOX_"
DEFAULT_TLS_FOLDER = "var/sandbox-tls"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")

DEFAULT_PORT = 5002
DEFAULT_FORM_PORT = 8080


PATTERNS_IN_WORDS = {
    "code": "must have 4 to 10 letters and digits",
    "phone_url": "must be an address that begins with http:// or https://",
    "form_url": "must be an address that begins with http:// or https://",
    "callback_url": "must be an address that begins with http:// or https://",
}


class SettingsError(ValueError):
    """Say everything that is wrong with the settings at once."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class SandboxSettings(BaseModel):
    """How one sandbox behaves. Durations are in seconds.

    The last group holds the points where the vendor's own sources disagree or are silent; the README gives the reason
    for each default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    host: str = "127.0.0.1"
    hosts: Annotated[tuple[str, ...], BeforeValidator(read_hosts)] = ()
    port: Annotated[int, Field(ge=0, le=65535)] = DEFAULT_PORT
    tls: str | None = None
    phone_url: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    form_url: Annotated[str, Field(pattern=r"^https?://\S+$")] = f"http://localhost:{DEFAULT_FORM_PORT}"
    history: Annotated[int, Field(ge=10, le=100_000)] = 1000

    api_key: Annotated[str, Field(min_length=1)] = "sandbox"
    api_secret: Annotated[str, Field(min_length=1, repr=False)] = "sandbox-secret"  # noqa: S105 - guards nothing
    application_id: str | None = None
    public_key: Annotated[str | None, Field(repr=False, validate_default=True)] = None
    strict_tokens: bool = False

    code: Annotated[str | None, Field(pattern=r"^[a-zA-Z0-9]{4,10}$", repr=False)] = None
    locale: Annotated[str, Field(min_length=2)] = "en-us"
    cancel_after: Annotated[float, Field(ge=0)] = 30
    conflict_linger: Annotated[float, Field(ge=0)] = 0

    callback_url: Annotated[str | None, Field(pattern=r"^https?://\S+$")] = None
    signature_secret: Annotated[str, Field(min_length=32, repr=False)] = "sandbox-signature-secret-not-a-secret"  # noqa: S105 - known to all
    callback_retry_delay: Annotated[float, Field(gt=0)] = 5
    callback_retry_for: Annotated[float, Field(ge=0)] = 24 * 60 * 60
    callback_attempts: Annotated[int | None, Field(ge=1)] = None
    price: Annotated[Decimal, Field(ge=0, le=1000, decimal_places=8)] = Decimal("0.05")

    code_attempts: Annotated[int, Field(ge=1, le=10)] = 3
    check_answer: Literal["completed", "complete", "empty"] = "completed"
    conflict_shows_request_id: bool = True
    invalid_parameters: Literal["list", "object"] = "list"
    earlier_codes: Literal["refused", "accepted"] = "refused"
    early_cancel: Literal["conflict", "not_found"] = "conflict"
    callbacks_for: Literal["jwt", "any"] = "jwt"
    uncovered_numbers: Literal["next_channel", "refused"] = "next_channel"
    client_ref_hyphens: bool = False
    whatsapp_interactive: bool = False

    @field_validator("port")
    @classmethod
    def _check_port(cls, value: int) -> int:
        refused = refusal(value)
        if refused is not None:
            raise ValueError(refused)
        return value

    @field_validator("tls")
    @classmethod
    def _read_tls(cls, value: str | None) -> str | None:
        word = (value or "no").lower()
        if word in _NO:
            return None
        return DEFAULT_TLS_FOLDER if word in _YES else value

    @field_validator("public_key")
    @classmethod
    def _read_public_key(cls, value: str | None, info: ValidationInfo) -> str | None:
        if (value is None) != (info.data.get("application_id") is None):
            raise ValueError("belongs with SANDBOX_APPLICATION_ID: set both, or neither")
        if value is None:
            return None
        pem = value.replace("\\n", "\n") if "-----BEGIN" in value else _read_file(value)
        try:
            key = load_pem_public_key(pem.encode())
        except ValueError as error:
            raise ValueError(
                "is not a PEM public key: give the text that begins with -----BEGIN PUBLIC KEY-----, or a path"
            ) from error
        if not isinstance(key, RSAPublicKey):
            raise ValueError("must be an RSA key, because the vendor's tokens are signed with RS256")  # noqa: TRY004 - pydantic collects ValueError only
        return pem


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def certified_names(settings: SandboxSettings) -> list[str]:
    """List the names that the certificate has to bear besides the usual ones."""
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104 - how "everywhere" is spelt
    return [*settings.hosts, *([] if everywhere else [settings.host])]


def from_environment(environment: Mapping[str, str]) -> SandboxSettings:
    """Read the settings from ``SANDBOX_*``; an empty variable counts as not set.

    ``DIALPROOF_PORT_OFFSET`` moves the default ports (the sandbox's own and the form's).

    Raises:
        SettingsError: with one line for every mistake.
    """
    values: dict[str, str | int] = {
        name.removeprefix(PREFIX).lower(): value.strip()
        for name, value in environment.items()
        if name.startswith(PREFIX) and value.strip()
    }
    mistakes = _move_ports(values, environment.get("DIALPROOF_PORT_OFFSET", "").strip())
    try:
        settings = SandboxSettings.model_validate(values)
    except ValidationError as error:
        raise SettingsError(
            mistakes + [_explain(detail["loc"], detail["msg"], detail["type"]) for detail in error.errors()]
        ) from None
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _move_ports(values: dict[str, str | int], offset: str) -> list[str]:
    if not offset:
        return []
    if not offset.isdecimal():
        return [f"DIALPROOF_PORT_OFFSET must be a whole number of 0 or more, not {offset!r}"]
    port, form_port = DEFAULT_PORT + int(offset), DEFAULT_FORM_PORT + int(offset)
    defaults: dict[str, tuple[int, str | int]] = {
        "port": (port, port),
        "form_url": (form_port, f"http://localhost:{form_port}"),
    }
    for name, (moved, value) in defaults.items():
        if name not in values and refusal(moved) is not None:
            return [f"DIALPROOF_PORT_OFFSET is {offset}, and {refusal(moved)}"]
        values.setdefault(name, value)
    return []


def _explain(location: tuple[int | str, ...], message: str, kind: str) -> str:
    field = str(location[0])
    if kind == "extra_forbidden":
        return f"{PREFIX}{field.upper()} is not a setting of the sandbox: look for a slip of the pen"
    words = PATTERNS_IN_WORDS[field] if kind == "string_pattern_mismatch" else message.removeprefix("Value error, ")
    return f"{PREFIX}{field.upper()}: {words[:1].lower()}{words[1:]}"


def _read_file(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path!r} is neither PEM text nor a file that can be read") from error
