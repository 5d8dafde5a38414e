"""What holds between settings: each alone may be right and both together wrong."""

from collections.abc import Iterator

import phonenumbers

from dialproof.settings.base import Mistake
from dialproof.settings.groups import Codes, Cors, Numbers, Redis, Server, Session
from dialproof.settings.values.secret_keys import MAKE_A_KEY


def keys(session: Session, *, production: bool) -> Iterator[Mistake]:
    if not session.secret_key_is_ephemeral:
        return
    if production:
        yield Mistake("SECRET_KEY", f"is missing; write 32 or more random characters ({MAKE_A_KEY})")
    if session.secret_key_fallbacks:
        words = "has no effect without SECRET_KEY; set it as well, or remove this one"
        yield Mistake("SECRET_KEY_FALLBACKS", words, ("SECRET_KEY",))


def several_processes(server: Server, session: Session, redis: Redis) -> Iterator[Mistake]:
    # Production tells of a missing key by itself.
    has_key = server.is_production or not session.secret_key_is_ephemeral
    shared = {"REDIS_URL": redis.url is not None, "SECRET_KEY": has_key}
    missing = " and ".join(name for name, there in shared.items() if not there)
    if missing and server.web_concurrency > 1:
        words = f"several worker processes share nothing without {missing}, and each would count limits alone"
        remedy = f"set {missing}, or write WEB_CONCURRENCY=1 and raise THREADS"
        yield Mistake("WEB_CONCURRENCY", f"{words}; {remedy}", tuple(shared))


def session(session: Session, codes: Codes, *, production: bool) -> Iterator[Mistake]:
    if production and not session.cookie_secure:
        words = "must be true in production: without it the session can be read in transit; remove it"
        yield Mistake("COOKIE_SECURE", words, ("COOKIE_SAMESITE",))
    elif session.cookie_samesite == "None" and not session.cookie_secure:
        words = "browsers refuse None without COOKIE_SECURE=true; set that, or write Lax"
        yield Mistake("COOKIE_SAMESITE", words, ("COOKIE_SECURE",))
    if session.session_lifetime < codes.code_lifetime:
        words = f"ends before the code does; write {codes.code_lifetime} (CODE_LIFETIME) or more"
        yield Mistake("SESSION_LIFETIME", words, ("CODE_LIFETIME",))


def plain_origins(cors: Cors, *, production: bool) -> Iterator[Mistake]:
    plain = [origin for origin in cors.origins if origin.startswith("http://")]
    if plain and production and not cors.insecure_origins:
        remedy = "write https://, or CORS_INSECURE_ORIGINS=true if they are shown inside an app"
        words = f"has {', '.join(plain)}, whose pages can be changed in transit; {remedy}"
        yield Mistake("CORS_ORIGINS", words, ("CORS_INSECURE_ORIGINS",))


def loopback_origins(cors: Cors, *, production: bool) -> Iterator[Mistake]:
    if production and cors.loopback_origins:
        words = "is for development: any program on a visitor's machine can serve such a page; remove it, and"
        yield Mistake("CORS_LOOPBACK_ORIGINS", f"{words} list the origins of your pages in CORS_ORIGINS")


def countries(numbers: Numbers) -> Iterator[Mistake]:
    allowed, refused, default = numbers.countries_allowed, numbers.countries_refused, numbers.default_country
    names = ("COUNTRIES_ALLOWED", "COUNTRIES_REFUSED", "DEFAULT_COUNTRY")
    # `*` in the one and a few in the other is a sensible thing to say: every country except those.
    named = allowed - phonenumbers.SUPPORTED_REGIONS if allowed >= phonenumbers.SUPPORTED_REGIONS else allowed
    if both := ", ".join(sorted(named & refused)):
        words = f"{both}: in COUNTRIES_ALLOWED as well; write each country in only one of the two"
        yield Mistake("COUNTRIES_REFUSED", words, names)
    if default and (default in refused or (allowed and default not in allowed)):
        words = f"{default} is refused by COUNTRIES_ALLOWED or COUNTRIES_REFUSED; write one that is allowed"
        yield Mistake("DEFAULT_COUNTRY", words, names)
