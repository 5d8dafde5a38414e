"""Numbers that regulators reserve for examples, books and films: nobody owns them.

`phonenumbers` treats most of them as valid, including 555-01xx in North America. It treats the others as invalid, and
only those need this table: British mobiles and numbers without an area, those of Nottingham, French mobiles, and all
Irish ones.
"""

from __future__ import annotations

import re
from typing import Final

_RANGES: Final = {
    # ACMA, "Phone numbers for use in TV shows, films and creative works"
    "AU": r"\+61491570(?:006|110|15[6-9])|\+61[2378](?:5550|7010)\d{4}",
    # Bundesnetzagentur, notice 148/2021: numbers for media productions
    "DE": r"\+49(?:3023125|6990009|4066969|2214710|8999998)\d{3}|\+49(?:17139200|176040690)\d\d",
    # Arcep, national numbering plan, section 2.5.12: numbers for audio-visual works
    "FR": r"\+33(?:19900|26191|35301|46571|53649|63998)\d{4}",
    # Ofcom, "Numbers for use in TV and radio drama"; its free-phone and premium-rate numbers are not wanted here
    "GB": (
        r"\+447700900\d{3}|\+441632960\d{3}|\+443069990\d{3}|\+442079460\d{3}|\+441914980\d{3}"
        r"|\+44(?:11[3-8]|121|131|141|151|161)4960\d{3}|\+442896496\d{3}|\+442920180\d{3}"
    ),
    # ComReg, "Numbering Conditions of Use and Application Process": numbers for drama
    "IE": r"\+3532091\d{5}",
    # PTS, "Telefonnummer för användning i böcker och filmer"
    "SE": r"\+467017406(?:0[5-9]|[1-9]\d)|\+46(?:313900|406280|8465004|980319)\d{2,3}",
}
_PATTERNS: Final = {region: re.compile(pattern) for region, pattern in _RANGES.items()}


def reserved_region(e164: str) -> str | None:
    """Return the country (ISO 3166-1 alpha-2) that reserves this number, or None."""
    return next((region for region, pattern in _PATTERNS.items() if pattern.fullmatch(e164)), None)
