"""Protect against cross-site request forgery: only pages of an allowed origin may change anything.

``Sec-Fetch-Site`` is trusted first, since pages cannot set it; then ``Origin``. A request with neither header does not
come from a browser's page. https://www.w3.org/TR/fetch-metadata/

The service's own origin is the Host header as the browser wrote it. What Flask makes of that header (`request.host`) is
for people to read: it decodes international names, and drops what it takes for no host.
"""

from __future__ import annotations

import re
from collections.abc import Container
from threading import Lock
from typing import Final

import structlog
from flask import Flask, request

from dialproof.problems import CrossOriginRequest

log = structlog.get_logger(__name__)

SAFE_METHODS: Final = frozenset({"GET", "HEAD", "OPTIONS"})
LONGEST_ORIGIN: Final = 200
ORIGIN: Final = re.compile(r"[a-z][a-z0-9+.-]*://[A-Za-z0-9_.:\[\]-]+")
DEFAULT_PORTS: Final = {"http": "80", "https": "443"}
ORIGINS_REMEMBERED: Final = 100


def guard_origins(app: Flask, allowed: Container[str]) -> None:
    """Refuse calls that change something, unless their page is of an origin in ``allowed`` or of the API's own.

    What only reads is served, but without the headers that would let the page see it. Either way the log says which
    setting to change, because the browser tells the page's author nothing. It says so once for each origin, or again
    after many others.
    """
    named = _Recent(ORIGINS_REMEMBERED)

    def check_origin() -> None:
        origin = request.headers.get("Origin")
        own = own_origin(request.scheme, request.headers.get("Host", ""))
        if _is_welcome(request.headers.get("Sec-Fetch-Site"), origin, allowed, own):
            return
        changes = request.method not in SAFE_METHODS
        # Following a link is no call: it comes without an Origin.
        if changes or (origin and request.path.startswith("/api/")):
            remedy = _remedy(origin)
            if named.add(remedy):
                log.warning("origin_refused", origin=(origin or "")[:LONGEST_ORIGIN], remedy=remedy)
        if changes:
            raise CrossOriginRequest

    app.before_request(check_origin)


def own_origin(scheme: str, host: str) -> str | None:
    """Return the origin that a browser sends for a page at ``host``, the Host header; None if it is not valid."""
    name = host.lower().removesuffix(f":{DEFAULT_PORTS.get(scheme)}")
    return f"{scheme}://{name}" if name else None


def _remedy(origin: str | None) -> str:
    if origin == "null":
        return "serve the page over http: opened as a file, or in a sandboxed frame, it has no origin to allow"
    # Anybody can send this header, so the line repeats only what can be an origin.
    if origin and len(origin) <= LONGEST_ORIGIN and ORIGIN.fullmatch(origin):
        return f"if the page is yours, add {origin} to the setting CORS_ORIGINS and restart"
    return "if the page is yours, add its origin to the setting CORS_ORIGINS and restart"


def _is_welcome(site: str | None, origin: str | None, allowed: Container[str], own: str | None) -> bool:
    match site:
        case "same-origin":
            return True
        # A program, or the visitor's own doing and no page's.
        case None | "none" if origin is None:
            return True
        case _:
            return origin is not None and (origin == own or origin in allowed)


class _Recent:
    """The texts that were added last, up to a number of them."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._texts: dict[str, None] = {}
        self._lock = Lock()

    def add(self, text: str) -> bool:
        """Remember ``text``; return whether it was not remembered yet."""
        with self._lock:
            if text in self._texts:
                return False
            self._texts[text] = None
            if len(self._texts) > self._size:
                del self._texts[next(iter(self._texts))]
            return True
