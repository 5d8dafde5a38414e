"""What a handset does for silent authentication: open `check_url`, follow the redirects, come back with a code or not.

The handset brings no credentials. Its last answer is JSON, or a redirect to the application's `redirect_url` with the
same in the fragment.
Source: Vonage Verify v2 OpenAPI 1.0.1, `silentAuthCheck` and `redirect_url`.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, url_for

from dialproof.sandbox.core.calls.answers import json_answer
from dialproof.sandbox.core.calls.pipeline import CallPipeline, Exchange
from dialproof.sandbox.vendors.vonage.problems import Refusal
from dialproof.sandbox.vendors.vonage.verifications import silent_auth
from dialproof.sandbox.vendors.vonage.verifications.model import StepPlan
from dialproof.sandbox.vendors.vonage.verifications.service import VerifyService

OPERATION = "silent_auth"


def create_blueprint(service: VerifyService, pipeline: CallPipeline) -> Blueprint:
    blueprint = Blueprint("vonage_check_url", __name__, url_prefix="/v2/verify/<request_id>/silent-auth")

    def redirect(exchange: Exchange) -> Response:
        step = service.require_silent_auth(exchange.subject)
        if silent_auth.ask_operator(step.to) is None:
            return _finish(service, exchange.subject, step)
        return _to(url_for(".visit_operator", request_id=exchange.subject, _external=True))

    def finish(exchange: Exchange) -> Response:
        return _finish(service, exchange.subject, service.require_silent_auth(exchange.subject))

    @blueprint.get("/redirect")
    def check(request_id: str) -> Response:
        return pipeline.serve_open(OPERATION, redirect, request_id)

    @blueprint.get("/virtual-operator")
    def visit_operator(request_id: str) -> Response:
        return pipeline.serve_open(OPERATION, finish, request_id)

    return blueprint


def _finish(service: VerifyService, request_id: str, step: StepPlan) -> Response:
    try:
        found = {"request_id": request_id, "code": service.authenticate(request_id)}
    except Refusal as refusal:
        if step.redirect_url is None:
            raise
        return _to(_with_fragment(step.redirect_url, {"error_description": refusal.detail}))
    return _to(_with_fragment(step.redirect_url, found)) if step.redirect_url else json_answer(200, found)


def _with_fragment(url: str, values: dict[str, str]) -> str:
    return f"{url}{'&' if '#' in url else '#'}{urlencode(values, quote_via=quote)}"


def _to(location: str) -> Response:
    """Redirect without a body: where it leads is not recorded, because its fragment has the code."""
    response = Response(status=302)
    response.location = location
    return response
