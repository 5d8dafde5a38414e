"""Normalize text from keyboards, contacts, documents and chat programs to ASCII digits and a few plain signs.

The form does the same (`frontend/src/lib/normalizeText.ts`); the lists in `tests/data` test both.
"""

from __future__ import annotations

import unicodedata
from typing import Final

QUOTE: Final = '"'
"""Stands for quotation marks, angle brackets, emoji and other decoration."""

# Invisible characters outside of the category Cf: variation selectors, fillers, joiners, the frame of a keycap.
_INVISIBLE: Final = frozenset(
    "\u034f\u115f\u1160\u17b4\u17b5\u180b\u180c\u180d\u180f\u20e3\u3164\uffa0"
    + "".join(map(chr, (*range(0xFE00, 0xFE10), *range(0xE0100, 0xE01F0))))
)
# Characters that people type for a plain sign. The long vowel signs and the Korean vowel are typed for a hyphen.
_LOOK_ALIKES: Final = {
    character: sign
    for sign, characters in {
        " ": "\t\n\v\f\r\x85",
        "+": "\u207a\ufb29\ufe62\u2795",
        "-": "\u2043\u207b\u02d7\u2212\u2500\u2501\u2796\u30fc\uff70\u3161",
        "~": "\u223c\u2053\u301c",
        "/": "\u2044\u2215",
        ".": "\u00b7\u0387\u06d4\u2022\u2024\u2027\u2219\u22c5\u3002\u30fb\ufe52\uff61\uff65",
        ",": "\u060c\u201a\u3001\ufe50\ufe51\uff64",
        ";": "\u037e\u061b\ufe54",
        ":": "\u2236\ua789\ufe55",
        "#": "\ufe5f",
        "*": "\ufe61",
        QUOTE: "'<>",
    }.items()
    for character in characters
}
_BY_CATEGORY: Final = {
    "Cf": "",
    "Zs": " ",
    "Zl": " ",
    "Zp": " ",
    "Pd": "-",
    "Ps": "(",
    "Pe": ")",
    "Pi": QUOTE,
    "Pf": QUOTE,
    "So": QUOTE,
    "Sk": QUOTE,
}
_FULL_WIDTH: Final = range(0xFF01, 0xFF5F)


def normalize_text(text: str) -> str:
    """Convert digits of any script to ASCII, and spaces, dashes, brackets and points to one sign each.

    Invisible characters (direction marks, zero-width spaces, soft hyphens, variation selectors) are removed. Letters
    and all other signs stay unchanged.
    """
    return "".join(map(_normalize, text))


def _normalize(character: str) -> str:
    if ord(character) in _FULL_WIDTH:
        character = chr(ord(character) - 0xFEE0)
    if character in _INVISIBLE:
        return ""
    if (sign := _LOOK_ALIKES.get(character)) is not None:
        return sign
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    return _BY_CATEGORY.get(category, character)
