"""Phone numbers: read what people write, hold it as E.164, and never show it by accident.

The numbering plans are those of `phonenumbers` (Google's libphonenumber); E.164 is ITU-T Recommendation E.164.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from enum import StrEnum
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, ValidationResult

from dialproof.problems import InvalidPhoneNumber

INTERNATIONAL_REGION: Final = "001"
"""The region of numbers that belong to no country (UN M.49 code for the world)."""

_LONGEST_TEXT: Final = 64
_LONGEST_DIGITS: Final = 20  # 15 of E.164, and room for an exit code before them
_RANGE_DIGITS: Final = 3
_EXTENSION: Final = re.compile(r"(;ext=|;?\s*ext(ensio)?n?|x|#|;)[\s.:=]*\d{1,9}\s*#?\s*$", re.IGNORECASE)
# Spaces, dashes, brackets, and the marks for the direction of writing that copied contacts carry.
_SEPARATORS: Final = frozenset({"Zs", "Pd", "Ps", "Pe", "Cf"})
_OTHER_SEPARATORS: Final = frozenset("\t\n\r./,·\u2212\uff0e\uff0f\u30fb\uff65")
_PLUSES: Final = frozenset("+\uff0b\ufe62\u207a")  # also full-width, small and superscript

_NOTHING: Final = "Enter a phone number."
_TEXT_TOO_LONG: Final = "This is too long for a phone number. Enter one number and nothing else."
_HAS_EXTENSION: Final = "Extensions cannot be called or texted. Enter the number without its extension."
_HAS_LETTERS: Final = "A phone number has no letters. Enter it in digits."
_HAS_SIGNS: Final = "A phone number has only digits, and a + at the beginning if it is an international one."
_UNKNOWN_COUNTRY: Final = "This country is not known. Choose one from the list, or enter the number with + in front."
_NO_COUNTRY: Final = "Choose the country, or begin the number with + and the country's calling code."
_NO_CALLING_CODE: Final = "No country has this calling code. Check the digits that come after the +."
_TOO_SHORT: Final = "This number is too short. Check that no digit is missing."
_TOO_LONG: Final = "This number is too long. Check for digits too many."
_WRONG_LENGTH: Final = "This number has a digit too many or too few. Check it."
_NO_AREA_CODE: Final = "The area code is missing. Enter the whole number."
_NOT_IN_COUNTRY: Final = "There is no such number in the chosen country. Check the digits and the country."
_NOT_ANYWHERE: Final = "There is no such number in the country of its calling code. Check the digits."

_IMPOSSIBLE: Final = {
    ValidationResult.TOO_SHORT: _TOO_SHORT,
    ValidationResult.TOO_LONG: _TOO_LONG,
    ValidationResult.INVALID_LENGTH: _WRONG_LENGTH,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: _NO_AREA_CODE,
}
_UNREADABLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: _NO_CALLING_CODE,
    NumberParseException.TOO_LONG: _TOO_LONG,
}


class LineType(StrEnum):
    """Name what a number is for; some countries do not tell mobiles from fixed lines."""

    FIXED_LINE = "fixed_line"
    MOBILE = "mobile"
    FIXED_LINE_OR_MOBILE = "fixed_line_or_mobile"
    TOLL_FREE = "toll_free"
    PREMIUM_RATE = "premium_rate"
    SHARED_COST = "shared_cost"
    VOIP = "voip"
    PERSONAL_NUMBER = "personal_number"
    PAGER = "pager"
    UAN = "uan"
    VOICEMAIL = "voicemail"
    UNKNOWN = "unknown"


_MAY_BE_MOBILE: Final = frozenset({LineType.MOBILE, LineType.FIXED_LINE_OR_MOBILE})


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """Hold a valid number. Formatting or logging the object gives its mask; the digits must be asked for by name.

    `e164` is like `+14155550100`, `country_code` the calling code without `+`, `region` ISO 3166-1 alpha-2 or `001`.
    """

    e164: str
    country_code: int
    region: str
    line_type: LineType

    @classmethod
    def parse(cls, text: str, country: str | None = None) -> PhoneNumber:
        """Read a number as a person writes or pastes it.

        Text with `+`, and any text without a `country` (ISO 3166-1 alpha-2), is international; `00` in front or a
        missing `+` do no harm. Other text is first read as a number of that country, for that is what people type. Only
        if there is no such number there is it read as an international one, and then it must begin with `00` or may be
        a mobile: a slip in a national number must not ring at a stranger's abroad. One case goes the other way: digits
        that begin with the country's own calling code and are a mobile number so read, but a fixed line if read as a
        national number without its trunk `0`.

        Raises:
            InvalidPhoneNumber: with a sentence for the visitor that does not repeat the number.
        """
        digits, has_plus = _clean(text)
        region = _region(country)
        abroad = _read("+" + digits.removeprefix("00"), None)
        if has_plus:
            return cls._of(abroad)
        has_exit_code = digits.startswith("00")
        if region is None:
            return cls._of(abroad if has_exit_code else abroad.or_else(_NO_COUNTRY))
        home = _read(digits, region)
        if has_exit_code:
            return cls._of(home if home.number else abroad)
        return cls._of(_likelier(home, abroad))

    @classmethod
    def _of(cls, reading: _Reading) -> PhoneNumber:
        if reading.number is None:
            raise InvalidPhoneNumber(reading.fault)
        return cls(
            e164=phonenumbers.format_number(reading.number, phonenumbers.PhoneNumberFormat.E164),
            country_code=reading.number.country_code or 0,
            region=phonenumbers.region_code_for_number(reading.number) or INTERNATIONAL_REGION,
            line_type=reading.line_type,
        )

    @property
    def digits(self) -> str:
        """The number in international form without `+`, as Vonage takes it."""
        return self.e164[1:]

    @property
    def country(self) -> str:
        """The country as the settings name it: the region, or `+881` and the like for an international network."""
        return f"+{self.country_code}" if self.region == INTERNATIONAL_REGION else self.region

    @property
    def masked(self) -> str:
        """The calling code and the last two digits, enough to recognise one's own number by."""
        hidden = len(self.digits) - len(str(self.country_code)) - 2
        return f"+{self.country_code}{'•' * hidden}{self.e164[-2:]}"

    @property
    def range_key(self) -> str:
        """The number without its last three digits: what consecutive numbers have in common."""
        return self.e164[:-_RANGE_DIGITS]

    def __repr__(self) -> str:
        return f"<PhoneNumber {self.masked}>"

    def __str__(self) -> str:
        return self.masked


@dataclass(frozen=True, slots=True)
class _Reading:
    """One way to understand the text: a valid number, or what is wrong with it."""

    number: phonenumbers.PhoneNumber | None
    fault: str = ""

    @property
    def line_type(self) -> LineType:
        kind = phonenumbers.PhoneNumberType.UNKNOWN if self.number is None else phonenumbers.number_type(self.number)
        return LineType(phonenumbers.PhoneNumberType.to_string(kind).lower())

    def or_else(self, fault: str) -> _Reading:
        return self if self.number else _Reading(None, fault)


def _read(text: str, region: str | None) -> _Reading:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _Reading(None, _UNREADABLE.get(error.error_type, _TOO_SHORT))
    if phonenumbers.is_valid_number(number):
        return _Reading(number)
    nowhere = _NOT_ANYWHERE if region is None else _NOT_IN_COUNTRY
    return _Reading(None, _IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number), nowhere))


def _likelier(home: _Reading, abroad: _Reading) -> _Reading:
    """Choose between the national and the international reading of the same digits; see `PhoneNumber.parse`."""
    if home.number is None:
        return abroad if abroad.line_type in _MAY_BE_MOBILE else home
    same_country = abroad.number is not None and abroad.number.country_code == home.number.country_code
    if same_country and home.line_type is LineType.FIXED_LINE and abroad.line_type is LineType.MOBILE:
        return abroad
    return home


def _region(country: str | None) -> str | None:
    if country is not None and country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidPhoneNumber(_UNKNOWN_COUNTRY)
    return None if country is None else country.upper()


def _clean(text: str) -> tuple[str, bool]:
    """Reduce what was typed to ASCII digits, and tell whether a `+` stood before them.

    Digits of any script count; separators, direction marks from copied contacts and a `tel:` in front do not.
    """
    if len(text) > _LONGEST_TEXT:
        raise InvalidPhoneNumber(_TEXT_TOO_LONG)
    bare = re.sub(r"^\s*tel:", "", text, flags=re.IGNORECASE)
    if _EXTENSION.search(bare):
        raise InvalidPhoneNumber(_HAS_EXTENSION)
    digits = "".join(map(_digit, bare))
    has_plus = digits.startswith("+")
    digits = digits.removeprefix("+")
    if "+" in digits:
        raise InvalidPhoneNumber(_HAS_SIGNS)
    if not digits:
        raise InvalidPhoneNumber(_NOTHING)
    if len(digits) > _LONGEST_DIGITS:
        raise InvalidPhoneNumber(_TOO_LONG)
    return digits, has_plus


def _digit(character: str) -> str:
    """Give the ASCII digit or `+` that a character stands for; nothing for one that only separates."""
    category = unicodedata.category(character)
    if category == "Nd":
        return str(unicodedata.decimal(character))
    if character in _PLUSES:
        return "+"
    if category in _SEPARATORS or character in _OTHER_SEPARATORS:
        return ""
    raise InvalidPhoneNumber(_HAS_LETTERS if category.startswith("L") else _HAS_SIGNS)
