"""The type of a line, and whether a number is valid."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


class LineType(StrEnum):
    """The type of line; some countries do not distinguish mobiles from fixed lines."""

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


MAY_BE_MOBILE: Final = frozenset({LineType.MOBILE, LineType.FIXED_LINE_OR_MOBILE})


class Validity(StrEnum):
    """Whether a number exists. The operator decides about all but `VALID`; see `NumberPolicy`."""

    VALID = "valid"
    """The numbering plan contains it."""
    RESERVED = "reserved"
    """The regulator reserves it for examples and films; the numbering plan does not contain it."""
    UNKNOWN_AREA_CODE = "unknown_area_code"
    """A number of +1 whose area code may be newer than the installed numbering plan; its country is unknown."""
