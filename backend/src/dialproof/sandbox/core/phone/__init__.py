"""The phone on the screen: static files, with a Content-Security-Policy that allows this origin alone."""

from __future__ import annotations

from pathlib import Path

from flask import Blueprint, Response, send_from_directory

POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; "
    "base-uri 'none'; form-action 'none'; frame-ancestors 'none'; require-trusted-types-for 'script'"
)
_FILES = Path(__file__).parent / "static"


def create_blueprint() -> Blueprint:
    blueprint = Blueprint("phone", __name__)

    @blueprint.get("/")
    def page() -> Response:
        return send_from_directory(_FILES, "index.html")

    @blueprint.get("/phone/<path:name>")
    def part(name: str) -> Response:
        return send_from_directory(_FILES, name)

    @blueprint.after_request
    def protect(response: Response) -> Response:
        response.headers["Content-Security-Policy"] = POLICY
        response.headers["Referrer-Policy"] = "no-referrer"
        response.headers["Cross-Origin-Opener-Policy"] = "same-origin"
        response.headers["Cache-Control"] = "no-cache"
        return response

    return blueprint
