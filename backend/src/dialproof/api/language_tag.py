"""The grammar of language tags: BCP 47 (RFC 5646, section 2.1), also with `_` for `-`, as in Java.

It is one regular expression, without look-around and flags, because the OpenAPI document carries it.
"""

from __future__ import annotations

from typing import Final

# RFC 5646 names no limit. The longest tags that systems write, with a handful of preferences, have about 100 letters.
LONGEST_TAG: Final = 255
# Registered before there was a grammar, and not in it ("irregular").
IRREGULAR: Final = (
    *("en-gb-oed", "i-ami", "i-bnn", "i-default", "i-enochian", "i-hak", "i-klingon", "i-lux", "i-mingo", "i-navajo"),
    *("i-pwn", "i-tao", "i-tay", "i-tsu", "sgn-be-fr", "sgn-be-nl", "sgn-ch-de"),
)

_SEPARATOR: Final = "[-_]"
_LANGUAGE: Final = f"([A-Za-z]{{2,3}}({_SEPARATOR}[A-Za-z]{{3}}){{0,3}}|[A-Za-z]{{4,8}})"
_SCRIPT: Final = f"({_SEPARATOR}[A-Za-z]{{4}})?"
_REGION: Final = f"({_SEPARATOR}([A-Za-z]{{2}}|[0-9]{{3}}))?"
_VARIANTS: Final = f"({_SEPARATOR}([A-Za-z0-9]{{5,8}}|[0-9][A-Za-z0-9]{{3}}))*"
_EXTENSIONS: Final = f"({_SEPARATOR}[0-9A-WYZa-wyz]({_SEPARATOR}[A-Za-z0-9]{{2,8}})+)*"
_PRIVATE_USE: Final = f"[Xx]({_SEPARATOR}[A-Za-z0-9]{{1,8}})+"
_LANGTAG: Final = f"{_LANGUAGE}{_SCRIPT}{_REGION}{_VARIANTS}{_EXTENSIONS}({_SEPARATOR}{_PRIVATE_USE})?"


def _in_any_case(tag: str) -> str:
    return "".join(_SEPARATOR if letter == "-" else f"[{letter.upper()}{letter}]" for letter in tag)


LANGUAGE_TAG: Final = f"^({'|'.join([_LANGTAG, _PRIVATE_USE, *map(_in_any_case, IRREGULAR)])})$"
