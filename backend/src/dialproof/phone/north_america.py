"""Area codes of +1 that the library does not know yet.

Source: the North American Numbering Plan Administrator (NANPA), "About the NANP" and its list of codes that are set
aside: https://www.nanpa.com/numbering/area-codes
"""

from __future__ import annotations

import re
from functools import cache
from typing import Final

import phonenumbers
from phonenumbers import PhoneMetadata

CALLING_CODE: Final = 1
REGIONS: Final = frozenset(phonenumbers.region_codes_for_country_code(CALLING_CODE))
"""The countries and territories that share the calling code, ISO 3166-1 alpha-2."""

_AREA_CODE: Final = re.compile(
    r"(?!37|96)"  # ten codes each, kept in one piece for what is not foreseen
    r"(?!5)"  # personal communications services, which forward to any number at any price, take up much of 5XX
    r"(?!88)"  # toll-free numbers grow into 88X
    r"(?!456|710)"  # calls to a chosen carrier, and those of the government
    r"[2-9][0-8](?P<last>\d)"  # a 9 in the middle is kept for longer numbers
)
_EXCHANGE: Final = re.compile(r"(?!.11|976)[2-9]\d\d")  # N11 are short numbers, 976 costs extra in every area


def may_be_assigned(national_number: str) -> bool:
    """Tell whether ten digits can be a number of a place whose area code is too new for the library.

    Codes that end in two equal digits are services (800, 900, 211), never places. Where a country other than the
    United States claims the area code, the library knows it and its word counts.
    """
    area, exchange = national_number[:3], national_number[3:6]
    code = _AREA_CODE.fullmatch(area)
    if len(national_number) != 10 or not code or area[1] == code["last"]:  # noqa: PLR2004 - the plan's own figure
        return False
    return bool(_EXCHANGE.fullmatch(exchange)) and not _claimed(area)


@cache
def _claimed(area: str) -> bool:
    plans = (PhoneMetadata.metadata_for_region(region, None) for region in REGIONS)
    return any(plan and plan.leading_digits and re.match(plan.leading_digits, area + "2000000") for plan in plans)
