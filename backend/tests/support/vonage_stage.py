"""Vonage for the contract suite: its sandbox behind a line that can break."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import ExitStack
from typing import Any, Final, Self

from dialproof.phone import PhoneNumber
from dialproof.providers.base import Request
from dialproof.providers.context import Context
from dialproof.providers.vonage.adapter import VonageVerify
from dialproof.providers.vonage.wiring import connect
from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from support.adapter import request
from support.api import settings
from support.line import Line, Wire, http_answer
from support.phone import code_for, heal, texts
from support.provider_contract.stage import Operation, Stage, Trouble

CANCEL_AFTER: Final = 30
CONFLICT_LINGERS: Final = 2

_REFUSED: Final = {"title": "Invalid params", "invalid_parameters": [{"name": "workflow[0].to", "reason": "no"}]}
_AT_VONAGE: Final[dict[Trouble, dict[str, Any]]] = {
    Trouble.NUMBER_REFUSED: {"status": 422, "body": _REFUSED},
    Trouble.NUMBER_BLOCKED: {"status": 403},
    Trouble.CREDENTIALS: {"status": 401},
    Trouble.BALANCE: {"status": 402},
    Trouble.THROTTLED: {"status": 429, "headers": {"Retry-After": "17"}},
    Trouble.UNAVAILABLE: {"status": 503},
    Trouble.BROKEN: {"status": 500},
}


def _lose(wire: Wire) -> None:
    wire.line.relay(wire.call)
    wire.hang_up()


def _drip(wire: Wire) -> None:
    wire.line.relay(wire.call)
    wire.drip(http_answer(200, json.dumps({"request_id": "x" * 99}).encode()))


_ON_THE_WAY: Final[dict[Trouble, Callable[[Wire], None]]] = {
    Trouble.DROPPED: Wire.hang_up,
    Trouble.LOST: _lose,
    Trouble.SILENT: Wire.stay_silent,
    Trouble.DRIPPING: _drip,
}


class VonageStage(Stage):
    """A context manager that starts the sandbox and the line, and stops both."""

    def __init__(self) -> None:
        super().__init__()
        rules = SandboxSettings(
            history=10_000, vonage=VonageSettings(cancel_after=CANCEL_AFTER, conflict_linger=CONFLICT_LINGERS)
        )
        self._sandbox = SandboxServer(rules)
        self._sandbox.sandbox = create_sandbox(rules, clock=self.clock)
        self._parts = ExitStack()
        self._line: Line

    def __enter__(self) -> Self:
        self._parts.enter_context(self._sandbox)
        self._line = self._parts.enter_context(Line(self._sandbox.url))
        return self

    def __exit__(self, *exc_info: object) -> None:
        self._parts.close()

    def provider(self, context: Context) -> VonageVerify:
        account = settings(
            self._line.url,
            VONAGE_CANCEL_AFTER=CANCEL_AFTER,
            VONAGE_WHATSAPP_SENDER="+14155550199",
        ).vonage
        return connect(account, context)

    def code(self, number: PhoneNumber) -> str:
        return code_for(self._sandbox, number.e164)

    def messages(self, number: PhoneNumber) -> int:
        return texts(self._sandbox, number.e164)

    def unknown(self) -> Request:
        return request()

    def reset(self) -> None:
        super().reset()
        self._sandbox.sandbox.reset()

    def cause(self, operation: Operation, trouble: Trouble) -> None:
        called = _called(operation)
        if trouble in _AT_VONAGE:
            plan = {"operation": called, "times": 1000, **_AT_VONAGE[trouble]}
            self._sandbox.sandbox.faults.add(FaultPlan.model_validate(plan))
        elif trouble in _ON_THE_WAY:
            self._line.answer(called, _ON_THE_WAY[trouble])
        else:
            self._line.refuse()

    def mend(self) -> None:
        heal(self._sandbox)
        self._line.mend()

    def answer(self, operation: Operation, status: int, body: bytes) -> None:
        self._line.answer(_called(operation), lambda wire: wire.write(http_answer(status, body)))

    def calls(self, operation: Operation) -> int:
        return self._line.count(_called(operation))


def _called(operation: Operation) -> str:
    """Return the call that ``operation`` comes down to; sending again is cancelling, and starting anew."""
    return Operation.START if operation is Operation.RESEND else operation
