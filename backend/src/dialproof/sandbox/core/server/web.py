"""The sandbox as a WSGI application: the provider's calls, the inbox, the controls and the phone."""

from __future__ import annotations

import logging
from pathlib import Path

from flask import Flask, Response, jsonify
from flask_cors import CORS
from werkzeug.exceptions import HTTPException, NotFound

from dialproof.sandbox.core import phone
from dialproof.sandbox.core.control import api as control
from dialproof.sandbox.core.control.reading import Mistaken
from dialproof.sandbox.core.messages import inbox_api
from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.core.server.json_bodies import BoundedJson
from dialproof.sandbox.core.server.visitors import LOOPBACK_ORIGIN, guard
from dialproof.sandbox.sandbox import Sandbox
from dialproof.sandbox.vendors.vonage.api import check_url, routes
from dialproof.sandbox.vendors.vonage.problems import NO_RESOURCE, Problem

LARGEST_BODY = 64 * 1024

_log = logging.getLogger(__name__)


def create_app(sandbox: Sandbox) -> Flask:
    app = Flask(__name__, static_folder=None)
    app.config["MAX_CONTENT_LENGTH"] = LARGEST_BODY
    app.json = BoundedJson(app)
    # A redirect would lose the body of a call on its way to a path that is written with one slash.
    app.url_map.merge_slashes = False
    for open_to_pages in (inbox_api.create_blueprint(sandbox), control.create_blueprint(sandbox)):
        CORS(open_to_pages, origins=LOOPBACK_ORIGIN, max_age=600)
        app.register_blueprint(open_to_pages)
    app.register_blueprint(routes.create_blueprint(sandbox))
    app.register_blueprint(check_url.create_blueprint(sandbox))
    app.register_blueprint(phone.create_blueprint())
    guard(app, {sandbox.settings.host, *sandbox.settings.hosts})
    app.after_request(_forbid_caching)
    app.register_error_handler(Mistaken, _correct)
    app.register_error_handler(HTTPException, _explain)
    app.register_error_handler(Exception, _confess)

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


def _correct(error: Mistaken) -> tuple[Response, int, dict[str, str]]:
    body = {"title": "Bad request", "status": 400, "detail": str(error), "errors": error.mistakes}
    return jsonify(body), 400, {"Content-Type": "application/problem+json"}


def _explain(error: HTTPException) -> tuple[Response, int, dict[str, str]]:
    status = error.code or 500
    headers = {name: value for name, value in error.get_headers() if name.lower() == "allow"}
    if isinstance(error, NotFound) and error.description == NotFound.description:
        problem = NO_RESOURCE
    else:
        problem = Problem(status, error.name, "about:blank", error.description or error.name)
    body = {**problem.body(), "status": status}
    return jsonify(body), status, headers | {"Content-Type": "application/problem+json"}


def _confess(error: Exception) -> tuple[Response, int]:
    _log.error("the sandbox itself failed", exc_info=error)
    return jsonify(title="Internal error of the sandbox", status=500, detail="The log of the sandbox says more."), 500
