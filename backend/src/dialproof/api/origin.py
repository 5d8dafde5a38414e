"""Only pages of an allowed origin may change anything (protection against cross-site request forgery).

``Sec-Fetch-Site`` is trusted first, since pages cannot set it; then ``Origin``. A request with neither header does not
come from a browser's page. https://www.w3.org/TR/fetch-metadata/
"""

from __future__ import annotations

from collections.abc import Collection

import structlog
from flask import Flask, request

from dialproof.problems import CrossOriginRequest

log = structlog.get_logger(__name__)

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_ORIGIN = 200


def guard_origins(app: Flask, allowed: Collection[str]) -> None:
    """Refuse calls that change something from pages of other origins than ``allowed`` and the service's own."""

    def check_origin() -> None:
        origin = request.headers.get("Origin")
        if _is_welcome(request.headers.get("Sec-Fetch-Site"), origin, {*allowed, request.host_url.rstrip("/")}):
            return
        # A refused preflight is all that is ever seen of a page whose origin is missing in the list.
        if request.method not in SAFE_METHODS or request.method == "OPTIONS":
            log.warning("origin_refused", origin=(origin or "")[:LONGEST_ORIGIN], remedy="add it to CORS_ORIGINS")
        if request.method not in SAFE_METHODS:
            raise CrossOriginRequest

    app.before_request(check_origin)


def _is_welcome(site: str | None, origin: str | None, allowed: Collection[str]) -> bool:
    match site:
        case "same-origin" | "none":
            return True
        case None if origin is None:
            return True
        case _:
            return origin in allowed
