"""Decide which number some digits are.

Digits can often be read in several ways: as a number of the selected country, as an international number after `00` or
another exit code, or as one without its `+`. A typing error in a national number must not send a code to a stranger in
another country. Digits are therefore read as a number of another country only if they start with an exit code, or
cannot be a number of the selected country. If two readings are valid, the number is ambiguous.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberType, ValidationResult

from dialproof.phone import messages, north_america
from dialproof.phone.lines import MAY_BE_MOBILE, LineType, Validity
from dialproof.phone.reserved import reserved_region
from dialproof.phone.typed import TypedNumber

_EXIT_CODE: Final = "00"
"""Most countries dial it before an international number, and people everywhere write it."""
_MAX_DIGITS: Final = 15  # ITU-T E.164, section 6.1

_LENGTH_ERRORS: Final = {
    ValidationResult.TOO_SHORT: messages.TOO_SHORT,
    ValidationResult.TOO_LONG: messages.TOO_LONG,
    ValidationResult.INVALID_LENGTH: messages.WRONG_LENGTH,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: messages.NO_AREA_CODE,
}
_PARSE_ERRORS: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: messages.NO_CALLING_CODE,
    NumberParseException.TOO_LONG: messages.TOO_LONG,
}
_MOBILE_AND_FIXED: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to read digits: a number, or an error message for the visitor."""

    number: phonenumbers.PhoneNumber | None
    validity: Validity = Validity.VALID
    error: str = ""

    @property
    def is_valid(self) -> bool:
        return self.number is not None and self.validity is Validity.VALID

    @property
    def e164(self) -> str:
        return phonenumbers.format_number(self.number, phonenumbers.PhoneNumberFormat.E164) if self.number else ""

    @property
    def line_type(self) -> LineType:
        if self.number is None:
            return LineType.UNKNOWN
        if self.validity is not Validity.VALID:
            reserved = self.validity is Validity.RESERVED
            return LineType.MOBILE if reserved else LineType.FIXED_LINE_OR_MOBILE
        return LineType(PhoneNumberType.to_string(phonenumbers.number_type(self.number)).lower())


_AMBIGUOUS: Final = Reading(None, error=messages.UNCLEAR)


def read_number(typed: TypedNumber, region: str | None) -> Reading:
    """Return the number that was typed, or an error; `region` (ISO 3166-1 alpha-2) is the selected country.

    - A number with `+` is international. So is one after `00` if no country is selected; all others need a country.
    - After `00` or the country's own exit code, a number is international, unless another reading is valid too.
    - Everything else is a number of the selected country if it has a possible length. If it is at least two digits too
      long, and a mobile number when a `+` is added, it is read as that.
    """
    if typed.has_plus:
        return _choose(_read_international(typed))
    if region is None:
        return (
            _choose(_read_international(typed)) if typed.digits.startswith(_EXIT_CODE) else _failed(messages.NO_COUNTRY)
        )
    after_exit_codes = _after_exit_codes(typed.digits, region)
    if after_exit_codes:
        return _read_after_exit_code(typed, after_exit_codes, region)
    national = _read_national(typed.digits, region)
    return national if national.number else _read_as_if_plus_was_forgotten(typed.digits, region, national)


def _failed(error: str) -> Reading:
    return Reading(None, error=error)


def _read_international(typed: TypedNumber) -> list[Reading]:
    variants = (typed.digits, typed.without_trunk_zero)
    return [_parse("+" + digits.removeprefix(_EXIT_CODE), None) for digits in variants if digits]


def _choose(readings: Iterable[Reading]) -> Reading:
    """Take the only valid reading, else the only one that an operator may accept, else the error of the first."""
    readings = list(readings)
    for validities in ({Validity.VALID}, {Validity.RESERVED, Validity.UNKNOWN_AREA_CODE}):
        numbers = {reading.e164: reading for reading in readings if reading.number and reading.validity in validities}
        if numbers:
            return next(iter(numbers.values())) if len(numbers) == 1 else _AMBIGUOUS
    return readings[0]


def _after_exit_codes(digits: str, region: str) -> list[str]:
    """Return the digits after `00`, and those after the country's own exit code, in this order."""
    own = re.match(_metadata(region).international_prefix or _EXIT_CODE, digits)
    ends = {len(_EXIT_CODE)} if digits.startswith(_EXIT_CODE) else set()
    if own:
        ends.add(own.end())
    return [digits[end:] for end in sorted(ends)]


def _read_after_exit_code(typed: TypedNumber, after_exit_codes: list[str], region: str) -> Reading:
    """Read digits after an exit code; ambiguous if they are a national number too, or a mobile with one 0 too many."""
    readings = [_parse("+" + digits, None) for digits in after_exit_codes]
    if typed.without_trunk_zero:
        readings += [_parse("+" + digits, None) for digits in _after_exit_codes(typed.without_trunk_zero, region)]
    national = _parse(f"+{phonenumbers.country_code_for_region(region)}{typed.digits}", None)
    if national.is_valid:
        readings.append(national)
    if typed.digits.startswith(_EXIT_CODE):
        mobile = _parse(typed.digits[1:], region)
        if mobile.is_valid and mobile.line_type is LineType.MOBILE and any(reading.is_valid for reading in readings):
            readings.append(mobile)
    elif any(reading.number for reading in readings) and _has_usual_length(typed.digits, region):
        return _AMBIGUOUS
    return _choose(readings)


def _has_usual_length(digits: str, region: str) -> bool:
    """Tell whether mobile numbers or fixed lines of the country have as many digits."""
    try:
        number = phonenumbers.parse(f"+{phonenumbers.country_code_for_region(region)}{digits}", None)
    except NumberParseException:
        return False
    return any(phonenumbers.is_possible_number_for_type(number, kind) for kind in _MOBILE_AND_FIXED)


def _read_national(digits: str, region: str) -> Reading:
    """Read digits as a number of the selected country.

    Digits may start with the country's own calling code, without `+`. If they are a fixed line as typed, but a mobile
    number with a `+`, they are the mobile: people write fixed lines with the trunk prefix, and fixed lines get no
    texts.
    """
    national = _parse(digits, region)
    if national.line_type is LineType.FIXED_LINE and national.number:
        international = _parse("+" + digits, None)
        same_country = (
            international.number is not None and international.number.country_code == national.number.country_code
        )
        if same_country and international.line_type is LineType.MOBILE:
            return international
    return national


def _read_as_if_plus_was_forgotten(digits: str, region: str, national: Reading) -> Reading:
    """Read digits that are no number of the selected country as international, unless a typing error is likely."""
    if national.error not in (messages.TOO_LONG, messages.WRONG_LENGTH):
        return national
    international = _parse("+" + digits, None)
    if not international.is_valid or international.line_type not in MAY_BE_MOBILE:
        return national
    return _AMBIGUOUS if _has_one_digit_too_many(digits, region) else international


def _has_one_digit_too_many(digits: str, region: str) -> bool:
    """Tell whether leaving out one digit makes a possible number: the extra digit may be a typing error."""
    fewer = {digits[:place] + digits[place + 1 :] for place in range(len(digits))}
    return any(_is_possible(candidate, region) for candidate in fewer)


def _is_possible(digits: str, region: str) -> bool:
    try:
        return phonenumbers.is_possible_number(phonenumbers.parse(digits, region))
    except NumberParseException:
        return False


def _metadata(region: str) -> PhoneMetadata:
    metadata = PhoneMetadata.metadata_for_region(region, None)
    assert metadata is not None  # noqa: S101  # for the type checker: the region is a supported one
    return metadata


def _parse(text: str, region: str | None) -> Reading:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _failed(_PARSE_ERRORS.get(error.error_type, messages.TOO_SHORT))
    reading = Reading(number)
    if len(reading.e164) > len("+") + _MAX_DIGITS:
        return _failed(messages.TOO_LONG)
    if phonenumbers.is_valid_number(number):
        return reading
    if number.country_code == north_america.CALLING_CODE and north_america.may_be_assigned(
        phonenumbers.national_significant_number(number)
    ):
        return replace(reading, validity=Validity.UNKNOWN_AREA_CODE)
    if reserved_region(reading.e164):
        return replace(reading, validity=Validity.RESERVED)
    not_assigned = messages.NOT_ANYWHERE if region is None else messages.NOT_IN_COUNTRY
    return _failed(_LENGTH_ERRORS.get(phonenumbers.is_possible_number_with_reason(number), not_assigned))
