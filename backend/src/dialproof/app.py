"""The application: wires the parts together and decides nothing."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import cast

import structlog
from flask import Flask, g, request
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
from dialproof.fraud import NumberPolicy
from dialproof.keys import keyed_hash
from dialproof.limits.caller import Caller
from dialproof.limits.gate import Gate, Quotas
from dialproof.limits.shared_revisions import SharedRevisions
from dialproof.limits.storage import SharedCounters
from dialproof.observability.logs import configure_logging
from dialproof.providers.base import Provider
from dialproof.providers.vonage import VonageVerify
from dialproof.providers.vonage_auth import ApplicationAuth, key_and_secret
from dialproof.session import SessionSealer
from dialproof.settings import Settings, load_settings
from dialproof.verification.history import History
from dialproof.verification.rules import Rules
from dialproof.verification.service import VerificationService

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None, *, clock: Callable[[], float] = time.time) -> Flask:
    """Return the application for ``settings``, or for those of the environment.

    Raises:
        SettingsError: when the environment's settings have mistakes.
    """
    if settings is None:
        settings = load_settings()
        configure_logging(settings.server.log_level, settings.server.log_format, secrets=settings.secret_values())
        _tell_operator(settings)
    app = Flask("dialproof", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = READ_AT_MOST
    # Else `//` in a path is answered with a redirect to whatever host the caller names.
    app.url_map.merge_slashes = False
    log_requests(app)
    names = keyed_hash(settings.session.secret_keys, purpose="limit keys")
    policy = NumberPolicy.from_settings(settings)
    cookie = _session_cookie(settings, clock)
    provider = _provider(settings, clock)

    def caller() -> Caller:
        if "caller" not in g:
            g.caller = Caller(client_address(request.remote_addr))
        client: Caller = g.caller
        return client

    limiter = _limiter(app, settings, clock, key=lambda: names(caller().address)[0])
    storage = limiter.storage
    assert isinstance(storage, SharedCounters)  # noqa: S101  # for the type checker: it is what was asked for
    service = VerificationService(
        provider=provider,
        gate=Gate(storage, _quotas(settings), names=names, clock=clock),
        history=History(SharedRevisions(storage, lifetime=_longest_session(settings), clock=clock)),
        policy=policy,
        rules=Rules(
            settings.codes.channels,
            settings.codes.code_length,
            settings.codes.code_lifetime,
            settings.session.verified_lifetime,
        ),
        clock=clock,
    )
    guard_origins(app, settings.cors.origins)
    cookie.init_app(app)
    probe = CookieProbe(cookie.name, secure=settings.session.cookie_secure, same_site=settings.session.cookie_samesite)
    probe.init_app(app)
    add_headers(app, secure=settings.session.cookie_secure)
    answer_problems(app, limiter, clock=clock)
    allow_origins(app, settings.cors.origins, headers=settings.cors.headers)
    config = _config(settings, policy)
    about = service_calls(config, _dependencies(storage, provider), cookie_name=cookie.name)
    pages = developer_pages(config, cookie_name=cookie.name)
    for uncounted in (about, pages):
        limiter.exempt(uncounted)
        app.register_blueprint(uncounted)
    app.register_blueprint(
        verification_calls(
            service,
            default_country=settings.numbers.default_country,
            session=cookie.session,
            probe=probe,
            caller=caller,
        )
    )
    trust_proxies(app, settings.server.trusted_proxies)
    return app


def _tell_operator(settings: Settings) -> None:
    log.info("starting", environment=settings.server.environment, provider=settings.vonage.api_url)
    if settings.provider.is_sandbox:
        log.warning("sandbox_in_use", note="no message is really sent", inbox=settings.provider.sandbox_phone_url)
    for warning in settings.warnings:
        log.warning("setting_questionable", warning=warning)
    if settings.session.secret_key_is_ephemeral:
        log.warning("secret_key_drawn", note="sessions end with this process", remedy="set SECRET_KEY")


def _session_cookie(settings: Settings, clock: Callable[[], float]) -> SessionCookie:
    sealer = SessionSealer(
        settings.session.secret_keys,
        lifetime=settings.session.session_lifetime,
        verified_lifetime=settings.session.verified_lifetime,
        clock=clock,
    )
    return SessionCookie(sealer, secure=settings.session.cookie_secure, same_site=settings.session.cookie_samesite)


def _longest_session(settings: Settings) -> int:
    return max(settings.session.session_lifetime, settings.session.verified_lifetime)


def _limiter(app: Flask, settings: Settings, clock: Callable[[], float], *, key: Callable[[], str]) -> Limiter:
    """Return the guard against floods of any call; the finer limits count in its storage too."""
    options = {"redis_url": settings.redis.url, "redis_timeout": settings.redis.timeout, "clock": clock}
    limiter = Limiter(
        key,
        application_limits=[str(limit) for limit in settings.limits.calls_per_address],
        storage_uri="dialproof://",
        storage_options=cast("dict[str, str | int]", options),  # handed to our own storage as they are
        strategy="fixed-window",
        key_prefix="calls",
    )
    limiter.init_app(app)
    return limiter


def _quotas(settings: Settings) -> Quotas:
    return Quotas(
        sends_per_address=settings.limits.sends_per_address,
        sends_per_number=settings.limits.sends_per_number,
        sends_per_range=settings.limits.sends_per_range,
        sends_total=settings.limits.sends_total,
        sends_per_country=dict(settings.numbers.country_budgets),
        wrong_codes=settings.limits.max_wrong_codes,
        wrong_codes_window=settings.limits.wrong_codes_window,
        wrong_codes_per_address=settings.limits.wrong_codes_per_address,
        unjudged_checks=settings.limits.unjudged_checks,
        unjudged_checks_per_address=settings.limits.unjudged_checks_per_address,
    )


def _provider(settings: Settings, clock: Callable[[], float]) -> Provider:
    if settings.vonage.application_id and settings.vonage.private_key:
        auth = ApplicationAuth(settings.vonage.application_id, settings.vonage.private_key, clock=clock)
    else:
        auth = key_and_secret(settings.vonage.api_key or "", settings.vonage.api_secret or "")
    return VonageVerify(
        auth=auth,
        api_url=settings.vonage.api_url,
        brand=settings.vonage.brand_name,
        code_length=settings.codes.code_length,
        code_lifetime=settings.codes.code_lifetime,
        cancel_after=settings.vonage.cancel_after,
        whatsapp_sender=settings.vonage.whatsapp_sender,
        connect_timeout=settings.provider.connect_timeout,
        read_timeout=settings.provider.read_timeout,
        conflict_wait=settings.vonage.conflict_wait,
        pool_size=settings.server.threads,
        clock=clock,
    )


def _config(settings: Settings, policy: NumberPolicy) -> Config:
    return Config(
        brand=settings.vonage.brand_name,
        code_length=settings.codes.code_length,
        channels=settings.codes.channels,
        default_country=settings.numbers.default_country,
        allowed_countries=policy.allowed_countries(),
        sandbox=settings.provider.is_sandbox,
        sandbox_url=settings.provider.sandbox_phone_url if settings.provider.is_sandbox else None,
    )


def _dependencies(storage: SharedCounters, provider: Provider) -> dict[str, Callable[[], Dependency]]:
    def limits() -> Dependency:
        storage.check()
        return Dependency(status=storage.status, required=False)

    return {
        "limits": limits,
        "provider": lambda: Dependency(status=provider.reachability(), required=False),
    }
