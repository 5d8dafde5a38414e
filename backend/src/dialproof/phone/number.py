"""A phone number in E.164, which masks itself in logs and messages."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import phonenumbers

from dialproof.phone import messages
from dialproof.phone.lines import LineType, Validity
from dialproof.phone.reading import Reading, read_number
from dialproof.phone.reserved import reserved_region
from dialproof.phone.typed import parse_typed_number
from dialproof.problems import InvalidPhoneNumber

INTERNATIONAL_REGION: Final = "001"
"""The region of numbers without a country, or of an unknown one (the UN M.49 code for the world)."""

_RANGE_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """A phone number. Formatting or logging it gives the mask; read `e164` or `digits` for the number itself.

    `e164` is like `+14155550100`, `country_code` the calling code without `+`, `region` ISO 3166-1 alpha-2 or `001`.
    """

    e164: str
    country_code: int
    region: str
    line_type: LineType
    validity: Validity = Validity.VALID

    @classmethod
    def parse(cls, text: str, country: str | None = None) -> PhoneNumber:
        """Read a number as a person writes or pastes it.

        `country` (ISO 3166-1 alpha-2) is the selected one; national numbers belong to it. See `parse_typed_number` for
        the characters that are accepted, and `read_number` for how digits are read.

        Raises:
            InvalidPhoneNumber: with a sentence for the visitor that does not repeat the number.
        """
        typed = parse_typed_number(text)
        return cls._of(read_number(typed, _region(country)))

    @classmethod
    def _of(cls, reading: Reading) -> PhoneNumber:
        if reading.number is None:
            raise InvalidPhoneNumber(reading.error)
        return cls(
            e164=reading.e164,
            country_code=reading.number.country_code or 0,
            region=_region_of(reading),
            line_type=reading.line_type,
            validity=reading.validity,
        )

    @property
    def digits(self) -> str:
        """The number in international form without `+`, as Vonage takes it."""
        return self.e164[1:]

    @property
    def country(self) -> str:
        """The country as in the settings: the region, or a calling code such as `+881` where there is none."""
        return f"+{self.country_code}" if self.region == INTERNATIONAL_REGION else self.region

    @property
    def masked(self) -> str:
        """The calling code and the last two digits: enough to recognise one's own number."""
        hidden = len(self.digits) - len(str(self.country_code)) - 2
        return f"+{self.country_code}{'•' * hidden}{self.e164[-2:]}"

    @property
    def range_key(self) -> str:
        """The number without its last three digits, which consecutive numbers share."""
        return self.e164[:-_RANGE_DIGITS]

    def __repr__(self) -> str:
        return f"<PhoneNumber {self.masked}>"

    def __str__(self) -> str:
        return self.masked


def _region(country: str | None) -> str | None:
    if country is not None and country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidPhoneNumber(messages.UNKNOWN_COUNTRY)
    return None if country is None else country.upper()


def _region_of(reading: Reading) -> str:
    if reading.validity is Validity.RESERVED:
        return reserved_region(reading.e164) or INTERNATIONAL_REGION
    if reading.number is None or reading.validity is Validity.UNKNOWN_AREA_CODE:
        return INTERNATIONAL_REGION
    return phonenumbers.region_code_for_number(reading.number) or INTERNATIONAL_REGION
