"""How each part is made from the settings; what the parts are is said in `app`."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

from flask import Blueprint, request
from flask_limiter import Limiter

from dialproof.api.client_address import client_address
from dialproof.api.cookie_probe import CookieProbe
from dialproof.api.models import Config
from dialproof.api.session_cookie import SessionCookie
from dialproof.api.verification import verification_calls
from dialproof.events import Events
from dialproof.limits.gate import Gate
from dialproof.limits.quotas import Quotas
from dialproof.number_policy import NumberPolicy
from dialproof.observability.event_log import log_events
from dialproof.providers.base import Provider
from dialproof.providers.context import Context as VendorContext
from dialproof.providers.context import key_for
from dialproof.providers.transport import Bounds
from dialproof.providers.vendors import connect
from dialproof.session import SessionSealer
from dialproof.settings import Settings
from dialproof.store.counters import Key
from dialproof.store.expiring import StoredValues
from dialproof.store.storage import LimiterStorage
from dialproof.store.store import Store
from dialproof.verification.context import Context, Rules
from dialproof.verification.history import History

Clock = Callable[[], float]
Names = Callable[[str], Key]


def caller_address() -> str:
    """Return what stands for the client of the current request in limits."""
    return client_address(request.remote_addr)


def session_cookie(settings: Settings, clock: Clock) -> SessionCookie:
    session = settings.session
    sealer = SessionSealer(
        session.secret_keys, lifetime=session.session_lifetime, verified_lifetime=session.verified_lifetime, clock=clock
    )
    return SessionCookie(sealer, secure=session.cookie_secure, same_site=session.cookie_samesite)


def store(settings: Settings, clock: Clock) -> Store:
    """Return what this process shares with others."""
    return Store(settings.redis.url, redis_timeout=settings.redis.timeout, clock=clock)


def cookie_probe(settings: Settings, cookie: SessionCookie) -> CookieProbe:
    session = settings.session
    return CookieProbe(cookie.name, secure=session.cookie_secure, same_site=session.cookie_samesite)


def flood_guard(settings: Settings, store: Store, names: Names) -> Limiter:
    """Return the guard against floods of any call, which counts in ``store``."""
    return Limiter(
        lambda: names(caller_address())[0],
        application_limits=[str(limit) for limit in settings.limits.calls_per_address],
        storage_uri=LimiterStorage.URI,
        storage_options=cast("dict[str, str | int]", {"store": store}),  # handed to our own storage as they are
        strategy="fixed-window",
        key_prefix="calls",
    )


def vendor(settings: Settings, store: Store, names: Names, clock: Clock) -> Provider:
    """Return the provider in use.

    Raises:
        SettingsError: when it cannot do what the settings ask of it.
    """
    context = VendorContext(
        code_length=settings.codes.code_length,
        code_lifetime=settings.codes.code_lifetime,
        bounds=Bounds(settings.provider.connect_timeout, settings.provider.read_timeout, settings.server.threads),
        values=StoredValues(store, names=names),
        clock=clock,
        sleep=time.sleep,
    )
    return connect(settings, context)


def check_vendor(settings: Settings) -> None:
    """Raise `SettingsError` where the vendor in use cannot do what the settings ask of it."""
    vendor(settings, Store(), lambda key: (key,), time.time)


def rules(settings: Settings, provider: Provider, store: Store, names: Names, clock: Clock) -> Context:
    """Return what the rules depend on."""
    session, codes, events = settings.session, settings.codes, Events()
    log_events(events)
    values = StoredValues(store, names=names)
    longest_session = max(session.session_lifetime, session.verified_lifetime)
    return Context(
        provider=provider,
        gate=Gate(store, _quotas(settings), names=names, clock=clock),
        history=History(store, lifetime=longest_session),
        policy=NumberPolicy.from_settings(settings),
        rules=Rules(codes.channels, codes.code_length, codes.code_lifetime, session.verified_lifetime),
        expect_cancel=lambda request: values.expect(key_for(request.vendor, request.number)),
        emit=events.emit,
        clock=clock,
    )


def verification(settings: Settings, rules: Context, cookie: SessionCookie, probe: CookieProbe) -> Blueprint:
    """Return the calls of a verification."""
    country = settings.numbers.default_country
    return verification_calls(rules, default_country=country, cookie=cookie, probe=probe, address=caller_address)


def public_config(settings: Settings, policy: NumberPolicy) -> Config:
    """Return what a form needs to know."""
    provider = settings.provider
    return Config(
        brand=settings.vendor.brand,
        code_length=settings.codes.code_length,
        channels=settings.codes.channels,
        default_country=settings.numbers.default_country,
        allowed_countries=policy.allowed_countries(),
        sandbox=provider.is_sandbox,
        sandbox_url=provider.sandbox_phone_url if provider.is_sandbox else None,
    )


def _quotas(settings: Settings) -> Quotas:
    limits = settings.limits
    return Quotas(
        sends_per_address=limits.sends_per_address,
        sends_per_number=limits.sends_per_number,
        sends_per_range=limits.sends_per_range,
        sends_total=limits.sends_total,
        sends_per_country=dict(settings.numbers.country_budgets),
        wrong_codes=limits.max_wrong_codes,
        wrong_codes_window=limits.wrong_codes_window,
        wrong_codes_per_address=limits.wrong_codes_per_address,
        unjudged_checks=limits.unjudged_checks,
        unjudged_checks_per_address=limits.unjudged_checks_per_address,
    )
