"""Codes as people type them."""

from __future__ import annotations

import unicodedata

from dialproof.problems import FieldError, InvalidRequest

# What people and messages put between the digits, once other scripts' forms are folded.
SEPARATORS = frozenset(
    " -\N{NO-BREAK SPACE}\N{EN DASH}\N{HYPHEN}\N{NON-BREAKING HYPHEN}\N{NARROW NO-BREAK SPACE}.\t\n\r"
)


def read_code(text: str, length: int) -> str:
    """Return the ``length`` ASCII digits in ``text``; digits of other scripts and separators are understood.

    Raises:
        InvalidRequest: when there are not exactly that many digits, or something else is among them. No attempt is
            spent on what cannot be a code.
    """
    digits = []
    for character in text:
        if (value := unicodedata.decimal(character, None)) is not None:
            digits.append(str(value))
        elif character not in SEPARATORS:
            raise _not_a_code(length)
    if len(digits) != length:
        raise _not_a_code(length)
    return "".join(digits)


def _not_a_code(length: int) -> InvalidRequest:
    detail = f"Enter the {length} digits of the code."
    return InvalidRequest(detail, errors=(FieldError("/code", detail),))
