"""The sandbox's settings: typed, frozen, read once from variables that start with ``SANDBOX_``."""

from __future__ import annotations

import ipaddress
from collections.abc import Mapping
from typing import Any

from pydantic import Field, ValidationError
from pydantic_core import ErrorDetails

from dialproof.sandbox.core.server.ports import refusal
from dialproof.sandbox.core.settings import DEFAULT_FORM_PORT, DEFAULT_PORT, PREFIX, CoreSettings, SettingsGroup
from dialproof.sandbox.vendors.vonage.settings import VonageSettings


class SettingsError(ValueError):
    """Say everything that is wrong with the settings at once."""

    def __init__(self, mistakes: list[str]) -> None:
        super().__init__("\n".join(mistakes))
        self.mistakes = mistakes


class SandboxSettings(CoreSettings):
    """How one sandbox behaves: what all vendors share, and one group for each vendor."""

    vonage: VonageSettings = Field(default_factory=VonageSettings, alias="vonage")

    @classmethod
    def variables(cls) -> dict[str, tuple[str, ...]]:
        """Map the name of every variable to the path of its attribute, such as `("vonage", "code")`."""
        found: dict[str, tuple[str, ...]] = {}
        for name, field in cls.model_fields.items():
            group = field.annotation
            if isinstance(group, type) and issubclass(group, SettingsGroup):
                found |= {inner.alias or "": (name, key) for key, inner in group.model_fields.items()}
            else:
                found[field.alias or ""] = (name,)
        return found


def is_loopback(host: str) -> bool:
    """Say whether only this machine can reach what listens on `host`."""
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def certified_names(settings: CoreSettings) -> list[str]:
    """List the names that the certificate has to bear besides the usual ones."""
    everywhere = settings.host in ("0.0.0.0", "::")  # noqa: S104 - how "everywhere" is spelt
    return [*settings.hosts, *([] if everywhere else [settings.host])]


def from_environment(environment: Mapping[str, str]) -> SandboxSettings:
    """Read the settings from ``SANDBOX_*``; an empty variable counts as not set.

    ``DIALPROOF_PORT_OFFSET`` moves the default ports (the sandbox's own and the form's).

    Raises:
        SettingsError: with one line for every mistake.
    """
    texts = {name: text.strip() for name, text in environment.items() if name.startswith(PREFIX) and text.strip()}
    mistakes = _move_ports(texts, environment.get("DIALPROOF_PORT_OFFSET", "").strip())
    settings = SandboxSettings()
    try:
        settings = SandboxSettings.model_validate(_nested(texts))
    except ValidationError as error:
        mistakes += [_explain(detail) for detail in error.errors(include_url=False)]
    if mistakes:
        raise SettingsError(mistakes)
    return settings


def _nested(texts: Mapping[str, str]) -> dict[str, Any]:
    """Put the variables of each group under its name."""
    variables = SandboxSettings.variables()
    found: dict[str, Any] = {}
    for name, text in texts.items():
        *group, _ = variables.get(name, (name,))
        (found.setdefault(group[0], {}) if group else found)[name] = text
    return found


def _move_ports(texts: dict[str, str], offset: str) -> list[str]:
    if not offset:
        return []
    if not offset.isdecimal():
        return [f"DIALPROOF_PORT_OFFSET must be a whole number of 0 or more, not {offset!r}"]
    for name, before, port in (
        (f"{PREFIX}PORT", "", DEFAULT_PORT + int(offset)),
        (f"{PREFIX}FORM_URL", "http://localhost:", DEFAULT_FORM_PORT + int(offset)),
    ):
        if name not in texts and refusal(port) is not None:
            return [f"DIALPROOF_PORT_OFFSET is {offset}, and {refusal(port)}"]
        texts.setdefault(name, f"{before}{port}")
    return []


def _explain(detail: ErrorDetails) -> str:
    path = tuple(part for part in detail["loc"] if isinstance(part, str))
    # A default is placed by the path of its attribute, what was written by its variable.
    name = next((name for name, at in SandboxSettings.variables().items() if at == path), path[-1])
    if detail["type"] == "extra_forbidden":
        return f"{name} is not a setting of the sandbox: look for a slip of the pen"
    words = detail["msg"].removeprefix("Value error, ")
    return f"{name}: {words[:1].lower()}{words[1:]}"
