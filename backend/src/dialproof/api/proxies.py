"""Find the client of a call behind proxies: which proxies are trusted, and how far.

Each proxy adds the address that it saw at the end of ``X-Forwarded-For``. What a client writes itself stands before
that, so the list is read from the right. A number of proxies is true only as long as nobody reaches the inner ones by
another way: whoever passes one by gets a forged address counted. Where proxies are named, the first address that is
none of theirs is the client, whichever of them the call has passed.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import TYPE_CHECKING, Final

from flask import Flask

from dialproof.api.client_address import parse_address
from dialproof.settings.values.proxies import UNIX, Network, Proxy, TrustedProxies

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

SCHEMES: Final = frozenset({"http", "https"})


def trust_proxies(app: Flask, trusted: TrustedProxies) -> None:
    """Set the client's address and scheme to those that the ``trusted`` proxies report."""
    if not isinstance(trusted, int):
        app.wsgi_app = NamedProxies(app.wsgi_app, trusted)  # type: ignore[method-assign]  # Flask's own way
    elif trusted:
        app.wsgi_app = CountedProxies(app.wsgi_app, trusted)  # type: ignore[method-assign]  # as above


class CountedProxies:
    """Trust a number of entries of ``X-Forwarded-For`` from the right, and the last of ``X-Forwarded-Proto``.

    With fewer entries than proxies nobody is believed. Werkzeug's ``ProxyFix`` does nearly the same, but reads quotes
    in the header as such, so that one that a client opens hides what the proxies write behind it.
    """

    def __init__(self, application: WSGIApplication, count: int) -> None:
        self._application = application
        self._count = count

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one call."""
        forwarded = _values(environ.get("HTTP_X_FORWARDED_FOR"))
        if len(forwarded) >= self._count:
            environ["REMOTE_ADDR"] = forwarded[-self._count]
        # The scheme is known to the proxy with TLS, and handed on.
        _take_scheme(environ, _values(environ.get("HTTP_X_FORWARDED_PROTO"))[-1:])
        return self._application(environ, start_response)


class NamedProxies:
    """Trust the entries of ``X-Forwarded-For`` that these proxies wrote, and ``X-Forwarded-Proto`` if the peer is one.

    A peer without an address, such as a Unix socket's, is a proxy only where `UNIX` is among them.
    """

    def __init__(self, application: WSGIApplication, proxies: Collection[Proxy]) -> None:
        self._application = application
        self._networks = tuple(proxy for proxy in proxies if isinstance(proxy, Network))
        self._unix = UNIX in proxies

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        """Serve one call."""
        peer = environ.get("REMOTE_ADDR") or ""
        if self._is_named(peer) if peer else self._unix:
            client, passed = self._walk(peer, _values(environ.get("HTTP_X_FORWARDED_FOR")))
            environ["REMOTE_ADDR"] = client
            schemes = _values(environ.get("HTTP_X_FORWARDED_PROTO"))
            # A proxy hands on what the one before it wrote, or adds to it: then each has its own, in the same order.
            _take_scheme(environ, schemes[-passed:][:1])
        return self._application(environ, start_response)

    def _walk(self, peer: str, forwarded: list[str]) -> tuple[str, int]:
        """Return the client, and how many trusted proxies the call has passed."""
        passed = 1
        for hop in reversed(forwarded):
            if not self._is_named(hop):
                return hop, passed
            peer, passed = hop, passed + 1
        # A client inside their networks, whom the first proxy names, is not a proxy itself.
        return peer, max(1, passed - 1)

    def _is_named(self, hop: str) -> bool:
        address = parse_address(hop)
        return address is not None and any(address in network for network in self._networks)


def _take_scheme(environ: WSGIEnvironment, told: list[str]) -> None:
    if told and told[0].lower() in SCHEMES:
        environ["wsgi.url_scheme"] = told[0].lower()


def _values(header: str | None) -> list[str]:
    """Split a list header at its commas, without regard to quotes."""
    return [value for value in (part.strip() for part in (header or "").split(",")) if value]
