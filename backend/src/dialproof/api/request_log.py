"""Log one line for every request, with an id that the client gets too."""

from __future__ import annotations

import re
import time
import uuid
from http import HTTPMethod
from typing import Final

import structlog
from flask import Flask, Response, g, request

log = structlog.get_logger(__name__)

# What is taken over from a proxy or a client; anything else is replaced. UUIDs, long hexadecimal words, and words with
# few digits: nothing that could be a phone number or a code. The form's nginx takes the same (log-words.conf).
REQUEST_ID: Final = re.compile(
    r"""
    (?i:[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})
  | (?i:(?=\d*[a-f])[0-9a-f]{16,64})
  | (?!.*\d{4})(?!(?:\D*\d){7})[A-Za-z0-9._-]{8,64}
    """,
    re.VERBOSE,
)
QUIET: Final = frozenset({"/health", "/ready", "/metrics"})


def log_requests(app: Flask) -> None:
    """Give every request an id (``X-Request-ID``, in and out), bind it to all log lines, and log the result."""

    def begin() -> None:
        given = request.headers.get("X-Request-ID", "")
        g.request_id = given if REQUEST_ID.fullmatch(given) else uuid.uuid4().hex
        g.began = time.perf_counter()
        structlog.contextvars.clear_contextvars()
        structlog.contextvars.bind_contextvars(request_id=g.request_id)

    def end(answer: Response) -> Response:
        answer.headers["X-Request-ID"] = g.request_id
        # The route and not the path: a path may hold anything, and it never needs to be known.
        route = request.url_rule.rule if request.url_rule else "(none)"
        write = log.debug if route in QUIET else log.info
        milliseconds = round((time.perf_counter() - g.began) * 1000)
        method = request.method if request.method in HTTPMethod.__members__ else "(other)"
        write("request", method=method, route=route, status=answer.status_code, milliseconds=milliseconds)
        return answer

    def forget(_: BaseException | None) -> None:
        # gunicorn logs on the same thread between requests.
        structlog.contextvars.clear_contextvars()

    app.before_request(begin)
    app.after_request(end)
    app.teardown_request(forget)
