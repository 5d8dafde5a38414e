"""Decide which number some digits are.

Digits can often be read in several ways: as a number of the chosen country, behind `00`, behind another exit code, or
with a `+` that was forgotten. A slip in a national number must not ring at a stranger's abroad, so digits leave the
chosen country only when they say so, or cannot be meant for it. Where two readings are valid, none is taken.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Final

import phonenumbers
from phonenumbers import NumberParseException, PhoneMetadata, PhoneNumberType, ValidationResult

from dialproof.phone import north_america, words
from dialproof.phone.lines import MAY_BE_MOBILE, LineType, Standing
from dialproof.phone.reserved import reserved_region
from dialproof.phone.text import Written

_EXIT_CODE: Final = "00"
"""Dialled before an international number in most countries, and written so in all."""
_MOST_DIGITS: Final = 15  # ITU-T E.164, section 6.1

_IMPOSSIBLE: Final = {
    ValidationResult.TOO_SHORT: words.TOO_SHORT,
    ValidationResult.TOO_LONG: words.TOO_LONG,
    ValidationResult.INVALID_LENGTH: words.WRONG_LENGTH,
    ValidationResult.IS_POSSIBLE_LOCAL_ONLY: words.NO_AREA_CODE,
}
_UNREADABLE: Final = {
    NumberParseException.INVALID_COUNTRY_CODE: words.NO_CALLING_CODE,
    NumberParseException.TOO_LONG: words.TOO_LONG,
}
_ORDINARY: Final = (PhoneNumberType.MOBILE, PhoneNumberType.FIXED_LINE)


@dataclass(frozen=True, slots=True)
class Reading:
    """One way to understand digits: a number, or what is wrong with it in words for the visitor."""

    number: phonenumbers.PhoneNumber | None
    standing: Standing = Standing.VALID
    fault: str = ""

    @property
    def is_valid(self) -> bool:
        return self.number is not None and self.standing is Standing.VALID

    @property
    def e164(self) -> str:
        return phonenumbers.format_number(self.number, phonenumbers.PhoneNumberFormat.E164) if self.number else ""

    @property
    def line_type(self) -> LineType:
        if self.number is None:
            return LineType.UNKNOWN
        if self.standing is not Standing.VALID:
            reserved = self.standing is Standing.RESERVED
            return LineType.MOBILE if reserved else LineType.FIXED_LINE_OR_MOBILE
        return LineType(PhoneNumberType.to_string(phonenumbers.number_type(self.number)).lower())


_UNCLEAR: Final = Reading(None, fault=words.UNCLEAR)


def read(written: Written, region: str | None) -> Reading:
    """Return the number that was written, or what is wrong; `region` (ISO 3166-1 alpha-2) is the chosen country.

    - With `+` it is international, and so it is without a country behind `00`. Otherwise a country is needed.
    - Behind `00` or the country's own exit code it is international, unless another reading is valid as well.
    - Anything else is a number of the chosen country as long as it can be one by its length. It is read as if `+` had
      been forgotten only where it has too many digits for the country, by more than one, and then it must be a mobile.
    """
    if written.has_plus:
        return _one_of(_international(written))
    if region is None:
        return _one_of(_international(written)) if written.digits.startswith(_EXIT_CODE) else _no(words.NO_COUNTRY)
    exits = _behind_exit_codes(written.digits, region)
    if exits:
        return _abroad(written, exits, region)
    home = _likelier_at_home(written.digits, region)
    return home if home.number else _without_plus(written.digits, region, home)


def _no(fault: str) -> Reading:
    return Reading(None, fault=fault)


def _international(written: Written) -> list[Reading]:
    variants = (written.digits, written.without_zero)
    return [_read("+" + digits.removeprefix(_EXIT_CODE), None) for digits in variants if digits]


def _one_of(readings: Iterable[Reading]) -> Reading:
    """Take the only valid reading; failing that the only one that an operator may accept; else the first's fault."""
    readings = list(readings)
    for standings in ({Standing.VALID}, {Standing.RESERVED, Standing.UNKNOWN_AREA_CODE}):
        numbers = {reading.e164: reading for reading in readings if reading.number and reading.standing in standings}
        if numbers:
            return next(iter(numbers.values())) if len(numbers) == 1 else _UNCLEAR
    return readings[0]


def _behind_exit_codes(digits: str, region: str) -> list[str]:
    """Return what follows `00`, and what follows the country's own exit code; `00` comes first."""
    own = re.match(_metadata(region).international_prefix or _EXIT_CODE, digits)
    ends = {len(_EXIT_CODE)} if digits.startswith(_EXIT_CODE) else set()
    if own:
        ends.add(own.end())
    return [digits[end:] for end in sorted(ends)]


def _abroad(written: Written, exits: list[str], region: str) -> Reading:
    """Read digits behind an exit code, if they are not as well a number of the country, or a mobile with a second 0."""
    readings = [_read("+" + digits, None) for digits in exits]
    if written.without_zero:
        readings += [_read("+" + digits, None) for digits in _behind_exit_codes(written.without_zero, region)]
    home = _read(f"+{phonenumbers.country_code_for_region(region)}{written.digits}", None)
    if home.is_valid:
        readings.append(home)
    if written.digits.startswith(_EXIT_CODE):
        mobile = _read(written.digits[1:], region)
        if mobile.is_valid and mobile.line_type is LineType.MOBILE and any(reading.is_valid for reading in readings):
            readings.append(mobile)
    elif any(reading.number for reading in readings) and _is_ordinary_length(written.digits, region):
        return _UNCLEAR
    return _one_of(readings)


def _is_ordinary_length(digits: str, region: str) -> bool:
    """Tell whether digits are as many as a mobile or a fixed line of the country has."""
    try:
        number = phonenumbers.parse(f"+{phonenumbers.country_code_for_region(region)}{digits}", None)
    except NumberParseException:
        return False
    return any(phonenumbers.is_possible_number_for_type(number, kind) for kind in _ORDINARY)


def _likelier_at_home(digits: str, region: str) -> Reading:
    """Read digits as a number of the chosen country.

    The country's own calling code may stand before them without `+`. Where they are a fixed line as they stand, but a
    mobile behind that code, they are the mobile: fixed lines are written with the trunk prefix, and get no texts.
    """
    home = _read(digits, region)
    if home.line_type is LineType.FIXED_LINE and home.number:
        abroad = _read("+" + digits, None)
        same_country = abroad.number is not None and abroad.number.country_code == home.number.country_code
        if same_country and abroad.line_type is LineType.MOBILE:
            return abroad
    return home


def _without_plus(digits: str, region: str, home: Reading) -> Reading:
    """Read digits that are no number of the chosen country as an international one, if that cannot be a slip."""
    if home.fault not in (words.TOO_LONG, words.WRONG_LENGTH):
        return home
    abroad = _read("+" + digits, None)
    if not abroad.is_valid or abroad.line_type not in MAY_BE_MOBILE:
        return home
    return _UNCLEAR if _is_one_too_many(digits, region) else abroad


def _is_one_too_many(digits: str, region: str) -> bool:
    """Tell whether the country has numbers of this length but for one digit, which a finger may have added."""
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


def _read(text: str, region: str | None) -> Reading:
    try:
        number = phonenumbers.parse(text, region)
    except NumberParseException as error:
        return _no(_UNREADABLE.get(error.error_type, words.TOO_SHORT))
    reading = Reading(number)
    if len(reading.e164) > len("+") + _MOST_DIGITS:
        return _no(words.TOO_LONG)
    if phonenumbers.is_valid_number(number):
        return reading
    if number.country_code == north_america.CALLING_CODE and north_america.may_be_assigned(
        phonenumbers.national_significant_number(number)
    ):
        return replace(reading, standing=Standing.UNKNOWN_AREA_CODE)
    if reserved_region(reading.e164):
        return replace(reading, standing=Standing.RESERVED)
    nowhere = words.NOT_ANYWHERE if region is None else words.NOT_IN_COUNTRY
    return _no(_IMPOSSIBLE.get(phonenumbers.is_possible_number_with_reason(number), nowhere))
