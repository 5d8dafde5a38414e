"""Names that look like settings and are none: a misspelt filter must not be taken for no filter."""

import difflib
import re
from collections.abc import Collection, Iterable, Iterator

from dialproof.settings.parsers import did_you_mean

_PREFIXES = ("VONAGE_", "LIMIT_", "COUNTRIES_", "COUNTRY_", "COOKIE_", "PROVIDER_", "CORS_", "REDIS_", "SECRET_KEY")
_GUARDED = (*_PREFIXES, "MAX_WRONG_CODES", "WRONG_CODES_", "TRUSTED_PROXIES", "DEFAULT_COUNTRY")
# Kubernetes and Docker add these for every neighbour called `redis`, `provider`…; nobody typed them.
_SERVICE_LINK = re.compile(r"[A-Z0-9_]+_(SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP)(_[A-Z]+)?)?)")
_ALMOST = 0.85


def unknown_names(environ: Iterable[str], known: Collection[str]) -> Iterator[str]:
    """Yield a mistake for each name that begins like a setting, or is nearly one that guards something, and is none."""
    guarded = {form: name for name in known if name.startswith(_GUARDED) for form in (name, _sorted_words(name))}
    for name in sorted(environ):
        if name in known or _SERVICE_LINK.fullmatch(name):
            continue
        written = name.upper()
        if written.startswith(_PREFIXES):
            hint = did_you_mean(written, known) or "; remove it, or see .env.example for the settings there are"
            yield f"{name}: is not a setting{hint}"
        elif close := difflib.get_close_matches(written, guarded, n=1, cutoff=_ALMOST):
            yield f"{name}: is not a setting (did you mean {guarded[close[0]]}?)"


def _sorted_words(name: str) -> str:
    """Put the words of a name in order, so that ALLOWED_COUNTRIES resembles COUNTRIES_ALLOWED."""
    return "_".join(sorted(name.split("_")))
