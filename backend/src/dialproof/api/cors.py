"""CORS: which pages of other origins may read answers (https://fetch.spec.whatwg.org/#http-cors-protocol).

Flask-CORS compares plain text without regard to case, and takes text that has a bracket in it, as an IPv6 address does,
for a regular expression. So it is given no text here, but finished patterns.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

from flask import Flask
from flask_cors import CORS

READ_HEADERS: Final = ("Content-Type", "X-Request-ID")
# What the tracing of a page adds to its calls. Nothing here reads it, but a preflight without it stops the call.
# Browsers take no wildcard where there are cookies, so each is named.
TRACING_HEADERS: Final = (
    *("traceparent", "tracestate", "baggage"),  # https://www.w3.org/TR/trace-context/, https://www.w3.org/TR/baggage/
    "sentry-trace",
    *("b3", "x-b3-traceid", "x-b3-spanid", "x-b3-parentspanid", "x-b3-sampled", "x-b3-flags"),  # Zipkin
    *("x-datadog-origin", "x-datadog-parent-id", "x-datadog-sampling-priority", "x-datadog-trace-id"),
    "newrelic",
    "elastic-apm-traceparent",
    *("request-id", "request-context"),  # Application Insights
    "uber-trace-id",  # Jaeger
    "x-amzn-trace-id",
    "x-cloud-trace-context",
    "sw8",  # SkyWalking
)
EXPOSED_HEADERS: Final = ("Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID")


_LOOPBACK: Final = re.compile(r"\Ahttp://(?:localhost|127\.0\.0\.1|\[::1\])(?::[0-9]{1,5})?\Z")


@dataclass(frozen=True, slots=True)
class PageOrigins:
    """The origins whose pages may call.

    Attributes:
        listed: exact origins, as browsers send them.
        loopback: whether pages that this machine serves by plain http may call as well, whatever their port.
    """

    listed: Collection[str]
    loopback: bool = False

    def __contains__(self, origin: object) -> bool:
        return origin in self.listed or (self.loopback and _LOOPBACK.match(str(origin)) is not None)

    def patterns(self) -> list[re.Pattern[str]]:
        """Return patterns that match these origins and no other text."""
        return [*map(_only, self.listed), *([_LOOPBACK] if self.loopback else [])]


def allow_origins(app: Flask, origins: PageOrigins, *, headers: Collection[str] = ()) -> None:
    """Let pages of these ``origins`` call the API with its cookie and read what it answers.

    Args:
        app: the application.
        origins: of the pages.
        headers: names of headers that the pages may send, beside those that are read here and those of tracing.
    """
    allowed = (*READ_HEADERS, *TRACING_HEADERS, *headers)
    CORS(
        app,
        resources={r"/api/.*": {"origins": origins.patterns()}},
        supports_credentials=True,
        methods=["GET", "POST"],
        allow_headers=[_only(name, re.IGNORECASE) for name in allowed],
        expose_headers=list(EXPOSED_HEADERS),
        max_age=600,
        always_send=False,
    )


def _only(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile(rf"\A{re.escape(text)}\Z", flags)
