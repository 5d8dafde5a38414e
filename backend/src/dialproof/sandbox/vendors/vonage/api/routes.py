"""Vonage Verify v2 over HTTP: `POST /v2/verify` and what follows from it.

Source: Vonage Verify v2 OpenAPI 1.0.1.
"""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, Response, request

from dialproof.sandbox.core.addresses import mask, to_e164
from dialproof.sandbox.core.calls.faults import FaultPlan, Operation
from dialproof.sandbox.core.messages.inbox import timestamp
from dialproof.sandbox.core.reserved import fault_of
from dialproof.sandbox.sandbox import Sandbox
from dialproof.sandbox.vendors.vonage.api import answers, validation
from dialproof.sandbox.vendors.vonage.api.answers import json_answer
from dialproof.sandbox.vendors.vonage.api.auth import Credentials
from dialproof.sandbox.vendors.vonage.problems import NOT_FOUND, TEMPLATES_FORBIDDEN, Problem, Refusal

TEMPLATE_METHODS = ("GET", "POST", "PATCH", "DELETE")

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchange:
    """One call as it comes in, and what is learnt about it on the way."""

    operation: Operation
    request_id: str
    body: Any
    to: str | None = None
    credentials: Credentials | None = None
    fault: str | None = None


Handler = Callable[[Exchange], Response]


class Desk:
    """Take a call, let the faults have their say, do the work, keep a record."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox

    def serve(self, operation: Operation, handle: Handler, request_id: str = "") -> Response:
        arrived = self._sandbox.clock()
        exchange = Exchange(operation, request_id, request.get_json(force=True, silent=True))
        exchange.to = self._number_of(exchange)
        try:
            response = self._answer(exchange, handle)
        except Refusal as refusal:
            response = answers.refuse(refusal)
        self._record(exchange, response, arrived)
        return response

    def forbid(self, problem: Problem) -> Response:
        """Refuse a call that this account may not make, once it has said who it is."""
        try:
            self._sandbox.authenticator.authenticate(request.headers.get("Authorization"))
        except Refusal as refusal:
            return answers.refuse(refusal)
        return json_answer(problem.status, problem.body())

    def _answer(self, exchange: Exchange, handle: Handler) -> Response:
        exchange.credentials = self._sandbox.authenticator.authenticate(request.headers.get("Authorization"))
        plan = self._fault(exchange)
        if plan is None:
            return handle(exchange)
        if plan.latency:
            self._sandbox.stopping.wait(plan.latency)
        if plan.drop == "before":
            return answers.DroppedResponse(reset=plan.reset)
        return self._spoil(plan, self._work(plan, exchange, handle))

    def _work(self, plan: FaultPlan, exchange: Exchange, handle: Handler) -> Response:
        if plan.answers:
            shows_id = self._sandbox.settings.conflict_shows_request_id
            return answers.instead(
                plan, exchange.operation, subject=exchange.request_id, conflict_shows_request_id=shows_id
            )
        try:
            return handle(exchange)
        except Refusal as refusal:
            return answers.refuse(refusal)

    def _spoil(self, plan: FaultPlan, response: Response) -> Response:
        if plan.malformed:
            response = answers.spoil(response, plan.malformed)
        for name, value in plan.headers.items():
            response.headers[name] = value
        return answers.drop(response, plan.drop, reset=plan.reset) if plan.drop else response

    def _fault(self, exchange: Exchange) -> FaultPlan | None:
        fault = self._sandbox.faults.take(exchange.operation, exchange.to)
        if fault is not None:
            exchange.fault = fault.plan.label()
            self._sandbox.announce_control(exchange.to)
            return fault.plan
        reserved = fault_of(exchange.operation, exchange.to)
        if reserved is not None:
            exchange.fault = f"reserved number: {reserved.name.lower()}"
            return reserved.fault
        return None

    def _number_of(self, exchange: Exchange) -> str | None:
        if exchange.operation == "start":
            number = validation.read_number(exchange.body)
        else:
            verification = self._sandbox.service.find(exchange.request_id)
            number = verification.plan.to if verification else None
        return to_e164(number) if number else None

    def _record(self, exchange: Exchange, response: Response, arrived: float) -> None:
        dropped = isinstance(response, answers.DroppedResponse)
        duration = self._sandbox.clock() - arrived
        self._sandbox.calls.record(
            at=timestamp(arrived),
            operation=exchange.operation,
            method=request.method,
            path=request.path,
            to=exchange.to,
            credentials=exchange.credentials,
            status=None if dropped else response.status_code,
            fault=exchange.fault,
            duration=round(duration, 4),
            request=exchange.body,
            answer=None if dropped else _shown(response),
        )
        _log.info(
            "%s %s → %s in %d ms%s",
            exchange.operation,
            mask(exchange.to),
            "connection dropped" if dropped else response.status_code,
            duration * 1000,
            f" ({exchange.fault})" if exchange.fault else "",
        )


def _shown(response: Response) -> object:
    return response.get_json(silent=True) if response.is_json else response.get_data(as_text=True) or None


class Endpoints:
    """What each call does once it has come through."""

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._settings = sandbox.settings

    def start(self, exchange: Exchange) -> Response:
        plan = validation.read_start(
            exchange.body,
            default_locale=self._settings.locale,
            style=self._settings.invalid_parameters,
            client_ref_hyphens=self._settings.client_ref_hyphens,
            whatsapp_interactive=self._settings.whatsapp_interactive,
        )
        wanted = self._settings.callbacks_for == "any" or exchange.credentials is Credentials.JWT
        base_url = f"{request.host_url}v2/verify"
        verification = self._sandbox.service.start(plan, callbacks=wanted, base_url=base_url)
        exchange.request_id = verification.id
        body = {"request_id": verification.id}
        if verification.check_url:
            body["check_url"] = verification.check_url
        return json_answer(202, body)

    def check(self, exchange: Exchange) -> Response:
        code = validation.read_code(exchange.body, style=self._settings.invalid_parameters)
        self._sandbox.service.check(exchange.request_id, code)
        if self._settings.check_answer == "empty":
            return json_answer(200, None)
        return json_answer(200, {"request_id": exchange.request_id, "status": self._settings.check_answer})

    def cancel(self, exchange: Exchange) -> Response:
        try:
            self._sandbox.service.cancel(exchange.request_id)
        except Refusal as refusal:
            if refusal.status == 409 and self._settings.early_cancel == "not_found":  # noqa: PLR2004 - Conflict
                raise Refusal(NOT_FOUND, subject=exchange.request_id) from refusal
            raise
        return json_answer(204, None)

    def next_workflow(self, exchange: Exchange) -> Response:
        self._sandbox.service.next_workflow(exchange.request_id)
        return json_answer(200, None)


def create_blueprint(sandbox: Sandbox) -> Blueprint:
    blueprint = Blueprint("vonage", __name__, url_prefix="/v2/verify")
    desk, endpoints = Desk(sandbox), Endpoints(sandbox)

    @blueprint.post("")
    @blueprint.post("/")
    def start() -> Response:
        return desk.serve("start", endpoints.start)

    @blueprint.post("/<request_id>")
    def check(request_id: str) -> Response:
        return desk.serve("check", endpoints.check, request_id)

    @blueprint.delete("/<request_id>")
    def cancel(request_id: str) -> Response:
        return desk.serve("cancel", endpoints.cancel, request_id)

    @blueprint.post("/<request_id>/next_workflow")
    def next_workflow(request_id: str) -> Response:
        return desk.serve("next_workflow", endpoints.next_workflow, request_id)

    @blueprint.route("/templates", defaults={"rest": ""}, methods=TEMPLATE_METHODS)
    @blueprint.route("/templates/<path:rest>", methods=TEMPLATE_METHODS)
    def templates(rest: str) -> Response:  # noqa: ARG001 - whatever is below is forbidden alike
        return desk.forbid(TEMPLATES_FORBIDDEN)

    return blueprint
