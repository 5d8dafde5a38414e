"""The application: wires the parts together and decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

import structlog
from flask import Flask, request
from flask_limiter import Limiter

from dialproof.api.body import READ_AT_MOST
from dialproof.api.client_address import client_address
from dialproof.api.cookie_probe import CookieProbe
from dialproof.api.cors import allow_origins
from dialproof.api.errors import answer_problems
from dialproof.api.headers import add_headers
from dialproof.api.models import Config, Dependency
from dialproof.api.origin import guard_origins
from dialproof.api.pages import developer_pages
from dialproof.api.proxies import trust_proxies
from dialproof.api.request_log import log_requests
from dialproof.api.service_info import service_calls
from dialproof.api.session_cookie import SessionCookie
from dialproof.api.verification import verification_calls
from dialproof.events import Events
from dialproof.fraud import NumberPolicy
from dialproof.keys import keyed_hash
from dialproof.limits.gate import Gate, Quotas
from dialproof.observability.event_log import log_events
from dialproof.observability.logs import configure_logging
from dialproof.providers.base import Provider
from dialproof.providers.context import Context as VendorContext
from dialproof.providers.transport import Bounds
from dialproof.providers.vendors import connect
from dialproof.session import SessionSealer
from dialproof.settings import Settings, load_settings
from dialproof.store.counters import Key
from dialproof.store.expiring import StoredValues
from dialproof.store.shared_revisions import SharedRevisions
from dialproof.store.storage import SharedCounters
from dialproof.verification.context import Context, Rules
from dialproof.verification.history import History

log = structlog.get_logger(__name__)

Clock = Callable[[], float]


def create_app(settings: Settings | None = None, *, clock: Callable[[], float] = time.time) -> Flask:
    """Return the application for ``settings``, or for those of the environment.

    Raises:
        SettingsError: when the environment's settings have mistakes.
    """
    if settings is None:
        settings = load_settings()
        configure_logging(settings.log_level, settings.log_format, secrets=settings.secret_values())
        _tell_operator(settings)
    app = Flask("dialproof", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = READ_AT_MOST
    # Else `//` in a path is answered with a redirect to whatever host the caller names.
    app.url_map.merge_slashes = False
    log_requests(app)
    names = keyed_hash((settings.secret_key, *settings.secret_key_fallbacks), purpose="limit keys")
    policy = NumberPolicy.from_settings(settings)
    cookie = _session_cookie(settings, clock)

    def address() -> str:
        return client_address(request.remote_addr)

    limiter = _limiter(app, settings, clock, key=lambda: names(address())[0])
    storage = limiter.storage
    assert isinstance(storage, SharedCounters)  # noqa: S101  # for the type checker: it is what was asked for
    provider = _provider(settings, storage, names, clock)
    events = Events()
    log_events(events)
    context = Context(
        provider=provider,
        gate=Gate(storage, _quotas(settings), names=names, clock=clock),
        history=History(SharedRevisions(storage, lifetime=_longest_session(settings), clock=clock)),
        policy=policy,
        rules=Rules(settings.channels, settings.code_length, settings.code_lifetime, settings.verified_lifetime),
        emit=events.emit,
        clock=clock,
    )
    guard_origins(app, settings.cors_origins)
    cookie.init_app(app)
    probe = CookieProbe(cookie.name, secure=settings.cookie_secure, same_site=settings.cookie_samesite)
    probe.init_app(app)
    add_headers(app, secure=settings.cookie_secure)
    answer_problems(app, limiter, clock=clock)
    allow_origins(app, settings.cors_origins, headers=settings.cors_headers)
    config = _config(settings, policy)
    about = service_calls(config, _dependencies(storage, provider), cookie_name=cookie.name)
    pages = developer_pages(config, cookie_name=cookie.name)
    for uncounted in (about, pages):
        limiter.exempt(uncounted)
        app.register_blueprint(uncounted)
    app.register_blueprint(
        verification_calls(
            context,
            default_country=settings.default_country,
            cookie=cookie,
            probe=probe,
            address=address,
        )
    )
    trust_proxies(app, settings.trusted_proxies)
    return app


def _tell_operator(settings: Settings) -> None:
    log.info("starting", environment=settings.environment, provider=settings.vonage_api_url)
    if settings.provider_is_sandbox:
        log.warning("sandbox_in_use", note="no message is really sent", inbox=settings.sandbox_phone_url)
    for warning in settings.warnings:
        log.warning("setting_questionable", warning=warning)
    if settings.secret_key_is_ephemeral:
        log.warning("secret_key_drawn", note="sessions end with this process", remedy="set SECRET_KEY")


def _session_cookie(settings: Settings, clock: Callable[[], float]) -> SessionCookie:
    sealer = SessionSealer(
        (settings.secret_key, *settings.secret_key_fallbacks),
        lifetime=settings.session_lifetime,
        verified_lifetime=settings.verified_lifetime,
        clock=clock,
    )
    return SessionCookie(sealer, secure=settings.cookie_secure, same_site=settings.cookie_samesite)


def _longest_session(settings: Settings) -> int:
    return max(settings.session_lifetime, settings.verified_lifetime)


def _limiter(app: Flask, settings: Settings, clock: Callable[[], float], *, key: Callable[[], str]) -> Limiter:
    """Return the guard against floods of any call; the finer limits count in its storage too."""
    options = {"redis_url": settings.redis_url, "redis_timeout": settings.redis_timeout, "clock": clock}
    limiter = Limiter(
        key,
        application_limits=[str(limit) for limit in settings.limit_calls_per_address],
        storage_uri="dialproof://",
        storage_options=cast("dict[str, str | int]", options),  # handed to our own storage as they are
        strategy="fixed-window",
        key_prefix="calls",
    )
    limiter.init_app(app)
    return limiter


def _quotas(settings: Settings) -> Quotas:
    return Quotas(
        sends_per_address=settings.limit_sends_per_address,
        sends_per_number=settings.limit_sends_per_number,
        sends_per_range=settings.limit_sends_per_range,
        sends_total=settings.limit_sends_total,
        sends_per_country=dict(settings.country_budgets),
        wrong_codes=settings.max_wrong_codes,
        wrong_codes_window=settings.wrong_codes_window,
        wrong_codes_per_address=settings.limit_wrong_codes_per_address,
        unjudged_checks=settings.limit_unjudged_checks,
        unjudged_checks_per_address=settings.limit_unjudged_checks_per_address,
    )


def _provider(settings: Settings, storage: SharedCounters, names: Callable[[str], Key], clock: Clock) -> Provider:
    context = VendorContext(
        code_length=settings.code_length,
        code_lifetime=settings.code_lifetime,
        bounds=Bounds(settings.provider_connect_timeout, settings.provider_read_timeout, settings.threads),
        values=StoredValues(storage.store, names=names),
        clock=clock,
        sleep=time.sleep,
    )
    return connect(settings, context)


def _config(settings: Settings, policy: NumberPolicy) -> Config:
    return Config(
        brand=settings.vonage_brand_name,
        code_length=settings.code_length,
        channels=settings.channels,
        default_country=settings.default_country,
        allowed_countries=policy.allowed_countries(),
        sandbox=settings.provider_is_sandbox,
        sandbox_url=settings.sandbox_phone_url if settings.provider_is_sandbox else None,
    )


def _dependencies(storage: SharedCounters, provider: Provider) -> dict[str, Callable[[], Dependency]]:
    def limits() -> Dependency:
        storage.check()
        return Dependency(status=storage.status, required=False)

    return {
        "limits": limits,
        "provider": lambda: Dependency(status=provider.reachability(), required=False),
    }
