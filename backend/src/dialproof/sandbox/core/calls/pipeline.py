"""How a vendor call is handled: authenticate, apply faults, do the work, record the call."""

from __future__ import annotations

import logging
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Response, request

from dialproof.sandbox.core.addresses import mask
from dialproof.sandbox.core.calls.answers import Refusal, json_answer
from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.core.calls.malformed import DroppedResponse, drop
from dialproof.sandbox.core.reserved import reserved_fault
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.times import timestamp
from dialproof.sandbox.core.vendor import Vendor

_log = logging.getLogger(__name__)


@dataclass(slots=True)
class Exchange:
    """One call, with what the pipeline finds out about it.

    Attributes:
        operation: which of the vendor's calls it is.
        subject: the id of the request that it names, or empty.
        body: what it brought, as JSON values.
        to: the number it is about, E.164 with a plus, as far as that can be told.
        credentials: what the caller has identified itself with, such as ``basic``.
        fault: the failure that hit it, in a few words.
    """

    operation: str
    subject: str = ""
    body: Any = None
    to: str | None = None
    credentials: str | None = None
    fault: str | None = None


Handler = Callable[[Exchange], Response]


def read_json() -> Any:  # noqa: ANN401 - any JSON value
    """Read the body of the call as JSON, whatever its type; None where it is none."""
    return request.get_json(force=True, silent=True)


class CallPipeline:
    """Handle the calls of one vendor.

    Args:
        sandbox: the parts that all vendors share.
        vendor: whose calls these are.
        authenticate: returns what the caller identified itself with, or raises `Refusal`.
        number_of: returns the number a call is about, or None; called before `authenticate`, with whatever came in.
        read_body: returns the body as JSON values.
    """

    def __init__(
        self,
        sandbox: Sandbox,
        vendor: Vendor,
        *,
        authenticate: Callable[[], str],
        number_of: Callable[[Exchange], str | None],
        read_body: Callable[[], Any] = read_json,
    ) -> None:
        self._sandbox = sandbox
        self._vendor = vendor
        self._authenticate = authenticate
        self._number_of = number_of
        self._read_body = read_body

    def serve(self, operation: str, handle: Handler, subject: str = "") -> Response:
        """Serve a call that can be made to fail."""

        def answer(exchange: Exchange) -> Response:
            exchange.credentials = self._authenticate()
            plan = self._fault(exchange)
            return handle(exchange) if plan is None else self._fail(plan, exchange, handle)

        return self.serve_open(operation, answer, subject)

    def serve_open(self, operation: str, handle: Handler, subject: str = "") -> Response:
        """Serve and record a call that needs no credentials and cannot be made to fail."""
        arrived = self._sandbox.clock()
        exchange = Exchange(operation, subject, self._read_body())
        exchange.to = self._number_of(exchange)
        response = _answer(exchange, handle)
        self._record(exchange, response, arrived)
        return response

    def refuse(self, refusal: Refusal) -> Response:
        """Refuse a call that this account may not make, once its caller is known; it is not recorded."""
        try:
            self._authenticate()
        except Refusal as unauthorized:
            return unauthorized.response()
        return refusal.response()

    def _fault(self, exchange: Exchange) -> FaultPlan | None:
        profile = self._vendor.profile
        fault = self._sandbox.faults.take(profile.name, exchange.operation, exchange.to)
        if fault is not None:
            exchange.fault = fault.plan.label()
            self._sandbox.announce_control(exchange.to)
            return fault.plan
        reserved = reserved_fault(exchange.to, profile.name, exchange.operation, profile.reserved)
        if reserved is None:
            return None
        exchange.fault = f"reserved number: {reserved.name.lower()}"
        return reserved.plan

    def _fail(self, plan: FaultPlan, exchange: Exchange, handle: Handler) -> Response:
        if plan.latency:
            self._sandbox.stopping.wait(plan.latency)
        if plan.drop == "before":
            return DroppedResponse(reset=plan.reset)
        response = self._answer_instead(plan, exchange) if plan.answers else _answer(exchange, handle)
        if plan.malformed:
            response = self._vendor.profile.malformed.spoil(response, plan.malformed)
        for name, value in plan.headers.items():
            response.headers[name] = value
        return drop(response, plan.drop, reset=plan.reset) if plan.drop else response

    def _answer_instead(self, plan: FaultPlan, exchange: Exchange) -> Response:
        """Write the answer of a fault that takes the vendor's place; without a body it gets the vendor's own words."""
        status = plan.status or 200
        if plan.has_body:
            return json_answer(status, plan.body, error_type=self._vendor.profile.error_type)
        documented = self._vendor.refusal(status, exchange.operation, exchange.subject)
        return Response(status=status, content_type="text/plain") if documented is None else documented

    def _record(self, exchange: Exchange, response: Response, arrived: float) -> None:
        dropped = isinstance(response, DroppedResponse)
        duration = self._sandbox.clock() - arrived
        self._sandbox.calls.record(
            at=timestamp(arrived),
            vendor=self._vendor.profile.name,
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
            "%s%s %s → %s in %d ms%s",
            f"{self._vendor.profile.name} " if len(self._sandbox.vendors) > 1 else "",
            exchange.operation,
            mask(exchange.to),
            "connection dropped" if dropped else response.status_code,
            duration * 1000,
            f" ({exchange.fault})" if exchange.fault else "",
        )


def _answer(exchange: Exchange, handle: Handler) -> Response:
    try:
        return handle(exchange)
    except Refusal as refusal:
        return refusal.response()


def _shown(response: Response) -> object:
    return response.get_json(silent=True) if response.is_json else response.get_data(as_text=True) or None
