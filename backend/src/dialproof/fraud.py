"""Which numbers may be asked for at all, before anything is counted or sent.

Two things are judged: the country, by the operator's lists, and the kind of line. Numbers that earn money for whoever
answers (premium rate, shared cost) are what text pumping lives on; others cannot get a code, or are not one person's.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final, Self

import phonenumbers

from dialproof.channels import Channel
from dialproof.phone import INTERNATIONAL_REGION, LineType, PhoneNumber
from dialproof.problems import CountryNotAllowed, UnsupportedPhoneNumber

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
_NO_NETWORKS: Final = "We cannot send codes to satellite phones and international networks. Use another number."


@dataclass(frozen=True, slots=True)
class NumberPolicy:
    """Judge numbers by country and kind of line.

    `allowed` and `refused` hold ISO 3166-1 alpha-2 codes and calling codes of international networks such as `+881`.
    An empty `allowed` means every country, but no international network: those are served only where they are named.
    `offers_calls` only chooses words: whether the owner of a fixed line is told to ask for a call.
    """

    allowed: frozenset[str] = frozenset()
    refused: frozenset[str] = frozenset()
    offers_calls: bool = False

    @classmethod
    def from_settings(cls, settings: Settings) -> Self:
        return cls(
            allowed=settings.countries_allowed,
            refused=settings.countries_refused,
            offers_calls=Channel.VOICE in settings.channels,
        )

    def check(self, number: PhoneNumber, channel: Channel) -> None:
        """Let the number pass, or say why no code can be sent to it this way.

        A network that the operator has named is trusted as it is, whatever kind its lines are said to be.

        Raises:
            CountryNotAllowed: the country, or the international network, is not served.
            UnsupportedPhoneNumber: the kind of line cannot or must not get a code by this channel.
        """
        if number.region == INTERNATIONAL_REGION:
            self._check_network(number.country)
            return
        if not self._serves(number.region):
            raise CountryNotAllowed
        if words := REFUSED_LINES.get(number.line_type):
            raise UnsupportedPhoneNumber(words)
        if number.line_type is LineType.FIXED_LINE and channel is not Channel.VOICE:
            raise UnsupportedPhoneNumber(_NO_TEXTS + (", or ask for a call." if self.offers_calls else "."))

    def allowed_countries(self) -> tuple[str, ...]:
        """List the countries that are served, as sorted ISO 3166-1 alpha-2 codes."""
        return tuple(sorted(region for region in phonenumbers.SUPPORTED_REGIONS if self._serves(region)))

    def _serves(self, region: str) -> bool:
        return region not in self.refused and (not self.allowed or region in self.allowed)

    def _check_network(self, network: str) -> None:
        if network not in self.allowed or network in self.refused:
            raise CountryNotAllowed(_NO_NETWORKS)
