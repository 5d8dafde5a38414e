"""Vonage Verify v2 over HTTP: `POST /v2/verify` and what follows from it.

Source: Vonage Verify v2 OpenAPI 1.0.1.
"""

from __future__ import annotations

from flask import Blueprint, Response, request

from dialproof.sandbox.core.addresses import to_e164
from dialproof.sandbox.core.calls.answers import json_answer
from dialproof.sandbox.core.calls.pipeline import CallPipeline, Exchange
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.vendor import Vendor
from dialproof.sandbox.vendors.vonage.api import validation
from dialproof.sandbox.vendors.vonage.api.auth import Authenticator, Credentials
from dialproof.sandbox.vendors.vonage.problems import NOT_FOUND, TEMPLATES_FORBIDDEN, Refusal
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.sandbox.vendors.vonage.verifications.service import VerifyService

TEMPLATE_METHODS = ("GET", "POST", "PATCH", "DELETE")


def create_pipeline(sandbox: Sandbox, settings: VonageSettings, vendor: Vendor, service: VerifyService) -> CallPipeline:
    """Build the pipeline of Vonage's calls, with its authentication."""
    authenticator = Authenticator(settings, sandbox.clock)

    def number_of(exchange: Exchange) -> str | None:
        if exchange.operation == "start":
            number = validation.read_number(exchange.body)
        else:
            verification = service.find(exchange.subject)
            number = verification.plan.to if verification else None
        return to_e164(number) if number else None

    return CallPipeline(
        sandbox,
        vendor,
        authenticate=lambda: authenticator.authenticate(request.headers.get("Authorization")),
        number_of=number_of,
    )


class Endpoints:
    """What each call does once its caller is known and no failure was asked for."""

    def __init__(self, settings: VonageSettings, service: VerifyService) -> None:
        self._settings = settings
        self._service = service

    def start(self, exchange: Exchange) -> Response:
        plan = validation.read_start(
            exchange.body,
            default_locale=self._settings.locale,
            style=self._settings.invalid_parameters,
            client_ref_hyphens=self._settings.client_ref_hyphens,
            whatsapp_interactive=self._settings.whatsapp_interactive,
        )
        callbacks = self._settings.callbacks_for == "any" or exchange.credentials == Credentials.JWT
        base_url = f"{request.host_url}v2/verify"
        verification = self._service.start(plan, callbacks=callbacks, base_url=base_url)
        body = {"request_id": verification.id}
        if verification.check_url:
            body["check_url"] = verification.check_url
        return json_answer(202, body)

    def check(self, exchange: Exchange) -> Response:
        code = validation.read_code(exchange.body, style=self._settings.invalid_parameters)
        self._service.check(exchange.subject, code)
        if self._settings.check_answer == "empty":
            return json_answer(200, None)
        return json_answer(200, {"request_id": exchange.subject, "status": self._settings.check_answer})

    def cancel(self, exchange: Exchange) -> Response:
        try:
            self._service.cancel(exchange.subject)
        except Refusal as refusal:
            if refusal.status == 409 and self._settings.early_cancel == "not_found":  # noqa: PLR2004 - Conflict
                raise Refusal(NOT_FOUND, subject=exchange.subject) from refusal
            raise
        return json_answer(204, None)

    def next_workflow(self, exchange: Exchange) -> Response:
        self._service.next_workflow(exchange.subject)
        return json_answer(200, None)


def create_blueprint(settings: VonageSettings, service: VerifyService, pipeline: CallPipeline) -> Blueprint:
    blueprint = Blueprint("vonage", __name__, url_prefix="/v2/verify")
    endpoints = Endpoints(settings, service)

    @blueprint.post("")
    @blueprint.post("/")
    def start() -> Response:
        return pipeline.serve("start", endpoints.start)

    @blueprint.post("/<request_id>")
    def check(request_id: str) -> Response:
        return pipeline.serve("check", endpoints.check, request_id)

    @blueprint.delete("/<request_id>")
    def cancel(request_id: str) -> Response:
        return pipeline.serve("cancel", endpoints.cancel, request_id)

    @blueprint.post("/<request_id>/next_workflow")
    def next_workflow(request_id: str) -> Response:
        return pipeline.serve("next_workflow", endpoints.next_workflow, request_id)

    @blueprint.route("/templates", defaults={"rest": ""}, methods=TEMPLATE_METHODS)
    @blueprint.route("/templates/<path:rest>", methods=TEMPLATE_METHODS)
    def templates(rest: str) -> Response:  # noqa: ARG001 - whatever is below is forbidden alike
        return pipeline.refuse(Refusal(TEMPLATES_FORBIDDEN))

    return blueprint
