"""What a number is for, and how sure it is that there is such a number."""

from __future__ import annotations

from enum import StrEnum
from typing import Final


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


MAY_BE_MOBILE: Final = frozenset({LineType.MOBILE, LineType.FIXED_LINE_OR_MOBILE})


class Standing(StrEnum):
    """Tell why a number is taken for one. All but `VALID` are for the operator to accept; see `NumberPolicy`."""

    VALID = "valid"
    """The numbering plan has it."""
    RESERVED = "reserved"
    """The regulator keeps it for examples and films; the numbering plan does not have it."""
    UNKNOWN_AREA_CODE = "unknown_area_code"
    """A number of +1 whose area code may be newer than the numbering plan at hand; its country is not known."""
