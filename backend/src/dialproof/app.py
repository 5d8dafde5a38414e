"""The application: a list of its parts. It decides nothing; `wiring` makes the parts from the settings."""

from __future__ import annotations

import time
from collections.abc import Callable

import structlog
from flask import Flask

from dialproof import wiring
from dialproof.api.body import READ_AT_MOST
from dialproof.api.cors import PageOrigins, allow_origins
from dialproof.api.errors import answer_problems
from dialproof.api.headers import add_headers
from dialproof.api.origin import guard_origins
from dialproof.api.pages import developer_pages
from dialproof.api.proxies import trust_proxies
from dialproof.api.request_log import log_requests
from dialproof.api.round_trips import gather_round_trips
from dialproof.api.service_info import service_calls
from dialproof.api.verification import read_ahead
from dialproof.keys import keyed_hash
from dialproof.observability.logs import configure_logging
from dialproof.settings import Settings, load_settings

log = structlog.get_logger(__name__)


def create_app(settings: Settings | None = None, *, clock: Callable[[], float] = time.time) -> Flask:
    """Return the application for ``settings``, or for those of the environment.

    Raises:
        SettingsError: when the environment's settings have mistakes.
    """
    settings = settings or _settings_of_process()
    cors = settings.cors
    origins = PageOrigins(cors.origins, loopback=cors.loopback_origins)

    hashed = keyed_hash(settings.session.secret_keys, purpose="limit keys")
    store = wiring.store(settings, clock)
    limiter = wiring.flood_guard(settings, store, hashed)
    provider = wiring.vendor(settings, store, hashed, clock)
    rules = wiring.rules(settings, provider, store, hashed, clock)
    cookie = wiring.session_cookie(settings, clock)
    probe = wiring.cookie_probe(settings, cookie)
    config = wiring.public_config(settings, rules.policy)
    health = {"limits": store.health, "provider": provider.reachability}

    app = _bare_app()
    # Flask asks these in the order in which they are named here.
    log_requests(app)
    read_ahead(app, rules, cookie)
    limiter.init_app(app)
    guard_origins(app, origins)
    cookie.init_app(app)
    probe.init_app(app)
    add_headers(app, secure=settings.session.cookie_secure)
    answer_problems(app, limiter, clock=clock)
    allow_origins(app, origins, headers=cors.headers)

    about = service_calls(config, health, cookie_name=cookie.name)
    pages = developer_pages(config, cookie_name=cookie.name)
    for uncounted in (about, pages):
        limiter.exempt(uncounted)
        app.register_blueprint(uncounted)
    app.register_blueprint(wiring.verification(settings, rules, cookie, probe))

    gather_round_trips(app, store)
    trust_proxies(app, settings.server.trusted_proxies)
    return app


def _bare_app() -> Flask:
    app = Flask("dialproof", static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = READ_AT_MOST
    # Else `//` in a path is answered with a redirect to whatever host the caller names.
    app.url_map.merge_slashes = False
    return app


def _settings_of_process() -> Settings:
    """Return the settings of the environment, and tell the operator what follows from them."""
    settings = load_settings()
    server, provider = settings.server, settings.provider
    configure_logging(server.log_level, server.log_format, secrets=settings.secret_values())
    log.info("starting", environment=server.environment, provider=settings.vendor.api_url)
    if provider.is_sandbox:
        log.warning("sandbox_in_use", note="no message is really sent", inbox=provider.sandbox_phone_url)
    for warning in settings.warnings:
        log.warning("setting_questionable", warning=warning)
    if settings.session.secret_key_is_ephemeral:
        log.warning("secret_key_drawn", note="sessions end with this process", remedy="set SECRET_KEY")
    return settings
