"""Find the digits of one phone number in what was typed or pasted, and nothing that only stands beside them."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from dialproof.phone import words
from dialproof.problems import InvalidPhoneNumber
from dialproof.text_normalization import QUOTE, normalize_text

_LONGEST_TEXT: Final = 64
_LONGEST_DIGITS: Final = 20  # 15 of E.164, and room for an exit code before them
_EDGES: Final = f" .,;:!{QUOTE}"
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
_LABEL_BEHIND: Final = re.compile(r"\([^\d()]*[^\W\d_][^\d()]*\)$")
_TRUNK_ZERO: Final = re.compile(r"(?<=\d)([ .-]*)\( *0 *\)")
_SEPARATORS: Final = str.maketrans("", "", " -()./~")


@dataclass(frozen=True, slots=True)
class Written:
    """The digits of a number as they were written.

    `without_zero` has the digits without a trunk zero that stood in brackets, as in `+44 (0) 7400`; None without one.
    """

    digits: str
    has_plus: bool
    without_zero: str | None = None


def read_text(text: str) -> Written:
    """Reduce what was typed to ASCII digits, and tell whether a `+` stood before them.

    Digits of any script count. Separators, marks that are not seen, quotation marks, emoji, the scheme of a link, a
    line of a vCard and other labels in front do not.

    Raises:
        InvalidPhoneNumber: when the text is no number, more than one, or one with an extension.
    """
    if len(text) > _LONGEST_TEXT:
        raise InvalidPhoneNumber(words.TEXT_TOO_LONG)
    number = _without_label(normalize_text(text).strip(_EDGES))
    number = _LABEL_BEHIND.sub("", number).rstrip(_EDGES)
    if number.endswith("+") and number.count("+") == 1:
        # Copied from a text that is written from right to left.
        number = f"+{number[:-1]}"
    if _EXTENSIONS.search(number):
        raise InvalidPhoneNumber(words.HAS_EXTENSION)
    if any(character.isalpha() for character in number):
        raise InvalidPhoneNumber(words.HAS_LETTERS)
    digits, has_plus = _bare(number)
    without_zero = _TRUNK_ZERO.sub(r"\1", number)
    return Written(digits, has_plus, None if without_zero == number else _bare(without_zero)[0])


def _without_label(text: str) -> str:
    """Leave out what stands before the number: `tel:`, `TEL;TYPE=CELL:`, `Mobile`, a flag."""
    label = re.match(r"[^\d+]*", text)
    before = label[0] if label else ""
    if not any(character.isalpha() for character in before):
        return before.replace(QUOTE, "") + text[len(before) :]
    if len(before) == len(text) or before[-1].isalpha():
        raise InvalidPhoneNumber(words.HAS_LETTERS)
    if "*" in before or "#" in before:
        raise InvalidPhoneNumber(words.HAS_SIGNS)
    return text[len(before) :]


def _bare(number: str) -> tuple[str, bool]:
    digits = number.translate(_SEPARATORS)
    has_plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if not digits:
        raise InvalidPhoneNumber(words.NOTHING)
    if not re.fullmatch(r"[0-9]+", digits):
        raise InvalidPhoneNumber(words.HAS_SIGNS)
    if len(digits) > _LONGEST_DIGITS:
        raise InvalidPhoneNumber(words.TOO_LONG)
    return digits, has_plus
