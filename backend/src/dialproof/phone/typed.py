"""Find the digits of one phone number in typed or pasted text."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dialproof.phone import messages
from dialproof.problems import InvalidPhoneNumber
from dialproof.text_normalization import QUOTE, normalize_text

_MAX_TEXT_LENGTH: Final = 64
_MAX_DIGITS: Final = 20  # 15 of E.164, and room for an exit code before them
_TRIMMED_CHARACTERS: Final = f" .,;:!{QUOTE}"
# Words before an extension, in the languages of the form and a few more.
_EXTENSION_WORDS: Final = (
    "ext|extn|extension|int|interno|anexo|ramal|poste|durchwahl|dw|dahili|pause|wait|postd|isub|"
    "доб|добавочный|вн|내선|内線|分机|分機|转|轉|داخلی|داخلي|تحويلة|एक्सटेंशन|विस्तार"
)
# A comma and `p` make a phone pause before it dials on, a semicolon and `w` make it wait (RFC 3966, section 5.3).
_EXTENSIONS: Final = re.compile(
    r"[,;]"
    rf"|\d[ .)/-]*(?:[pwx#]+|{_EXTENSION_WORDS})[ .:=)-]*\d{{1,9}}[ )#]*$"
    # A second number in short (5550100/01), or a remark.
    r"|\d *[/~]+ *\d{1,2}[ )]*$"
    r"|\d *\([ #]*\d{1,3} *\)$",
    re.IGNORECASE,
)
_TRAILING_LABEL: Final = re.compile(r"\([^\d()]*[^\W\d_][^\d()]*\)$")
_TRUNK_ZERO: Final = re.compile(r"(?<=\d)([ .-]*)\( *0 *\)")
_SEPARATORS: Final = str.maketrans("", "", " -()./~")


@dataclass(frozen=True, slots=True)
class TypedNumber:
    """The digits of a number as they were typed.

    `without_trunk_zero` has the digits without a trunk zero in brackets, as in `+44 (0) 7400`; None if there is none.
    """

    digits: str
    has_plus: bool
    without_trunk_zero: str | None = None


def parse_typed_number(text: str) -> TypedNumber:
    """Reduce typed text to ASCII digits, and tell whether a `+` precedes them.

    Accepts digits of any script. Ignores separators, invisible characters, quotation marks, emoji, and labels before
    the number, such as the scheme of a link or the name of a vCard property.

    Raises:
        InvalidPhoneNumber: the text is no number, more than one, or has an extension.
    """
    if len(text) > _MAX_TEXT_LENGTH:
        raise InvalidPhoneNumber(messages.TEXT_TOO_LONG)
    number = _without_label(normalize_text(text).strip(_TRIMMED_CHARACTERS))
    number = _TRAILING_LABEL.sub("", number).rstrip(_TRIMMED_CHARACTERS)
    if number.endswith("+") and number.count("+") == 1:
        # Copied from right-to-left text.
        number = f"+{number[:-1]}"
    if _EXTENSIONS.search(number):
        raise InvalidPhoneNumber(messages.HAS_EXTENSION)
    if any(character.isalpha() for character in number):
        raise InvalidPhoneNumber(messages.HAS_LETTERS)
    digits, has_plus = _strip_separators(number)
    without_trunk_zero = _TRUNK_ZERO.sub(r"\1", number)
    return TypedNumber(
        digits, has_plus, None if without_trunk_zero == number else _strip_separators(without_trunk_zero)[0]
    )


def _without_label(text: str) -> str:
    """Remove what precedes the number: `tel:`, `TEL;TYPE=CELL:`, `Mobile`, a flag."""
    label = re.match(r"[^\d+]*", text)
    before = label[0] if label else ""
    if not any(character.isalpha() for character in before):
        return before.replace(QUOTE, "") + text[len(before) :]
    if len(before) == len(text) or before[-1].isalpha():
        raise InvalidPhoneNumber(messages.HAS_LETTERS)
    if "*" in before or "#" in before:
        raise InvalidPhoneNumber(messages.HAS_SIGNS)
    return text[len(before) :]


def _strip_separators(number: str) -> tuple[str, bool]:
    digits = number.translate(_SEPARATORS)
    has_plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not digits:
        raise InvalidPhoneNumber(messages.NOTHING)
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidPhoneNumber(messages.HAS_SIGNS)
    if len(digits) > _MAX_DIGITS:
        raise InvalidPhoneNumber(messages.TOO_LONG)
    return digits, has_plus
