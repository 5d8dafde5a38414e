"""What a handset does for silent authentication: open `check_url`, follow the redirects, come back with a code or not.

The handset brings no credentials. Its last answer is JSON, or a redirect to the application's `redirect_url` with the
same in the fragment.
Source: Vonage Verify v2 OpenAPI 1.0.1, `silentAuthCheck` and `redirect_url`.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, request, url_for

from dialproof.sandbox.core.addresses import mask, to_e164
from dialproof.sandbox.core.messages.inbox import timestamp
from dialproof.sandbox.sandbox import Sandbox
from dialproof.sandbox.vendors.vonage.api import answers
from dialproof.sandbox.vendors.vonage.api.answers import json_answer
from dialproof.sandbox.vendors.vonage.problems import Refusal
from dialproof.sandbox.vendors.vonage.verifications import silent_auth
from dialproof.sandbox.vendors.vonage.verifications.model import StepPlan
from dialproof.sandbox.vendors.vonage.verifications.service import VerifyService

OPERATION = "silent_auth"

_log = logging.getLogger(__name__)


def create_blueprint(sandbox: Sandbox) -> Blueprint:
    blueprint = Blueprint("check_url", __name__, url_prefix="/v2/verify/<request_id>/silent-auth")
    service = sandbox.service

    def serve(request_id: str, go_on: Callable[[StepPlan], Response]) -> Response:
        arrived, to = sandbox.clock(), None
        try:
            step = service.require_silent_auth(request_id)
            to = to_e164(step.to)
            response = go_on(step)
        except Refusal as refusal:
            response = answers.refuse(refusal)
        _record(sandbox, to, response, arrived)
        return response

    @blueprint.get("/redirect")
    def check(request_id: str) -> Response:
        def go_on(step: StepPlan) -> Response:
            if silent_auth.ask_operator(step.to) is None:
                return _finish(service, request_id, step)
            return _to(url_for(".visit_operator", request_id=request_id, _external=True))

        return serve(request_id, go_on)

    @blueprint.get("/virtual-operator")
    def visit_operator(request_id: str) -> Response:
        return serve(request_id, lambda step: _finish(service, request_id, step))

    return blueprint


def _record(sandbox: Sandbox, to: str | None, response: Response, arrived: float) -> None:
    duration = sandbox.clock() - arrived
    sandbox.calls.record(
        at=timestamp(arrived),
        operation=OPERATION,
        method=request.method,
        path=request.path,
        to=to,
        credentials=None,
        status=response.status_code,
        fault=None,
        duration=round(duration, 4),
        request=None,
        # Where a redirect leads is left out: its fragment has the code.
        answer=response.get_json(silent=True) if response.is_json else None,
    )
    _log.info("%s %s → %s in %d ms", OPERATION, mask(to), response.status_code, duration * 1000)


def _finish(service: VerifyService, request_id: str, step: StepPlan) -> Response:
    try:
        found = {"request_id": request_id, "code": service.authenticate(request_id)}
    except Refusal as refusal:
        if step.redirect_url is None:
            raise
        return _to(_with_fragment(step.redirect_url, {"error_description": refusal.body["detail"]}))
    return _to(_with_fragment(step.redirect_url, found)) if step.redirect_url else json_answer(200, found)


def _with_fragment(url: str, values: dict[str, str]) -> str:
    return f"{url}{'&' if '#' in url else '#'}{urlencode(values, quote_via=quote)}"


def _to(location: str) -> Response:
    response = Response(status=302)
    response.location = location
    return response
