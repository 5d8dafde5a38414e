"""Phone numbers as text: E.164 with a plus in the inbox and the controls, masked in logs."""

from __future__ import annotations

import re
from typing import Annotated

from pydantic import AfterValidator

_PUNCTUATION = re.compile(r"[\s().-]")
_E164 = re.compile(r"\+[1-9][0-9]{6,14}")


def to_e164(address: str) -> str:
    """Put the plus before bare digits and drop punctuation; leave an email address as it is."""
    address = address.strip()
    if "@" in address:
        return address
    digits = _PUNCTUATION.sub("", address).removeprefix("+")
    return f"+{digits}"


def _read(value: str) -> str:
    address = to_e164(value)
    if "@" not in address and not _E164.fullmatch(address):
        raise ValueError("must be a phone number with its country code, such as +14155550100")
    return address


Number = Annotated[str, AfterValidator(_read)]
"""A number, or an email address, as someone typed it; validated to E.164 with a plus."""


def mask(address: str | None) -> str:
    """Shorten a number for logs to its first digit and its last two."""
    if not address:
        return "-"
    if _E164.fullmatch(address):
        return f"{address[:2]}…{address[-2:]}"
    return "…@…" if "@" in address else "?"
