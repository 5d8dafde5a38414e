"""Countries: a filter with a typo in it must refuse to start rather than let everything through."""

import difflib
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, BeforeValidator

from dialproof.settings.values.plain import LISTED, items, whole

ALL_COUNTRIES = "*"
# Satellite and other networks that belong to no country (+870, +881, +979…); ITU-T E.164, assigned country codes.
INTERNATIONAL_NETWORKS = frozenset(f"+{code}" for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
# What people write for a country beside its ISO 3166-1 alpha-2 code.
_ALIASES = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US", "GBR": "GB"}


def _region(text: str) -> str:
    code = text.upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    close = difflib.get_close_matches(code, [*_ALIASES, *phonenumbers.SUPPORTED_REGIONS], n=1, cutoff=0.75)
    hint = f" (did you mean {_ALIASES.get(close[0], close[0])}?)" if close else ""
    raise ValueError(f"{text!r} is not a country; write two-letter ISO codes such as GB or US{hint}")


def _country(text: str) -> str:
    if not text.startswith("+"):
        return _region(text)
    if text not in INTERNATIONAL_NETWORKS:
        networks = ", ".join(sorted(INTERNATIONAL_NETWORKS))
        raise ValueError(
            f"{text!r} is not an international network; write one of {networks}, or a country as its ISO code"
        )
    return text


def _with_all(value: str | frozenset[str]) -> list[str]:
    named = items(value)
    every = phonenumbers.SUPPORTED_REGIONS if ALL_COUNTRIES in named else frozenset[str]()
    return [*every, *(item for item in named if item != ALL_COUNTRIES)]


def _budgets(text: str) -> dict[str, str]:
    pairs = [item.partition("=") for item in items(text)]
    found = {name.strip().upper(): codes_a_day.strip() for name, _, codes_a_day in pairs}
    if len(found) < len(pairs):
        raise ValueError("gives one country two budgets; write each country once")
    return {ALL_COUNTRIES: "2000"} | found


Region = Annotated[str, AfterValidator(_region)]
"""The ISO 3166-1 alpha-2 code of a country that `phonenumbers` knows, in any case of letters."""
Countries = Annotated[frozenset[Annotated[str, AfterValidator(_country)]], LISTED]
"""A list of countries, and of international networks by their calling code, such as `+881`."""
CountriesOrAll = Annotated[frozenset[Annotated[str, AfterValidator(_country)]], BeforeValidator(_with_all)]
"""The same, where `*` stands for every country (but for no international network)."""
Budgets = Annotated[
    Mapping[
        Annotated[str, AfterValidator(lambda name: name if name == ALL_COUNTRIES else _country(name))],
        Annotated[int, whole(1, 999_999_999, "of codes a day by country, as in *=500, US=5000,")],
    ],
    BeforeValidator(_budgets),
    AfterValidator(MappingProxyType),
]
"""Codes a day by country, such as `*=500, US=5000`; `*` is any country that is not named (2000 if unsaid)."""
