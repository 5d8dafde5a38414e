"""How a number is written: with a plus for people and the inbox, as bare digits for the vendor, masked in logs."""

from __future__ import annotations

import re

_PUNCTUATION = re.compile(r"[\s().-]")


def to_e164(address: str) -> str:
    """Put the plus before bare digits; leave an email address as it is."""
    address = address.strip()
    if "@" in address:
        return address
    digits = _PUNCTUATION.sub("", address).removeprefix("+")
    return f"+{digits}"


def mask(address: str | None) -> str:
    """Keep what tells two lines of a log apart, and no more."""
    if not address:
        return "-"
    return f"{address[:2]}…{address[-2:]}" if "@" not in address else f"{address[:1]}…@"
