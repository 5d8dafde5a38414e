"""The settings themselves: one line each, and the function that builds them from an environment."""

import dataclasses
import difflib
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal, Self

from limits import RateLimitItem

from dialproof.channels import Channel
from dialproof.settings import countries as country_parsers
from dialproof.settings import origins, parsers, vonage
from dialproof.settings.checks import disagreements, uses_real_account
from dialproof.settings.names import judge_names
from dialproof.settings.parsers import boolean, choice, each, integer, rate_limits, seconds
from dialproof.settings.proxies import Proxy, trusted_proxies
from dialproof.settings.redis_url import redis_url
from dialproof.settings.rule import InvalidValueError, Rule, SettingsError, rules_of, secrets_of, setting
from dialproof.settings.secret_files import file_names, read_secret_files

_LOCAL_FORMS = "http://localhost:5173, http://127.0.0.1:5173, http://localhost:8080, http://127.0.0.1:8080"

_REAL_CODES = "ENVIRONMENT: is development with a real account, so codes are really sent and charged"


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """Hold every setting; an attribute is the lower-cased name of its environment variable.

    Durations are seconds. Each setting is explained in `.env.example`. Secrets stay out of `repr`.
    """

    environment: Literal["development", "production"] = setting(choice("development", "production"), "development")
    host: str = setting(parsers.host, "127.0.0.1")
    port: int = setting(integer(1, 65535), "5001")
    web_concurrency: int = setting(integer(1, 64), "1")
    threads: int = setting(integer(1, 512), "32")
    log_level: Literal["debug", "info", "warning", "error"] = setting(
        choice("debug", "info", "warning", "error"), "info"
    )
    log_format: Literal["text", "json"] = setting(choice("text", "json"), "text", production_default="json")

    secret_key: str = setting(parsers.secret, unset="", secret=True)
    secret_key_fallbacks: tuple[str, ...] = setting(each(parsers.secret), unset=(), secret=True)
    cookie_secure: bool = setting(boolean, "false", production_default="true")
    cookie_samesite: Literal["Lax", "Strict", "None"] = setting(choice("Lax", "Strict", "None"), "Lax")
    session_lifetime: int = setting(
        integer(60, 86400, "seconds"), "3600", development_parse=integer(15, 86400, "seconds")
    )
    verified_lifetime: int = setting(
        integer(60, 86400, "seconds"), "600", development_parse=integer(1, 86400, "seconds")
    )
    cors_origins: tuple[str, ...] = setting(each(origins.page_origin), _LOCAL_FORMS, production_default=None, unset=())
    cors_headers: tuple[str, ...] = setting(each(origins.header_name), unset=())
    cors_insecure_origins: bool = setting(boolean, "false")
    trusted_proxies: int | tuple[Proxy, ...] = setting(trusted_proxies, "0")
    redis_url: str | None = setting(redis_url, unset=None, secret=True)
    redis_timeout: float = setting(seconds(0.01, 5), "0.25")

    provider: Literal["vonage"] = setting(choice("vonage"), "vonage")
    vonage_api_key: str | None = setting(vonage.api_key, unset=None, secret=True)
    vonage_api_secret: str | None = setting(parsers.secret, unset=None, secret=True)
    vonage_application_id: str | None = setting(vonage.application_id, unset=None)
    vonage_private_key: str | None = setting(vonage.private_key, unset=None, secret=True)
    vonage_brand_name: str = setting(vonage.brand_name, "Dialproof")
    vonage_api_url: str = setting(vonage.api_url, vonage.LIVE_URL)
    vonage_whatsapp_sender: str | None = setting(vonage.whatsapp_sender, unset=None, secret=True)
    vonage_cancel_after: float = setting(seconds(0, 300), "30")
    provider_is_sandbox: bool = setting(boolean, "false")
    provider_is_gateway: bool = setting(boolean, "false")
    sandbox_phone_url: str = setting(origins.web_address, "http://localhost:5002")
    provider_connect_timeout: float = setting(seconds(0.1, 10), "3")
    provider_read_timeout: float = setting(seconds(0.1, 30), "10")
    provider_conflict_wait: float = setting(seconds(0, 15), "4")

    code_length: int = setting(integer(4, 10), "6")
    code_lifetime: int = setting(integer(60, 900, "seconds"), "300", development_parse=integer(15, 900, "seconds"))
    channels: tuple[Channel, ...] = setting(each(choice(*Channel)), "sms,voice")
    default_country: str | None = setting(country_parsers.region, unset=None)
    countries_allowed: frozenset[str] = setting(country_parsers.countries_or_all, unset=frozenset[str]())
    countries_refused: frozenset[str] = setting(country_parsers.countries, unset=frozenset[str]())
    accept_unknown_area_codes: bool = setting(boolean, "true")
    reserved_numbers: Literal["accept", "refuse"] = setting(
        choice("accept", "refuse"), "accept", production_default="refuse"
    )
    country_budgets: Mapping[str, int] = setting(country_parsers.budgets, "*=2000")

    limit_sends_per_address: tuple[RateLimitItem, ...] = setting(
        rate_limits, "5 per 15 minutes; 20 per day", blank_is_a_mistake=True
    )
    limit_sends_per_number: tuple[RateLimitItem, ...] = setting(
        rate_limits, "1 per 30 seconds; 5 per hour; 10 per day", blank_is_a_mistake=True
    )
    limit_sends_per_range: tuple[RateLimitItem, ...] = setting(rate_limits, "10 per hour", blank_is_a_mistake=True)
    limit_sends_total: tuple[RateLimitItem, ...] = setting(rate_limits, "10000 per day", blank_is_a_mistake=True)
    max_wrong_codes: int = setting(integer(1, 10), "5")
    wrong_codes_window: int = setting(
        integer(60, 86400, "seconds"), "3600", development_parse=integer(15, 86400, "seconds")
    )
    limit_wrong_codes_per_address: tuple[RateLimitItem, ...] = setting(
        rate_limits, "20 per 15 minutes", blank_is_a_mistake=True
    )
    limit_unjudged_checks: tuple[RateLimitItem, ...] = setting(
        rate_limits, "5 per 5 minutes; 20 per hour", blank_is_a_mistake=True
    )
    limit_unjudged_checks_per_address: tuple[RateLimitItem, ...] = setting(
        rate_limits, "100 per 15 minutes", blank_is_a_mistake=True
    )
    limit_calls_per_address: tuple[RateLimitItem, ...] = setting(rate_limits, "300 per minute", blank_is_a_mistake=True)

    secret_key_is_ephemeral: bool
    """True when no `SECRET_KEY` was given and this process drew one that dies with it."""
    warnings: tuple[str, ...]
    """What an operator should know and may have meant, one `NAME: what and why` each."""

    @property
    def is_production(self) -> bool:
        return self.environment == "production"

    @property
    def longest_request(self) -> float:
        """Return the seconds after which every request has been answered, however slow the provider is.

        The longest asks for a code again: it cancels at the provider, waits for that to take effect, starts anew, and
        cancels what the visitor left behind for another number.
        """
        return 3 * (self.provider_connect_timeout + self.provider_read_timeout) + self.provider_conflict_wait

    def secret_values(self) -> tuple[str, ...]:
        """List the values of all secret settings, so that the logs can be kept free of them."""
        values = [getattr(self, field.name) for field in dataclasses.fields(self) if not field.repr]
        return tuple(text for value in values for text in ([value] if isinstance(value, str) else value or ()))

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Self:
        """Build the settings from a mapping like `os.environ`; a blank value counts as not set.

        Nothing is read but the mapping, the files that `…_FILE` names for secrets, and, where `VONAGE_PRIVATE_KEY` is a
        path, that file.

        Raises:
            SettingsError: with every mistake at once.
        """
        rules, secret = rules_of(cls), secrets_of(cls)
        from_files, wrong_files = read_secret_files(environ, secret)
        written = {name: environ[name].strip() for name in rules if name in environ}
        texts = _with_sandbox(written | from_files)
        values, mistakes = _read(rules, texts)
        drawn = not values["secret_key"]
        if drawn:
            values["secret_key"] = secrets.token_urlsafe(48)
        names = judge_names(environ, rules.keys() | file_names(secret))
        settings = cls(**values, secret_key_is_ephemeral=drawn, warnings=names.warnings)
        if not settings.is_production and uses_real_account(settings):
            settings = dataclasses.replace(settings, warnings=(*names.warnings, _REAL_CODES))
        # A secret whose file cannot be read is not missing: it is told about once.
        unread = frozenset(name.removesuffix("_FILE") for name in wrong_files)
        judged = not mistakes.keys() & {*vonage.CREDENTIALS, "VONAGE_API_URL"}
        if not texts.get("ENVIRONMENT") and judged and uses_real_account(settings):
            mistakes["ENVIRONMENT"] = (
                "is not set, but an account with Vonage is; write production, or development to try things out with it"
            )
        for name, words in disagreements(settings, wrong=frozenset(mistakes) | unread):
            mistakes.setdefault(name, words)
        told = [f"{name}: {mistakes[name]}" for name in rules if name in mistakes]
        told += [f"{name}: {words}" for name, words in wrong_files.items()]
        told += names.mistakes
        if told:
            raise SettingsError(told)
        return settings


def _is_production(texts: Mapping[str, str]) -> bool:
    """Tell which defaults hold; a misspelt environment counts as the one it resembles, else as production."""
    written = texts.get("ENVIRONMENT", "").lower() or "development"
    return difflib.get_close_matches(written, ["development", "production"], n=1, cutoff=0.5) != ["development"]


def _with_sandbox(texts: dict[str, str]) -> dict[str, str]:
    """Point development at the sandbox when nothing is said about the provider's account."""
    said = any(texts.get(name) for name in (*vonage.CREDENTIALS, "VONAGE_API_URL"))
    if said or _is_production(texts):
        return texts
    kept = {name: text for name, text in texts.items() if text or name not in vonage.SANDBOX_ACCOUNT}
    return vonage.SANDBOX_ACCOUNT | kept


def _read(rules: Mapping[str, Rule], texts: Mapping[str, str]) -> tuple[dict[str, Any], dict[str, str]]:
    """Parse every setting on its own; where one is wrong its default stands in, so that the others can be judged."""
    production = _is_production(texts)
    values: dict[str, Any] = {}
    mistakes: dict[str, str] = {}
    for name, rule in rules.items():
        try:
            values[name.lower()] = rule.read(texts.get(name), production=production)
        except InvalidValueError as error:
            mistakes[name] = str(error)
            values[name.lower()] = rule.read(None, production=production)
    values["environment"] = "production" if production else "development"
    return values, mistakes
