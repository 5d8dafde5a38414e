"""What holds between settings: each alone may be right and both together wrong."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from itertools import pairwise
from typing import TYPE_CHECKING, Final
from urllib.parse import urlsplit

import phonenumbers

from dialproof.channels import Channel
from dialproof.settings import vonage

if TYPE_CHECKING:
    from dialproof.settings.model import Settings

_SHORTEST_SECRET_KEY: Final = 32
_FEWEST_DISTINCT: Final = 8
_MAKE_A_KEY: Final = "python3 -c 'import secrets; print(secrets.token_urlsafe(48))' prints a good one"
_EXAMPLE_WORDS: Final = (
    "change",
    "example",
    "replace",
    "secret",
    "password",
    "your",
    "dialproof",
    "default",
    "insecure",
)
_VONAGE_HOSTS: Final = ("nexmo.com", "vonage.com")

Mistakes = Iterator[tuple[str, str]]


def disagreements(settings: Settings, *, wrong: frozenset[str]) -> Mistakes:
    """Yield (name, words) for every setting that does not fit the others; a rule about a `wrong` one is left out."""
    for about, rule in _RULES:
        if not wrong & about:
            yield from rule(settings)


def _secret_key(settings: Settings) -> Mistakes:
    if settings.secret_key_is_ephemeral:
        if settings.is_production:
            yield "SECRET_KEY", f"is missing; write {_SHORTEST_SECRET_KEY} or more random characters ({_MAKE_A_KEY})"
        return
    if "," in settings.secret_key:
        yield "SECRET_KEY", f"has a comma, which separates keys in SECRET_KEY_FALLBACKS; {_MAKE_A_KEY}"
    elif settings.is_production and (words := _weakness(settings.secret_key)):
        yield "SECRET_KEY", words


def _secret_key_fallbacks(settings: Settings) -> Mistakes:
    if settings.secret_key_fallbacks and settings.secret_key_is_ephemeral:
        yield "SECRET_KEY_FALLBACKS", "has no effect without SECRET_KEY; set it as well, or remove this one"
    elif settings.is_production:
        weak = next(filter(None, map(_weakness, settings.secret_key_fallbacks)), None)
        if weak:
            yield "SECRET_KEY_FALLBACKS", f"one of the keys {weak}; or remove that key"


def _weakness(key: str) -> str | None:
    if len(key) < _SHORTEST_SECRET_KEY:
        return f"is shorter than {_SHORTEST_SECRET_KEY} characters; write a random one ({_MAKE_A_KEY})"
    if len(set(key)) < _FEWEST_DISTINCT or any(word in key.lower() for word in _EXAMPLE_WORDS):
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


def _several_processes(settings: Settings) -> Mistakes:
    # Production tells of a missing key by itself.
    has_key = settings.is_production or not settings.secret_key_is_ephemeral
    shared = {"REDIS_URL": settings.redis_url is not None, "SECRET_KEY": has_key}
    missing = " and ".join(name for name, there in shared.items() if not there)
    if missing and settings.web_concurrency > 1:
        words = f"several worker processes share nothing without {missing}, and each would count limits alone"
        yield "WEB_CONCURRENCY", f"{words}; set {missing}, or write WEB_CONCURRENCY=1 and raise THREADS"


def _cookie(settings: Settings) -> Mistakes:
    if settings.is_production and not settings.cookie_secure:
        yield "COOKIE_SECURE", "must be true in production: without it the session can be read in transit; remove it"
    elif settings.cookie_samesite == "None" and not settings.cookie_secure:
        yield "COOKIE_SAMESITE", "browsers refuse None without COOKIE_SECURE=true; set that, or write Lax"


def _cors_origins(settings: Settings) -> Mistakes:
    plain = [origin for origin in settings.cors_origins if origin.startswith("http://")]
    if plain and settings.is_production and not settings.cors_insecure_origins:
        remedy = "write https://, or CORS_INSECURE_ORIGINS=true if they are shown inside an app"
        yield "CORS_ORIGINS", f"has {', '.join(plain)}, whose pages can be changed in transit; {remedy}"


def _session_outlives_code(settings: Settings) -> Mistakes:
    if settings.session_lifetime < settings.code_lifetime:
        yield "SESSION_LIFETIME", f"ends before the code does; write {settings.code_lifetime} (CODE_LIFETIME) or more"


def _credentials(settings: Settings) -> Mistakes:
    halves = {name: getattr(settings, name.lower()) is not None for name in vonage.CREDENTIALS}
    for one, other in (vonage.CREDENTIALS[:2], vonage.CREDENTIALS[2:]):
        missing, there = (other, one) if halves[one] else (one, other)
        if halves[one] != halves[other]:
            yield missing, f"is missing; it goes with {there}: set both, or neither"
    if not any(halves.values()):
        yield (
            "VONAGE_API_KEY",
            "is missing; set VONAGE_API_KEY and VONAGE_API_SECRET, or VONAGE_APPLICATION_ID and VONAGE_PRIVATE_KEY"
            + ("" if settings.is_production else " (or remove VONAGE_API_URL to use the sandbox)"),
        )
    example = (vonage.SANDBOX_ACCOUNT["VONAGE_API_KEY"], vonage.SANDBOX_ACCOUNT["VONAGE_API_SECRET"])
    if settings.is_production and (settings.vonage_api_key == example[0] or settings.vonage_api_secret == example[1]):
        yield (
            "VONAGE_API_KEY",
            "is the sandbox's, which no one is charged for and anyone can read; write your account's",
        )


def _is_vonage(settings: Settings) -> bool:
    host = urlsplit(settings.vonage_api_url).hostname or ""
    return host in _VONAGE_HOSTS or host.endswith(tuple(f".{name}" for name in _VONAGE_HOSTS))


def uses_real_account(settings: Settings) -> bool:
    """Tell whether codes are sent for real and charged to somebody."""
    key, secret, application, private_key = (getattr(settings, name.lower()) for name in vonage.CREDENTIALS)
    return _is_vonage(settings) and bool((key and secret) or (application and private_key))


def _provider_address(settings: Settings) -> Mistakes:
    parts = urlsplit(settings.vonage_api_url)
    host = parts.hostname or ""
    real = _is_vonage(settings)
    if settings.provider_is_sandbox and settings.is_production:
        yield "PROVIDER_IS_SANDBOX", "the sandbox sends no real codes; remove it, or write ENVIRONMENT=development"
    elif settings.provider_is_sandbox and real:
        yield (
            "PROVIDER_IS_SANDBOX",
            f"is true, but VONAGE_API_URL is {settings.vonage_api_url}; write false, or the sandbox's",
        )
    elif settings.is_production and not real and not settings.provider_is_gateway:
        remedy = "remove it, or write PROVIDER_IS_GATEWAY=true if it is a gateway of yours in front of Vonage"
        yield "VONAGE_API_URL", f"is not an address of Vonage, and would get every number and code; {remedy}"
    if parts.scheme == "https":
        return
    if settings.is_production:
        yield (
            "VONAGE_API_URL",
            f"plain http shows numbers and codes in transit; write https://, such as {vonage.LIVE_URL}",
        )
    elif not settings.provider_is_sandbox and host not in ("localhost", "127.0.0.1", "::1"):
        yield (
            "VONAGE_API_URL",
            "plain http is for this machine only; write https://, or PROVIDER_IS_SANDBOX=true if it is",
        )


def _whatsapp(settings: Settings) -> Mistakes:
    if Channel.WHATSAPP in settings.channels and settings.vonage_whatsapp_sender is None:
        yield (
            "VONAGE_WHATSAPP_SENDER",
            "is missing; CHANNELS has whatsapp, which sends from your WhatsApp Business number",
        )


def _countries(settings: Settings) -> Mistakes:
    allowed, refused = settings.countries_allowed, settings.countries_refused
    # `*` in the one and a few in the other is a sensible thing to say: every country except those.
    named = allowed - phonenumbers.SUPPORTED_REGIONS if allowed >= phonenumbers.SUPPORTED_REGIONS else allowed
    if both := ", ".join(sorted(named & refused)):
        yield "COUNTRIES_REFUSED", f"{both}: in COUNTRIES_ALLOWED as well; write each country in only one of the two"
    default = settings.default_country
    if default in refused:
        yield "DEFAULT_COUNTRY", f"{default} is in COUNTRIES_REFUSED; write one that is allowed"
    elif default and allowed and default not in allowed:
        yield "DEFAULT_COUNTRY", f"{default} is not in COUNTRIES_ALLOWED; write one that is"


_RULES: Final[tuple[tuple[frozenset[str], Callable[[Settings], Mistakes]], ...]] = (
    (frozenset({"SECRET_KEY"}), _secret_key),
    (frozenset({"SECRET_KEY", "SECRET_KEY_FALLBACKS"}), _secret_key_fallbacks),
    (frozenset({"WEB_CONCURRENCY", "REDIS_URL", "SECRET_KEY"}), _several_processes),
    (frozenset({"COOKIE_SECURE", "COOKIE_SAMESITE"}), _cookie),
    (frozenset({"SESSION_LIFETIME", "CODE_LIFETIME"}), _session_outlives_code),
    (frozenset(vonage.CREDENTIALS), _credentials),
    (frozenset({"VONAGE_API_URL", "PROVIDER_IS_SANDBOX", "PROVIDER_IS_GATEWAY"}), _provider_address),
    (frozenset({"CORS_ORIGINS", "CORS_INSECURE_ORIGINS"}), _cors_origins),
    (frozenset({"CHANNELS", "VONAGE_WHATSAPP_SENDER"}), _whatsapp),
    (frozenset({"COUNTRIES_ALLOWED", "COUNTRIES_REFUSED", "DEFAULT_COUNTRY"}), _countries),
)
