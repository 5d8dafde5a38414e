"""The settings that all vendors share, and what the settings of each are made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import Annotated

from pydantic import AfterValidator, BaseModel, BeforeValidator, ConfigDict, Field

from dialproof.sandbox.core.server.hosts import read_hosts
from dialproof.sandbox.core.server.ports import refusal

PREFIX = "SANDBOX_"
DEFAULT_PORT = 5002
DEFAULT_FORM_PORT = 8080
DEFAULT_TLS_FOLDER = "var/sandbox-tls"
_YES, _NO = ("1", "true", "yes", "on"), ("0", "false", "no", "off")


def prefixed(prefix: str = "") -> Callable[[str], str]:
    """Make the alias generator of a group whose variables begin with ``SANDBOX_`` and `prefix`."""
    return lambda name: f"{PREFIX}{prefix}{name}".upper()


def _web_address(value: str) -> str:
    if not value.startswith(("http://", "https://")) or value.endswith("//") or len(value.split()) > 1:
        raise ValueError("must be an address that begins with http:// or https://")
    return value


def _port(value: int) -> int:
    refused = refusal(value)
    if refused is not None:
        raise ValueError(refused)
    return value


def _tls_folder(value: str) -> str | None:
    word = value.lower()
    if word in _NO:
        return None
    return DEFAULT_TLS_FOLDER if word in _YES else value


WebAddress = Annotated[str, AfterValidator(_web_address)]


class SettingsGroup(BaseModel):
    """Settings that are read from variables: ``SANDBOX_`` and the upper-cased name of the field.

    A vendor that is not Vonage puts its own name between the two, by `alias_generator`.
    """

    model_config = ConfigDict(
        alias_generator=prefixed(),
        validate_by_name=True,
        validate_by_alias=True,
        frozen=True,
        extra="forbid",
        hide_input_in_errors=True,
    )


class CoreSettings(SettingsGroup):
    """What all vendors share. Durations are in seconds."""

    host: str = "127.0.0.1"
    hosts: Annotated[tuple[str, ...], BeforeValidator(read_hosts)] = ()
    port: Annotated[int, Field(ge=0, le=65535), AfterValidator(_port)] = DEFAULT_PORT
    tls: Annotated[str, AfterValidator(_tls_folder)] | None = None
    phone_url: WebAddress | None = None
    form_url: WebAddress = f"http://localhost:{DEFAULT_FORM_PORT}"
    history: Annotated[int, Field(ge=10, le=100_000)] = 1000
    callback_retry_delay: Annotated[float, Field(gt=0)] = 5
    callback_retry_for: Annotated[float, Field(ge=0)] = 24 * 60 * 60
    callback_attempts: Annotated[int | None, Field(ge=1)] = None
