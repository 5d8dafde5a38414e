"""Which calls are allowed: those to the sandbox's own host names, from programs and from pages of this machine.

A web page can point its own name at this machine (DNS rebinding) and is then of the same origin as the sandbox. So the
`Host` header has to name this machine: an address cannot be pointed elsewhere, and other names are listed.
Sources: RFC 9110 section 15.5.20 (421), https://www.w3.org/TR/fetch-metadata/.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Collection

from flask import Flask, Response, jsonify, request

from dialproof.sandbox.core.server.hosts import OWN_NAMES, is_listable, is_own, name_of

LOOPBACK_ORIGIN = re.compile(r"^https?://(localhost|[a-z0-9.-]+\.localhost|127(\.\d{1,3}){3}|\[::1\])(:\d{1,5})?$")
"""Pages on this machine: the front ends whose tests read the inbox and call the controls."""

SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})

_log = logging.getLogger(__name__)


def restrict_callers(app: Flask, hosts: Collection[str]) -> None:
    """Refuse calls to names other than `hosts` and the machine's own, and changes by pages of other machines."""
    names = OWN_NAMES | {name.lower() for name in hosts}
    warned = False

    def check_host() -> Response | None:
        nonlocal warned
        host = request.environ.get("HTTP_HOST")
        # Browsers always send it, so a call without one does not come from a page.
        if host is None or is_own(host, names):
            return None
        if not warned:
            _log.warning("turned a call away that was for another host name; if it is yours, list it in SANDBOX_HOSTS")
            warned = True
        return _refuse(421, "Misdirected Request", f"The sandbox does not answer to this host name. {_remedy(host)}")

    def check_page() -> Response | None:
        origin = request.headers.get("Origin")
        if request.method in SAFE_METHODS or _is_allowed(request.headers.get("Sec-Fetch-Site"), origin):
            return None
        return _refuse(
            403,
            "Forbidden",
            "The browser says that a page of another site made this call. Pages of this machine (localhost) may use "
            "the sandbox, and so may programs.",
        )

    app.before_request(check_host)
    app.before_request(check_page)


def _remedy(host: str) -> str:
    name = name_of(host)
    # Anybody can send this header, so only what can be a host name is repeated.
    if name is None or not is_listable(name):
        return "Call it by localhost, or by a name that SANDBOX_HOSTS lists."
    return f"If it is yours, start the sandbox with SANDBOX_HOSTS={name}; otherwise call it by localhost."


def _is_allowed(site: str | None, origin: str | None) -> bool:
    match site:
        case "same-origin" | "none":
            return True
        case None if origin is None:
            return True
        case _ if origin is None:
            return False
        case _:
            return LOOPBACK_ORIGIN.match(origin) is not None or origin.partition("://")[2] == request.host


def _refuse(status: int, title: str, detail: str) -> Response:
    response = jsonify(title=title, status=status, detail=detail)
    response.status_code = status
    response.content_type = "application/problem+json"
    return response
