"""Codes as people type them."""

from __future__ import annotations

from typing import Final

from dialproof.problems import FieldError, InvalidRequest
from dialproof.text_normalization import QUOTE, normalize_text

# What people, messages and keyboards put between and around the digits.
_SEPARATORS: Final = str.maketrans("", "", f" -.,()~/{QUOTE}")


def read_code(text: str, length: int) -> str:
    """Return the ``length`` ASCII digits in ``text``; digits of other scripts and separators are understood.

    Raises:
        InvalidRequest: when there are not exactly that many digits, or something else is among them. No attempt is
            spent on what cannot be a code.
    """
    digits = normalize_text(text).translate(_SEPARATORS)
    if len(digits) == length and digits.isascii() and digits.isdecimal():
        return digits
    detail = f"Enter the {length} digits of the code."
    raise InvalidRequest(detail, errors=(FieldError("/code", detail),))
