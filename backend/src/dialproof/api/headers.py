"""The headers of every answer."""

from __future__ import annotations

from collections.abc import Iterable

from flask import Flask, Response, g

from dialproof.limits.usage import QuotaUsage

SECURITY = {
    "Content-Security-Policy": "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
HSTS = "max-age=31536000; includeSubDomains"


def add_headers(app: Flask, *, secure: bool) -> None:
    """Send the security headers and the rate limits, and forbid caching unless an answer allows it."""

    def add(answer: Response) -> Response:
        for name, value in SECURITY.items():
            answer.headers.setdefault(name, value)
        if secure:
            answer.headers.setdefault("Strict-Transport-Security", HSTS)
        answer.headers.setdefault("Cache-Control", "no-store")
        # The CORS headers depend on it, also where there are none.
        answer.vary.add("Origin")
        answer.headers.update(rate_limit_headers(g.get("limit_usage", ())))
        return answer

    app.after_request(add)


def tell_usage(usage: tuple[QuotaUsage, ...]) -> None:
    """Report these limits in the answer to the current request."""
    g.limit_usage = usage


def rate_limit_headers(usage: Iterable[QuotaUsage]) -> dict[str, str]:
    """Return ``RateLimit-Policy`` and ``RateLimit`` (draft-ietf-httpapi-ratelimit-headers-10); empty without limits."""
    listed = list(usage)
    if not listed:
        return {}
    return {
        "RateLimit-Policy": ", ".join(f'"{limit.name}";q={limit.quota};w={limit.window}' for limit in listed),
        "RateLimit": ", ".join(f'"{limit.name}";r={limit.remaining};t={limit.resets_in}' for limit in listed),
    }
