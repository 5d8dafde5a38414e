"""The settings of the sandbox's Vonage: its account, its times, and where the vendor's own sources disagree."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Annotated, Literal

from cryptography.hazmat.primitives.asymmetric.rsa import RSAPublicKey
from cryptography.hazmat.primitives.serialization import load_pem_public_key
from pydantic import Field, ValidationInfo, field_validator

from dialproof.sandbox.core.settings import SettingsGroup, WebAddress


class VonageSettings(SettingsGroup):
    """How Vonage behaves. Durations are in seconds.

    The last group holds the points where the vendor's own sources disagree or are silent; the README gives the reason
    for each default.
    """

    api_key: Annotated[str, Field(min_length=1)] = "sandbox"
    api_secret: Annotated[str, Field(min_length=1, repr=False)] = "sandbox-secret"  # noqa: S105 - guards nothing
    application_id: str | None = None
    public_key: Annotated[str | None, Field(repr=False, validate_default=True)] = None
    strict_tokens: bool = False

    code: Annotated[str | None, Field(repr=False, pattern="^[A-Za-z0-9]{4,10}$")] = None
    locale: Annotated[str, Field(min_length=2)] = "en-us"
    cancel_after: Annotated[float, Field(ge=0)] = 30
    conflict_linger: Annotated[float, Field(ge=0)] = 0

    callback_url: WebAddress | None = None
    signature_secret: Annotated[str, Field(min_length=32, repr=False)] = "sandbox-signature-secret-not-a-secret"  # noqa: S105 - known to all
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


def _read_file(path: str) -> str:
    try:
        return Path(path).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ValueError(f"{path!r} is neither PEM text nor a file that can be read") from error
