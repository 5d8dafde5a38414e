"""A vendor of a few lines: one call sends a code, another checks it, and a report says how it ended."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Any

from flask import Blueprint, Response
from werkzeug.exceptions import HTTPException

from dialproof.sandbox.core.calls.answers import Refusal, json_answer
from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.core.calls.malformed import MalformedBodies
from dialproof.sandbox.core.calls.pipeline import CallPipeline, Exchange
from dialproof.sandbox.core.messages.inbox import OutgoingMessage
from dialproof.sandbox.core.reserved import Behaviour, Outcome
from dialproof.sandbox.core.sandbox import Sandbox
from dialproof.sandbox.core.vendor import PendingRequest, Profile

REPORTS = "https://example.org/tiny"
LIFETIME = 300


class Tiny:
    """`POST /tiny/codes` with `{to}`, then `POST /tiny/codes/<to>` with `{code}`; no credentials."""

    profile = Profile(
        name="tiny",
        operations={"start": "Send a code", "check": "Check a code"},
        paths=("/tiny",),
        reserved={
            Outcome.THROTTLED: Behaviour("420: calm down.", FaultPlan(vendor="tiny", operation="start", status=420))
        },
        malformed=MalformedBodies(id_field="sid"),
    )

    def __init__(self, sandbox: Sandbox) -> None:
        self._sandbox = sandbox
        self._requests: dict[str, tuple[str, PendingRequest]] = {}

    def blueprints(self) -> Sequence[Blueprint]:
        blueprint = Blueprint("tiny", __name__, url_prefix="/tiny/codes")
        pipeline = CallPipeline(self._sandbox, self, authenticate=lambda: "none", number_of=_number_of)
        blueprint.add_url_rule("", "start", lambda: pipeline.serve("start", self._start), methods=["POST"])
        blueprint.add_url_rule("/<to>", "check", lambda to: pipeline.serve("check", self._check, to), methods=["POST"])
        return (blueprint,)

    def _start(self, exchange: Exchange) -> Response:
        to, now = str(exchange.to), self._sandbox.clock()
        code = self._sandbox.next_codes.take(to) or "7777"
        self._requests[to] = code, PendingRequest(to, "Tiny", "sms", ("sms",), now, now + LIFETIME, 1)
        message = OutgoingMessage(to, "Tiny", "sms", "tiny", "Tiny", f"Your code: {code}", code)
        self._sandbox.carrier.send(
            message, failed=lambda failure: self._report(to, failure), is_wanted=lambda: to in self._requests
        )
        return json_answer(201, {"sid": to})

    def _check(self, exchange: Exchange) -> Response:
        code, _ = self._requests.get(exchange.subject, (None, None))
        if code != exchange.body["code"]:
            raise Refusal(418, {"oops": "wrong code"})
        self._report(exchange.subject, "approved")
        return json_answer(200, {"sid": exchange.subject})

    def _report(self, to: str, status: str) -> int:
        """End the request to a number and report it; return how many there were."""
        if self._requests.pop(to, None) is None:
            return 0
        sign: Callable[[bytes], dict[str, str]] = lambda payload: {"X-Tiny-Length": str(len(payload))}  # noqa: E731
        self._sandbox.callbacks.send(REPORTS, f"{to} {status}".encode(), sign)
        return 1

    def credentials(self) -> str:
        return "nothing"

    def account(self) -> dict[str, Any]:
        return {}

    def refusal(self, status: int, operation: str, subject: str) -> Response | None:
        return json_answer(status, {"oops": f"{operation} {status}"}) if status < 500 else None

    def http_error(self, error: HTTPException) -> Response:
        return json_answer(error.code or 500, {"oops": error.name})

    def pending(self, to: str | None = None) -> list[PendingRequest]:
        return [request for _, request in self._requests.values() if to in (None, request.to)]

    def expire(self, to: str) -> int:
        return self._report(to, "expired")

    def block(self, to: str) -> int:
        return self._report(to, "blocked")

    def answer(self, to: str, *, approved: bool) -> int:
        return 0

    def forget(self, to: str | None = None) -> None:
        for request in self.pending(to):
            del self._requests[request.to]


def _number_of(exchange: Exchange) -> str | None:
    return exchange.subject or str((exchange.body or {}).get("to"))
