"""Countries: a filter with a typo in it must refuse to start rather than let everything through."""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

import phonenumbers
from pydantic import AfterValidator, BeforeValidator

from dialproof.settings.errors import did_you_mean
from dialproof.settings.values.plain import LISTED, items

ALL_COUNTRIES = "*"
# Satellite and other networks that belong to no country (+870, +881, +979…); ITU-T E.164, assigned country codes.
INTERNATIONAL_NETWORKS = frozenset(f"+{code}" for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
# What people write for a country beside its ISO 3166-1 alpha-2 code.
_ALIASES = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US", "GBR": "GB"}
_BUDGET = re.compile(r"[^=]+=\s*([0-9]{1,9})")


def _region(text: str) -> str:
    code = text.upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    if code in _ALIASES:
        hint = f" (did you mean {_ALIASES[code]}?)"
    else:
        hint = did_you_mean(code, phonenumbers.SUPPORTED_REGIONS | _ALIASES.keys(), cutoff=0.75)
        for alias, meant in _ALIASES.items():
            hint = hint.replace(f"mean {alias}?", f"mean {meant}?")
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
    """Map each country as written to the whole item, such as `US` to `US=5000`."""
    found = {item.partition("=")[0].strip().upper(): item for item in items(text)}
    if len(found) < len(items(text)):
        raise ValueError("gives one country two budgets; write each country once")
    return found


def _codes_a_day(item: str) -> int:
    match = _BUDGET.fullmatch(item)
    if not match or int(match[1]) == 0:
        raise ValueError(f"{item!r} is not a budget; write codes a day by country, such as *=500, US=5000")
    return int(match[1])


def _frozen(budgets: Mapping[str, int]) -> Mapping[str, int]:
    return MappingProxyType({ALL_COUNTRIES: 2000, **budgets})


Region = Annotated[str, AfterValidator(_region)]
"""The ISO 3166-1 alpha-2 code of a country that `phonenumbers` knows, in any case of letters."""
Countries = Annotated[frozenset[Annotated[str, AfterValidator(_country)]], LISTED]
"""A list of countries, and of international networks by their calling code, such as `+881`."""
CountriesOrAll = Annotated[frozenset[Annotated[str, AfterValidator(_country)]], BeforeValidator(_with_all)]
"""The same, where `*` stands for every country (but for no international network)."""
Budgets = Annotated[
    Mapping[
        Annotated[str, AfterValidator(lambda name: name if name == ALL_COUNTRIES else _country(name))],
        Annotated[int, BeforeValidator(_codes_a_day)],
    ],
    BeforeValidator(_budgets),
    AfterValidator(_frozen),
]
"""Codes a day by country, such as `*=500, US=5000`; `*` is any country that is not named (2000 if unsaid)."""
