"""Which numbers may be asked for at all, before anything is counted or sent.

Three things are judged: whether there is such a number, the country, by the operator's lists, and the kind of line.
Numbers that earn money for whoever answers (premium rate, shared cost) are what text pumping lives on; others cannot
get a code, or are not one person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import phonenumbers

from dialproof.channels import Channel
from dialproof.phone import INTERNATIONAL_REGION, LineType, PhoneNumber, Standing
from dialproof.problems import CountryNotAllowed, InvalidPhoneNumber, UnsupportedPhoneNumber

if TYPE_CHECKING:
    from dialproof.settings import Settings

REFUSED_LINES: Final = {
    LineType.PREMIUM_RATE: "Premium-rate numbers cannot be used. Use your own mobile number.",
    LineType.SHARED_COST: "Shared-cost numbers cannot be used. Use your own mobile number.",
    # Whoever calls a free-phone number has the call paid by its owner, who is a company and not a visitor.
    LineType.TOLL_FREE: "Toll-free numbers cannot be used. Use your own mobile number.",
    LineType.PAGER: "Pagers cannot be used. Use your own mobile number.",
    LineType.VOICEMAIL: "Voicemail numbers cannot be used. Use your own mobile number.",
    LineType.UAN: "Company numbers cannot be used. Use your own mobile number.",
    # They forward to any number at any price (the 070 numbers of Britain are the known case), and few get texts.
    LineType.PERSONAL_NUMBER: "Forwarding numbers cannot be used. Use your own mobile number.",
    LineType.UNKNOWN: "This kind of number cannot be used to receive a code. Use your own mobile number.",
}
"""Kinds of line that get no code by any channel, with the words for the visitor.

Mobile and VoIP numbers are served, and those of which the numbering plan does not tell whether they are fixed or mobile
(all of North America). A fixed line is served by voice alone.
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
    """Judge numbers by country and kind of line.

    `allowed` and `refused` hold ISO 3166-1 alpha-2 codes and calling codes of international networks such as `+881`.
    An empty `allowed` means every country, but no international network: those are served only where they are named.
    `accepts_reserved` lets numbers pass that regulators keep for examples; `accepts_unknown_area_codes`, those of +1
    that are too new for the library. `offers_calls` only chooses words: whether the owner of a fixed line is told to
    ask for a call.
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
        """Let the number pass, or say why no code can be sent to it this way.

        A network that the operator has named is trusted as it is, whatever kind its lines are said to be.

        Raises:
            InvalidPhoneNumber: nobody has such a number, as far as this service is to assume.
            CountryNotAllowed: the country, or the international network, is not served.
            UnsupportedPhoneNumber: the kind of line cannot or must not get a code by this channel.
        """
        if number.standing is Standing.UNKNOWN_AREA_CODE:
            self._check_area_of_unknown_country()
            return
        if number.standing is Standing.RESERVED and not self.accepts_reserved:
            raise InvalidPhoneNumber(_RESERVED)
        if number.region == INTERNATIONAL_REGION:
            self._check_network(number.country)
            return
        if not self._serves(number.region):
            raise CountryNotAllowed
        if words := REFUSED_LINES.get(number.line_type):
            raise UnsupportedPhoneNumber(words)
        if number.line_type is LineType.FIXED_LINE and channel is not Channel.VOICE:
            no_texts = _NO_NINE if number.country_code == _ARGENTINA else _NO_TEXTS
            raise UnsupportedPhoneNumber(no_texts + (", or ask for a call." if self.offers_calls else "."))

    def allowed_countries(self) -> tuple[str, ...]:
        """List the countries that are served, as sorted ISO 3166-1 alpha-2 codes."""
        return tuple(sorted(region for region in phonenumbers.SUPPORTED_REGIONS if self._serves(region)))

    def _serves(self, region: str) -> bool:
        return region not in self.refused and (not self.allowed or region in self.allowed)

    def _check_area_of_unknown_country(self) -> None:
        """Serve the number where the United States are served: nearly every new area code of +1 is theirs."""
        if not self.accepts_unknown_area_codes:
            raise InvalidPhoneNumber(_NO_SUCH_AREA)
        if not self._serves(_UNITED_STATES):
            raise CountryNotAllowed(_AREA_OF_UNKNOWN_COUNTRY)

    def _check_network(self, network: str) -> None:
        if network not in self.allowed or network in self.refused:
            raise CountryNotAllowed(_NO_NETWORKS)
