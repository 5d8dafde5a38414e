"""Names that look like settings and are none.

A misspelt filter must not be taken for no filter, so a certain slip refuses the start. Hosts and other programs set
names of their own that begin like ours (``REDIS_PASSWORD``, ``SECRET_KEY_BASE``), so all others only warn.
"""

import difflib
import re
from collections.abc import Collection, Iterable, Mapping

from dialproof.settings.errors import did_you_mean

# Nobody else sets a name that begins so.
_OURS_ALONE = ("COUNTRIES_", "LIMIT_SENDS_", "LIMIT_WRONG_", "LIMIT_CALLS_")
_PREFIXES = ("LIMIT_", "COUNTRY_", "COOKIE_", "PROVIDER_", "CORS_", "REDIS_", "SECRET_KEY")
_GUARDED = ("MAX_WRONG_CODES", "WRONG_CODES_", "TRUSTED_PROXIES", "DEFAULT_COUNTRY")
# Kubernetes and Docker add these for every neighbour called `redis`, `provider`…; nobody typed them.
_SERVICE_LINK = re.compile(r"[A-Z0-9_]+_(SERVICE_(HOST|PORT)(_[A-Z0-9_]+)?|PORT(_[0-9]+_(TCP|UDP)(_[A-Z]+)?)?)")
_ALMOST = 0.85
# Short names resemble others by chance, as PORTS does PORT.
_LONG_ENOUGH = 7


def judge_names(
    environ: Mapping[str, str], known: Collection[str], *, vendors: Iterable[str]
) -> tuple[list[str], list[str]]:
    """Return what to say of names in `environ` that resemble settings and are none: mistakes, and warnings for the log.

    A name is a mistake when only we would set it, or when it is nearly the name of a setting that is not given.
    """
    prefixes = (*_PREFIXES, *(f"{vendor.upper()}_" for vendor in vendors))
    watched = (*_OURS_ALONE, *prefixes, *_GUARDED)
    guarded = {form: name for name in known if name.startswith(watched) for form in (name, _sorted_words(name))}
    given = {name for name in known if environ.get(name, "").strip()}
    mistakes: list[str] = []
    warnings: list[str] = []
    for name in sorted(environ.keys() - set(known)):
        if _SERVICE_LINK.fullmatch(name):
            continue
        written = name.upper()
        close = difflib.get_close_matches(written, guarded, n=1, cutoff=_ALMOST)
        meant = guarded[close[0]] if close else None
        if written.startswith(_OURS_ALONE) or (meant and meant not in given):
            hint = f" (did you mean {meant}?)" if meant else _hint(written, known)
            mistakes.append(f"{name}: is not a setting{hint}")
        elif meant or written.startswith(prefixes) or _is_near_miss(written, known):
            warnings.append(f"{name}: is not a setting and has no effect{_hint(written, known)}")
    return mistakes, warnings


def _is_near_miss(written: str, known: Collection[str]) -> bool:
    return len(written) >= _LONG_ENOUGH and bool(difflib.get_close_matches(written, known, n=1, cutoff=_ALMOST))


def _hint(written: str, known: Collection[str]) -> str:
    return did_you_mean(written, known) or "; remove it, or see .env.example for the settings there are"


def _sorted_words(name: str) -> str:
    """Put the words of a name in order, so that ALLOWED_COUNTRIES resembles COUNTRIES_ALLOWED."""
    return "_".join(sorted(name.split("_")))
