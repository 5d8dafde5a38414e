"""A phone number that was read: held as E.164, and never shown by accident."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

import phonenumbers

from dialproof.phone import words
from dialproof.phone.lines import LineType, Standing
from dialproof.phone.reading import Reading, read
from dialproof.phone.reserved import reserved_region
from dialproof.phone.text import read_text
from dialproof.problems import InvalidPhoneNumber

INTERNATIONAL_REGION: Final = "001"
"""The region of numbers that belong to no country, or to one that is not known (UN M.49 code for the world)."""

_RANGE_DIGITS: Final = 3


@dataclass(frozen=True, slots=True, repr=False)
class PhoneNumber:
    """Hold a number. Formatting or logging the object gives its mask; the digits must be asked for by name.

    `e164` is like `+14155550100`, `country_code` the calling code without `+`, `region` ISO 3166-1 alpha-2 or `001`.
    """

    e164: str
    country_code: int
    region: str
    line_type: LineType
    standing: Standing = Standing.VALID

    @classmethod
    def parse(cls, text: str, country: str | None = None) -> PhoneNumber:
        """Read a number as a person writes or pastes it.

        `country` (ISO 3166-1 alpha-2) is the one that was chosen, to which national numbers belong. `read_text` tells
        what may stand beside the digits, `read` how they are understood.

        Raises:
            InvalidPhoneNumber: with a sentence for the visitor that does not repeat the number.
        """
        written = read_text(text)
        return cls._of(read(written, _region(country)))

    @classmethod
    def _of(cls, reading: Reading) -> PhoneNumber:
        if reading.number is None:
            raise InvalidPhoneNumber(reading.fault)
        return cls(
            e164=reading.e164,
            country_code=reading.number.country_code or 0,
            region=_region_of(reading),
            line_type=reading.line_type,
            standing=reading.standing,
        )

    @property
    def digits(self) -> str:
        """The number in international form without `+`, as Vonage takes it."""
        return self.e164[1:]

    @property
    def country(self) -> str:
        """The country as the settings name it: the region, or `+881` and the like where there is none."""
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


def _region(country: str | None) -> str | None:
    if country is not None and country.upper() not in phonenumbers.SUPPORTED_REGIONS:
        raise InvalidPhoneNumber(words.UNKNOWN_COUNTRY)
    return None if country is None else country.upper()


def _region_of(reading: Reading) -> str:
    if reading.standing is Standing.RESERVED:
        return reserved_region(reading.e164) or INTERNATIONAL_REGION
    if reading.number is None or reading.standing is Standing.UNKNOWN_AREA_CODE:
        return INTERNATIONAL_REGION
    return phonenumbers.region_code_for_number(reading.number) or INTERNATIONAL_REGION
