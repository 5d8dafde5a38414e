"""Parsers of countries: a filter with a typo in it must refuse to start rather than let everything through."""

import re
from collections.abc import Mapping
from types import MappingProxyType

import phonenumbers

from dialproof.settings.parsers import did_you_mean, items, parse_all
from dialproof.settings.rule import InvalidValueError

ALL_COUNTRIES = "*"
# Satellite and other networks that belong to no country (+870, +881, +979…); ITU-T E.164, assigned country codes.
INTERNATIONAL_NETWORKS = frozenset(f"+{code}" for code in phonenumbers.COUNTRY_CODES_FOR_NON_GEO_REGIONS)
# What people write for a country beside its ISO 3166-1 alpha-2 code.
_ALIASES = {"UK": "GB", "EL": "GR", "EN": "GB", "USA": "US", "GBR": "GB"}
_BUDGET = re.compile(r"([^=]+)=\s*([0-9]{1,9})")


def region(text: str) -> str:
    """Take an ISO 3166-1 alpha-2 code that `phonenumbers` knows, in any case of letters."""
    code = text.upper()
    if code in phonenumbers.SUPPORTED_REGIONS:
        return code
    if code in _ALIASES:
        hint = f" (did you mean {_ALIASES[code]}?)"
    else:
        hint = did_you_mean(code, phonenumbers.SUPPORTED_REGIONS | _ALIASES.keys(), cutoff=0.75)
        for alias, meant in _ALIASES.items():
            hint = hint.replace(f"mean {alias}?", f"mean {meant}?")
    raise InvalidValueError(f"{text!r} is not a country; write two-letter ISO codes such as GB or US{hint}")


def country(text: str) -> str:
    """Take a region or the calling code of an international network, such as `+881`."""
    if not text.startswith("+"):
        return region(text)
    if text not in INTERNATIONAL_NETWORKS:
        networks = ", ".join(sorted(INTERNATIONAL_NETWORKS))
        raise InvalidValueError(
            f"{text!r} is not an international network; write one of {networks}, or a country as its ISO code"
        )
    return text


def countries(text: str) -> frozenset[str]:
    """Take a comma-separated list of regions and international networks."""
    return frozenset(parse_all(country, items(text)))


def countries_or_all(text: str) -> frozenset[str]:
    """Take the same, where `*` stands for every country (but for no international network)."""
    named = [item for item in items(text) if item != ALL_COUNTRIES]
    everything = phonenumbers.SUPPORTED_REGIONS if len(named) < len(items(text)) else frozenset[str]()
    return frozenset(parse_all(country, named)) | everything


def budgets(text: str) -> Mapping[str, int]:
    """Take codes a day by country, such as `*=500, US=5000`; `*` is any country that is not named (2000 if unsaid)."""
    pairs = parse_all(_budget, items(text))
    found = dict(pairs)
    if len(found) < len(pairs):
        raise InvalidValueError("gives one country two budgets; write each country once")
    return MappingProxyType({ALL_COUNTRIES: 2000, **found})


def _budget(text: str) -> tuple[str, int]:
    match = _BUDGET.fullmatch(text)
    if not match or int(match[2]) == 0:
        raise InvalidValueError(f"{text!r} is not a budget; write codes a day by country, such as *=500, US=5000")
    name = match[1].strip()
    return (name if name == ALL_COUNTRIES else country(name)), int(match[2])
