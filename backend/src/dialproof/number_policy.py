"""Decide which numbers may get a code, before anything is counted or sent.

The policy checks whether the number exists, whether the operator serves its country, and its line type. Fraudsters use
numbers that pay whoever answers them (premium rate, shared cost) for SMS pumping. Other line types cannot receive a
code, or belong to a company instead of one person.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import phonenumbers

from dialproof.channels import Channel
from dialproof.phone import INTERNATIONAL_REGION, LineType, PhoneNumber, Validity
from dialproof.problems import CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber

if TYPE_CHECKING:
    from dialproof.settings import Settings

REFUSED_LINES: Final = {
    LineType.PREMIUM_RATE: "Premium-rate numbers cannot be used. Use your own mobile number.",
    LineType.SHARED_COST: "Shared-cost numbers cannot be used. Use your own mobile number.",
    # The owner of a toll-free number is a company, not a visitor, and pays for the calls it receives.
    LineType.TOLL_FREE: "Toll-free numbers cannot be used. Use your own mobile number.",
    LineType.PAGER: "Pagers cannot be used. Use your own mobile number.",
    LineType.VOICEMAIL: "Voicemail numbers cannot be used. Use your own mobile number.",
    LineType.UAN: "Company numbers cannot be used. Use your own mobile number.",
    # They forward to any number at any price (such as 070 numbers in Britain), and few receive texts.
    LineType.PERSONAL_NUMBER: "Forwarding numbers cannot be used. Use your own mobile number.",
    LineType.UNKNOWN: "This kind of number cannot be used to receive a code. Use your own mobile number.",
}
"""Line types that get no code by any channel, with the message for the visitor.

Mobile and VoIP numbers get codes, and so do numbers that may be fixed or mobile (all of North America). A fixed line
gets codes by voice only.
"""
_NO_TEXTS: Final = "A fixed line cannot receive text messages. Use a mobile number"
_ARGENTINA: Final = 54
_UNITED_STATES: Final = "US"
_NO_NINE: Final = "A fixed line cannot receive text messages. In Argentina, enter a mobile number with a 9 after +54"
_RESERVED: Final = "This number is kept for examples and films, and nobody has it. Enter your own number."
_NO_SUCH_AREA: Final = "There is no such area code, or it is too new for us to know. Check the digits."
_AREA_OF_UNKNOWN_COUNTRY: Final = "This area code is too new for us to know its country. Use another number."
_NO_NETWORKS: Final = "We cannot send codes to satellite phones and international networks. Use another number."


@dataclass(frozen=True, slots=True)
class NumberPolicy:
    """Check numbers by country and line type.

    `allowed` and `refused` hold ISO 3166-1 alpha-2 codes and calling codes of international networks such as `+881`.
    An empty `allowed` means every country, but no international network: list those to serve them. `accepts_reserved`
    accepts numbers that regulators reserve for examples, and `accepts_unknown_area_codes` area codes of +1 that are too
    new for the library. `offers_calls` only affects messages: whether to suggest a call for a fixed line.
    """

    allowed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    accepts_reserved: bool = False
    accepts_unknown_area_codes: bool = True
    offers_calls: bool = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls(
            allowed=settings.numbers.countries_allowed,
            refused=settings.numbers.countries_refused,
            accepts_reserved=settings.numbers.reserved_numbers == "accept",
            accepts_unknown_area_codes=settings.numbers.accept_unknown_area_codes,
            offers_calls=Channel.VOICE in settings.codes.channels,
        )

    def check(self, number: PhoneNumber, channel: Channel) -> None:
        """Raise an error if the number must not get a code by this channel.

        The line type is not checked in an international network that the operator has listed.

        Raises:
            InvalidPhoneNumber: the number does not exist, as far as the settings assume.
            CountryNotAllowed: the operator does not serve the country or the international network.
            UnsupportedPhoneNumber: the line type cannot or must not get a code by this channel.
        """
        if number.validity is Validity.UNKNOWN_AREA_CODE:
            self._check_area_of_unknown_country()
            return
        if number.validity is Validity.RESERVED and not self.accepts_reserved:
            raise InvalidPhoneNumber(_RESERVED)
        if number.region == INTERNATIONAL_REGION:
            self._check_network(number.country)
            return
        if not self._serves(number.region):
            raise CountryNotAllowed
        if message := REFUSED_LINES.get(number.line_type):
            raise UnsupportedPhoneNumber(message)
        if number.line_type is LineType.FIXED_LINE and channel is not Channel.VOICE:
            no_texts = _NO_NINE if number.country_code == _ARGENTINA else _NO_TEXTS
            raise UnsupportedPhoneNumber(no_texts + (", or ask for a call." if self.offers_calls else "."))

    def allowed_countries(self) -> tuple[str, ...]:
        """List the served countries as sorted ISO 3166-1 alpha-2 codes."""
        return tuple(sorted(region for region in phonenumbers.SUPPORTED_REGIONS if self._serves(region)))

    def _serves(self, region: str) -> bool:
        return region not in self.refused and (not self.allowed or region in self.allowed)

    def _check_area_of_unknown_country(self) -> None:
        """Serve the number if the United States are served: nearly all new area codes of +1 belong to them."""
        if not self.accepts_unknown_area_codes:
            raise InvalidPhoneNumber(_NO_SUCH_AREA)
        if not self._serves(_UNITED_STATES):
            raise CountryNotAllowed(_AREA_OF_UNKNOWN_COUNTRY)

    def _check_network(self, network: str) -> None:
        if network not in self.allowed or network in self.refused:
            raise CountryNotAllowed(_NO_NETWORKS)
