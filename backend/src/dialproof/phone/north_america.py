"""Area codes of +1 that are newer than the library.

Source: the North American Numbering Plan Administrator (NANPA), "About the NANP" and its list of reserved
codes: https://www.nanpa.com/numbering/area-codes
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
    r"(?!37|96)"  # ten codes each, reserved for unplanned purposes
    r"(?!5)"  # most of 5XX are personal communications services, which forward to any number at any price
    r"(?!88)"  # toll-free numbers grow into 88X
    r"(?!456|710)"  # calls by a selected carrier, and calls of the government
    r"[2-9][0-8](?P<last>\d)"  # a 9 in the middle is reserved for longer numbers
)
_EXCHANGE: Final = re.compile(r"(?!.11|976)[2-9]\d\d")  # N11 are short numbers, 976 costs extra in every area


def may_be_assigned(national_number: str) -> bool:
    """Tell whether ten digits can be a number with an area code that is too new for the library.

    Codes that end in two equal digits are services (800, 900, 211), not areas. The library knows all area codes of the
    countries other than the United States.
    """
    area, exchange = national_number[:3], national_number[3:6]
    code = _AREA_CODE.fullmatch(area)
    if len(national_number) != 10 or not code or area[1] == code["last"]:  # noqa: PLR2004 - the plan's own figure
        return False
    return bool(_EXCHANGE.fullmatch(exchange)) and not _is_known(area)


@cache
def _is_known(area: str) -> bool:
    plans = (PhoneMetadata.metadata_for_region(region, None) for region in REGIONS)
    return any(plan and plan.leading_digits and re.match(plan.leading_digits, area + "2000000") for plan in plans)
