"""The sandbox as a WSGI application: the vendors' calls, the inbox, the controls and the phone."""

from __future__ import annotations

import logging
from pathlib import Path
from uuid import uuid4

from flask import Flask, Response, jsonify, request
from flask_cors import CORS
from werkzeug.exceptions import HTTPException, NotFound

from dialproof.sandbox.core import phone
from dialproof.sandbox.core.calls.answers import json_answer
from dialproof.sandbox.core.control import api as control
from dialproof.sandbox.core.control.bodies import InvalidCall
from dialproof.sandbox.core.messages import inbox_api
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.server.access import LOOPBACK_ORIGIN, restrict_callers
from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.core.server.json_bodies import MAX_BODY, BoundedJson
from dialproof.sandbox.core.vendor import Vendor

OWN_PATHS = ("/control", "/inbox", "/phone", "/health", "/authority.pem")
"""Beginnings of the paths that belong to no vendor."""

PROBLEM_TYPE = "application/problem+json"

_log = logging.getLogger(__name__)


def create_app(sandbox: Sandbox) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = MAX_BODY
    app.json = BoundedJson(app)
    # A redirect would lose the body of a call on its way to a path that is written with one slash.
    app.url_map.merge_slashes = False
    for open_to_pages in (inbox_api.create_blueprint(sandbox), control.create_blueprint(sandbox)):
        CORS(open_to_pages, origins=LOOPBACK_ORIGIN, max_age=600)
        app.register_blueprint(open_to_pages)
    for vendor in sandbox.vendors:
        for blueprint in vendor.blueprints():
            app.register_blueprint(blueprint)
    app.register_blueprint(phone.create_blueprint())
    restrict_callers(app, {sandbox.settings.host, *sandbox.settings.hosts})
    app.after_request(_forbid_caching)
    app.register_error_handler(InvalidCall, _invalid_call)
    app.register_error_handler(HTTPException, lambda error: _http_error(sandbox, error))
    app.register_error_handler(Exception, _internal_error)

    @app.get("/health")
    def health() -> Response:
        return jsonify(status="ok")

    @app.get("/authority.pem")
    def authority() -> Response:
        return _authority(sandbox)

    return app


def _authority(sandbox: Sandbox) -> Response:
    """Answer with the certificate that clients of https have to trust."""
    if sandbox.settings.tls is None:
        raise NotFound("There is no certificate, because https is not spoken here: start the sandbox with --tls.")
    pem = Certificate(Path(sandbox.settings.tls)).authority.read_text(encoding="ascii")
    return Response(pem, content_type="application/x-pem-file")


def _forbid_caching(response: Response) -> Response:
    response.headers.setdefault("Cache-Control", "no-store")
    response.headers.setdefault("X-Content-Type-Options", "nosniff")
    return response


def _invalid_call(error: InvalidCall) -> Response:
    body = {"title": "Bad request", "status": 400, "detail": str(error), "errors": error.mistakes}
    return json_answer(400, body, error_type=PROBLEM_TYPE)


def _http_error(sandbox: Sandbox, error: HTTPException) -> Response:
    """Answer what no route serves, in the form of the vendor whose paths it is under."""
    is_own = any(_is_below(request.path, own) for own in OWN_PATHS)
    vendor = None if is_own else _vendor_of(sandbox, request.path)
    response = vendor.http_error(error) if vendor else _problem(error)
    for name, value in error.get_headers():
        if name.lower() == "allow":
            response.headers[name] = value
    return response


def _vendor_of(sandbox: Sandbox, path: str) -> Vendor | None:
    claims = [
        (len(prefix), vendor)
        for vendor in sandbox.vendors
        for prefix in vendor.profile.paths
        if _is_below(path, prefix)
    ]
    return max(claims, key=lambda claim: claim[0])[1] if claims else None


def _is_below(path: str, prefix: str) -> bool:
    return path == prefix or path.startswith(f"{prefix}/")


def _problem(error: HTTPException) -> Response:
    status = error.code or 500
    body = {
        "title": error.name,
        "type": "about:blank",
        "detail": error.description or error.name,
        "instance": str(uuid4()),
        "status": status,
    }
    return json_answer(status, body, error_type=PROBLEM_TYPE)


def _internal_error(error: Exception) -> tuple[Response, int]:
    _log.error("the sandbox itself failed", exc_info=error)
    return jsonify(title="Internal error of the sandbox", status=500, detail="The log of the sandbox says more."), 500
