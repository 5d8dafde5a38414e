"""What a handset does for silent authentication: open `check_url`, follow the redirects, come back with a code or not.

The handset brings no credentials. Its last answer is JSON, or a redirect to the application's `redirect_url` with the
same in the fragment.
Source: Vonage Verify v2 OpenAPI 1.0.1, `silentAuthCheck` and `redirect_url`.
"""

from __future__ import annotations

from urllib.parse import quote, urlencode

from flask import Blueprint, Response, url_for

from dialproof.sandbox import answers, silent_auth
from dialproof.sandbox.answers import json_answer
from dialproof.sandbox.model import StepPlan
from dialproof.sandbox.problems import Refusal
from dialproof.sandbox.sandbox import Sandbox
from dialproof.sandbox.service import VerifyService


def create_blueprint(sandbox: Sandbox) -> Blueprint:
    blueprint = Blueprint("check_url", __name__, url_prefix="/v2/verify/<request_id>/silent-auth")
    service = sandbox.service

    @blueprint.get("/redirect")
    def check(request_id: str) -> Response:
        try:
            step = service.require_silent_auth(request_id)
        except Refusal as refusal:
            return answers.refuse(refusal)
        if silent_auth.ask_operator(step.to) is None:
            return _finish(service, request_id, step)
        return _to(url_for(".visit_operator", request_id=request_id, _external=True))

    @blueprint.get("/virtual-operator")
    def visit_operator(request_id: str) -> Response:
        try:
            step = service.require_silent_auth(request_id)
        except Refusal as refusal:
            return answers.refuse(refusal)
        return _finish(service, request_id, step)

    return blueprint


def _finish(service: VerifyService, request_id: str, step: StepPlan) -> Response:
    try:
        found = {"request_id": request_id, "code": service.authenticate(request_id)}
    except Refusal as refusal:
        if step.redirect_url is None:
            return answers.refuse(refusal)
        return _to(_with_fragment(step.redirect_url, {"error_description": refusal.body["detail"]}))
    return _to(_with_fragment(step.redirect_url, found)) if step.redirect_url else json_answer(200, found)


def _with_fragment(url: str, values: dict[str, str]) -> str:
    return f"{url}{'&' if '#' in url else '#'}{urlencode(values, quote_via=quote)}"


def _to(location: str) -> Response:
    response = Response(status=302)
    response.location = location
    return response
