"""Phone numbers: parse what people type into E.164.

The numbering plans are those of `phonenumbers` (Google's libphonenumber); E.164 is ITU-T Recommendation E.164.
"""

from dialproof.phone.lines import LineType, Validity
from dialproof.phone.north_america import REGIONS as NORTH_AMERICA
from dialproof.phone.number import INTERNATIONAL_REGION, PhoneNumber

__all__ = ["INTERNATIONAL_REGION", "NORTH_AMERICA", "LineType", "PhoneNumber", "Validity"]
