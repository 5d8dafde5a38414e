"""CORS: which answers pages of other origins may read (https://fetch.spec.whatwg.org/#http-cors-protocol).

Flask-CORS compares plain text without regard to case, and takes text that has a bracket in it, as an IPv6 address does,
for a regular expression. So it is given no text here, but finished patterns that match one text each.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from typing import Final

from flask import Flask
from flask_cors import CORS

ALLOWED_HEADERS: Final = ("Content-Type", "X-Request-ID")
EXPOSED_HEADERS: Final = ("Retry-After", "RateLimit", "RateLimit-Policy", "X-Request-ID")


def allow_origins(app: Flask, origins: Collection[str]) -> None:
    """Let pages of exactly these ``origins`` call the API with its cookie and read what it answers."""
    CORS(
        app,
        resources={r"/api/.*": {"origins": [_only(origin) for origin in origins]}},
        supports_credentials=True,
        methods=["GET", "POST"],
        allow_headers=[_only(name, re.IGNORECASE) for name in ALLOWED_HEADERS],
        expose_headers=list(EXPOSED_HEADERS),
        max_age=600,
        always_send=False,
    )


def _only(text: str, flags: re.RegexFlag = re.NOFLAG) -> re.Pattern[str]:
    return re.compile(rf"\A{re.escape(text)}\Z", flags)
