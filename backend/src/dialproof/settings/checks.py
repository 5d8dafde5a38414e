"""What holds between settings: each alone may be right and both together wrong."""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

import phonenumbers

from dialproof.settings.base import Mistake
from dialproof.settings.groups import Codes, Cors, Numbers, Redis, Server, Session

_SHORTEST_SECRET_KEY: Final = 32
_FEWEST_DISTINCT: Final = 8
_MAKE_A_KEY: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' prints a good one"
_EXAMPLE_WORDS: Final = re.compile(
    # Four letters come up by chance in one random key of some ten thousand, so `your` has to stand by itself.
    "change|example|replace|secret|password|dialproof|default|insecure|(?<![a-z0-9])your(?![a-z0-9])"
)


def secret_key(session: Session, *, production: bool) -> Iterator[Mistake]:
    if session.secret_key_is_ephemeral:
        if production:
            words = f"is missing; write {_SHORTEST_SECRET_KEY} or more random characters ({_MAKE_A_KEY})"
            yield Mistake("SECRET_KEY", words)
    elif "," in session.secret_key:
        words = f"has a comma, which separates keys in SECRET_KEY_FALLBACKS; {_MAKE_A_KEY}"
        yield Mistake("SECRET_KEY", words)
    elif production and (weakness := _weakness(session.secret_key)):
        yield Mistake("SECRET_KEY", weakness)


def secret_key_fallbacks(session: Session, *, production: bool) -> Iterator[Mistake]:
    if session.secret_key_fallbacks and session.secret_key_is_ephemeral:
        words = "has no effect without SECRET_KEY; set it as well, or remove this one"
        yield Mistake("SECRET_KEY_FALLBACKS", words, ("SECRET_KEY",))
    elif production and (weak := next(filter(None, map(_weakness, session.secret_key_fallbacks)), None)):
        yield Mistake("SECRET_KEY_FALLBACKS", f"one of the keys {weak}; or remove that key", ("SECRET_KEY",))


def _weakness(key: str) -> str | None:
    if len(key) < _SHORTEST_SECRET_KEY:
        return f"is shorter than {_SHORTEST_SECRET_KEY} characters; write a random one ({_MAKE_A_KEY})"
    if len(set(key)) < _FEWEST_DISTINCT or _EXAMPLE_WORDS.search(key.lower()):
        return f"looks like an example or a phrase; write a random one ({_MAKE_A_KEY})"
    if _period(key) < _SHORTEST_SECRET_KEY // 2 or _in_order(key) > len(key) // 2:
        return f"repeats itself or counts up; write a random one ({_MAKE_A_KEY})"
    return None


def _period(key: str) -> int:
    """Return the length of the shortest text that `key` is a repetition of, cut off at any place."""
    return next(length for length in range(1, len(key) + 1) if key[length:] == key[:-length])


def _in_order(key: str) -> int:
    """Return how many characters follow the one before them, or equal it, as in `abcd`, `4321` and `aaaa`."""
    return sum(abs(ord(one) - ord(other)) <= 1 for one, other in pairwise(key))


def several_processes(server: Server, session: Session, redis: Redis) -> Iterator[Mistake]:
    # Production tells of a missing key by itself.
    has_key = server.is_production or not session.secret_key_is_ephemeral
    shared = {"REDIS_URL": redis.url is not None, "SECRET_KEY": has_key}
    missing = " and ".join(name for name, there in shared.items() if not there)
    if missing and server.web_concurrency > 1:
        words = f"several worker processes share nothing without {missing}, and each would count limits alone"
        remedy = f"set {missing}, or write WEB_CONCURRENCY=1 and raise THREADS"
        yield Mistake("WEB_CONCURRENCY", f"{words}; {remedy}", ("REDIS_URL", "SECRET_KEY"))


def cookie(session: Session, *, production: bool) -> Iterator[Mistake]:
    if session.cookie_secure:
        return
    if production:
        words = "must be true in production: without it the session can be read in transit; remove it"
        yield Mistake("COOKIE_SECURE", words, ("COOKIE_SAMESITE",))
    elif session.cookie_samesite == "None":
        words = "browsers refuse None without COOKIE_SECURE=true; set that, or write Lax"
        yield Mistake("COOKIE_SAMESITE", words, ("COOKIE_SECURE",))


def session_outlives_code(session: Session, codes: Codes) -> Iterator[Mistake]:
    if session.session_lifetime < codes.code_lifetime:
        words = f"ends before the code does; write {codes.code_lifetime} (CODE_LIFETIME) or more"
        yield Mistake("SESSION_LIFETIME", words, ("CODE_LIFETIME",))


def plain_origins(cors: Cors, *, production: bool) -> Iterator[Mistake]:
    plain = [origin for origin in cors.origins if origin.startswith("http://")]
    if plain and production and not cors.insecure_origins:
        remedy = "write https://, or CORS_INSECURE_ORIGINS=true if they are shown inside an app"
        words = f"has {', '.join(plain)}, whose pages can be changed in transit; {remedy}"
        yield Mistake("CORS_ORIGINS", words, ("CORS_INSECURE_ORIGINS",))


def countries(numbers: Numbers) -> Iterator[Mistake]:
    allowed, refused = numbers.countries_allowed, numbers.countries_refused
    names = ("COUNTRIES_ALLOWED", "COUNTRIES_REFUSED", "DEFAULT_COUNTRY")
    # `*` in the one and a few in the other is a sensible thing to say: every country except those.
    named = allowed - phonenumbers.SUPPORTED_REGIONS if allowed >= phonenumbers.SUPPORTED_REGIONS else allowed
    if both := ", ".join(sorted(named & refused)):
        words = f"{both}: in COUNTRIES_ALLOWED as well; write each country in only one of the two"
        yield Mistake("COUNTRIES_REFUSED", words, names)
    default = numbers.default_country
    if default in refused:
        yield Mistake("DEFAULT_COUNTRY", f"{default} is in COUNTRIES_REFUSED; write one that is allowed", names)
    elif default and allowed and default not in allowed:
        yield Mistake("DEFAULT_COUNTRY", f"{default} is not in COUNTRIES_ALLOWED; write one that is", names)
