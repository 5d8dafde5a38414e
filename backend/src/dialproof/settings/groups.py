"""The settings that every vendor shares, one group for each concern."""

import secrets
from typing import Annotated, Literal

from pydantic import AfterValidator, Field, ValidationInfo

from dialproof.channels import Channel
from dialproof.settings.base import SECRET, Group, InProduction, prefixed, written
from dialproof.settings.errors import did_you_mean
from dialproof.settings.values.countries import Budgets, Countries, CountriesOrAll, Region
from dialproof.settings.values.origins import HeaderName, PageOrigin, WebAddress
from dialproof.settings.values.plain import (
    CAPITALIZED,
    EACH_ONCE,
    LISTED,
    LOWER,
    Host,
    RateLimits,
    seconds,
    whole,
)
from dialproof.settings.values.proxies import TrustedProxies
from dialproof.settings.values.redis_url import RedisUrl
from dialproof.settings.values.secret_keys import SecretKey

_LOCAL_FORMS = "http://localhost:5173, http://127.0.0.1:5173, http://localhost:8080, http://127.0.0.1:8080"


class Server(Group):
    environment: Annotated[Literal["development", "production"], LOWER] = "development"
    host: Host = "127.0.0.1"
    port: Annotated[int, whole(1, 65535)] = 5001
    web_concurrency: Annotated[int, whole(1, 64)] = 1
    threads: Annotated[int, whole(1, 512)] = 32
    trusted_proxies: TrustedProxies = 0
    log_level: Annotated[Literal["debug", "info", "warning", "error"], LOWER] = "info"
    log_format: Annotated[Literal["text", "json"], LOWER, InProduction("json")] = "text"

    @property
    def is_production(self) -> bool:
        return self.environment == "production"


class Session(Group):
    secret_key: Annotated[SecretKey, SECRET] = Field(
        default_factory=lambda: secrets.token_urlsafe(48), validate_default=False
    )
    secret_key_fallbacks: Annotated[tuple[SecretKey, ...], LISTED, EACH_ONCE, SECRET] = ()
    cookie_secure: Annotated[bool, InProduction(default=True)] = False
    cookie_samesite: Annotated[Literal["Lax", "Strict", "None"], CAPITALIZED] = "Lax"
    session_lifetime: Annotated[int, whole(60, 86400, "of seconds", development=15)] = 3600
    verified_lifetime: Annotated[int, whole(60, 86400, "of seconds", development=1)] = 600

    @property
    def secret_key_is_ephemeral(self) -> bool:
        """True when no `SECRET_KEY` was given and this process drew one that dies with it."""
        return "secret_key" not in self.model_fields_set

    @property
    def secret_keys(self) -> tuple[str, ...]:
        """The key in use, and the earlier ones."""
        return self.secret_key, *self.secret_key_fallbacks


class Cors(Group, alias_generator=prefixed("CORS_")):
    origins: Annotated[tuple[PageOrigin, ...], LISTED, EACH_ONCE, InProduction(())] = written(_LOCAL_FORMS)
    loopback_origins: Annotated[bool, InProduction(default=False)] = True
    headers: Annotated[tuple[HeaderName, ...], LISTED, EACH_ONCE] = ()
    insecure_origins: bool = False


class Redis(Group, alias_generator=prefixed("REDIS_")):
    url: Annotated[RedisUrl | None, SECRET] = None
    timeout: Annotated[float, seconds(0.01, 5)] = 0.25


def _declared_vendor(name: str, info: ValidationInfo) -> str:
    vendors = info.context["vendors"] if info.context else (name,)
    if name not in vendors:
        raise ValueError(f"write one of {', '.join(vendors)}{did_you_mean(name, vendors, cutoff=0.5)}")
    return name


class Provider(Group, alias_generator=prefixed("PROVIDER_")):
    name: Annotated[str, LOWER, AfterValidator(_declared_vendor)] = Field("vonage", alias="PROVIDER")
    is_sandbox: bool = False
    is_gateway: bool = False
    sandbox_phone_url: WebAddress = Field("http://localhost:5002", alias="SANDBOX_PHONE_URL")
    connect_timeout: Annotated[float, seconds(0.1, 10)] = 3
    read_timeout: Annotated[float, seconds(0.1, 30)] = 10


class Codes(Group):
    code_length: Annotated[int, whole(4, 10)] = 6
    code_lifetime: Annotated[int, whole(60, 900, "of seconds", development=15)] = 300
    channels: Annotated[tuple[Annotated[Channel, LOWER], ...], LISTED, EACH_ONCE] = written("sms,voice")


class Numbers(Group):
    default_country: Region | None = None
    countries_allowed: CountriesOrAll = frozenset()
    countries_refused: Countries = frozenset()
    accept_unknown_area_codes: bool = True
    reserved_numbers: Annotated[Literal["accept", "refuse"], LOWER, InProduction("refuse")] = "accept"
    country_budgets: Budgets = written("*=2000")


class Limits(Group, alias_generator=prefixed("LIMIT_")):
    sends_per_address: RateLimits = written("5 per 15 minutes; 20 per day")
    sends_per_number: RateLimits = written("1 per 30 seconds; 5 per hour; 10 per day")
    sends_per_range: RateLimits = written("10 per hour")
    sends_total: RateLimits = written("10000 per day")
    max_wrong_codes: Annotated[int, whole(1, 10)] = Field(5, alias="MAX_WRONG_CODES")
    wrong_codes_window: Annotated[int, whole(60, 86400, "of seconds", development=15)] = Field(
        3600, alias="WRONG_CODES_WINDOW"
    )
    wrong_codes_per_address: RateLimits = written("20 per 15 minutes")
    unjudged_checks: RateLimits = written("5 per 5 minutes; 20 per hour")
    unjudged_checks_per_address: RateLimits = written("100 per 15 minutes")
    calls_per_address: RateLimits = written("300 per minute")
