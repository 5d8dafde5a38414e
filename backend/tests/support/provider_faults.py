"""Every fault of the provider, how it is brought about, and what Dialproof makes of it.

The table in `docs/faults.md` is made from this one, see `test_provider_faults.py`.
"""

from __future__ import annotations

import json
import socket
import ssl
from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory

from dialproof.sandbox.core.calls.faults import FaultPlan
from dialproof.sandbox.server import SandboxServer
from support.certificates import Authority
from support.line import Line, Wire, http_answer, reset_on_close


class Press(StrEnum):
    """What the visitor does while the provider is in trouble."""

    ASK = "Ask for a code"
    RESEND = "Send again"
    CANCEL = "Send again, when the fault hits the cancellation"
    CHECK = "Check a code"

    @property
    def operation(self) -> str:
        """Tell which of the provider's calls meets the fault."""
        return {Press.ASK: "start", Press.RESEND: "start", Press.CANCEL: "cancel", Press.CHECK: "check"}[self]


class Session(StrEnum):
    """What the session holds afterwards."""

    NONE = "none"
    PENDING = "pending"
    EXPIRED = "expired"


@dataclass(frozen=True)
class Outcome:
    """What one press leads to.

    Attributes:
        problem: the code of the answer.
        given_back: whether the send or the guess is given back.
        session: what the session holds afterwards.
        then: the answers to the next presses once the provider is well again, each after the `Retry-After` of the one
            before. A visitor whose code has expired asks for another.
        retry_after: the seconds of the answer's own `Retry-After`; None where it has none, or any.
    """

    problem: str
    given_back: bool
    session: Session
    then: tuple[str, ...] = ("ok",)
    retry_after: int | None = None


class Stage:
    """The parts that a fault acts on, and how."""

    def __init__(self, line: Line, sandbox: SandboxServer) -> None:
        self.line = line
        self.sandbox = sandbox
        self.resolver_works = True

    def mend(self) -> None:
        """Take every fault back."""
        self.resolver_works = True
        self.sandbox.sandbox.faults.remove()
        self.line.mend()

    def at_provider(self, press: Press, **plan: object) -> None:
        """Let the sandbox fail at every such call."""
        plan = {"operation": press.operation, "times": 1000, **plan}
        self.sandbox.sandbox.faults.add(FaultPlan.model_validate(plan))

    def on_the_way(self, press: Press, behave: Callable[[Wire], None]) -> None:
        """Spoil every such call between Dialproof and the sandbox."""
        self.line.answer(press.operation, behave)

    def before_the_call(self, press: Press, break_line: Callable[[], None]) -> None:
        """Break the line so that the call cannot be made; where another comes first, right after that one."""

        def answer_and_break(wire: Wire) -> None:
            answer = wire.line.relay(wire.call)
            break_line()
            wire.write(answer.replace(b"\r\n", b"\r\nConnection: close\r\n", 1))

        if press is Press.RESEND:
            self.line.answer("cancel", answer_and_break)
        else:
            break_line()


@dataclass(frozen=True)
class Fault:
    """One fault, how to bring it about, and what comes of it."""

    name: str
    inject: Callable[[Stage, Press], None]
    outcomes: dict[Press, Outcome]


# What comes of a fault, by kind.

NOT_REACHED = {
    Press.ASK: Outcome("provider_unavailable", given_back=True, session=Session.NONE, retry_after=5),
    Press.RESEND: Outcome("provider_unavailable", given_back=True, session=Session.EXPIRED, retry_after=5),
    Press.CANCEL: Outcome("provider_unavailable", given_back=True, session=Session.PENDING, retry_after=5),
    Press.CHECK: Outcome("provider_unavailable", given_back=True, session=Session.PENDING, retry_after=5),
}
# A text went out whose request id never came: its number is busy until that code is over.
LOST_TEXT = ("verification_in_progress", "ok")
NO_ANSWER = {
    Press.ASK: Outcome("provider_timeout", given_back=False, session=Session.NONE, then=LOST_TEXT, retry_after=30),
    Press.RESEND: Outcome(
        "provider_timeout", given_back=False, session=Session.EXPIRED, then=LOST_TEXT, retry_after=30
    ),
    Press.CANCEL: Outcome("provider_unavailable", given_back=True, session=Session.PENDING, retry_after=5),
    # The code was compared and used up, which nobody heard of.
    Press.CHECK: Outcome("provider_timeout", given_back=True, session=Session.PENDING, then=("code_expired", "ok")),
}
NEVER_ARRIVED = NO_ANSWER | {
    Press.ASK: Outcome("provider_timeout", given_back=False, session=Session.NONE, retry_after=30),
    Press.RESEND: Outcome("provider_timeout", given_back=False, session=Session.EXPIRED, retry_after=30),
    Press.CHECK: Outcome("provider_timeout", given_back=True, session=Session.PENDING, retry_after=5),
}
REFUSED_TO_WORK = {
    Press.ASK: Outcome("provider_error", given_back=False, session=Session.NONE, then=("resend_too_soon", "ok")),
    Press.RESEND: Outcome("provider_error", given_back=False, session=Session.EXPIRED, then=("resend_too_soon", "ok")),
    Press.CANCEL: NOT_REACHED[Press.CANCEL],
    Press.CHECK: Outcome("provider_error", given_back=True, session=Session.PENDING),
}
OPERATORS_FAULT = {
    Press.ASK: Outcome("provider_error", given_back=True, session=Session.NONE),
    Press.RESEND: Outcome("provider_error", given_back=True, session=Session.EXPIRED),
    Press.CANCEL: Outcome("provider_error", given_back=True, session=Session.PENDING),
    Press.CHECK: Outcome("provider_error", given_back=True, session=Session.PENDING),
}
NONSENSE = {
    Press.ASK: Outcome(
        "provider_error",
        given_back=False,
        session=Session.NONE,
        then=("resend_too_soon", "verification_in_progress", "ok"),
    ),
    Press.RESEND: Outcome(
        "provider_error",
        given_back=False,
        session=Session.EXPIRED,
        then=("resend_too_soon", "verification_in_progress", "ok"),
    ),
    Press.CHECK: Outcome("provider_error", given_back=True, session=Session.PENDING, then=("code_expired", "ok")),
}
# What the answer to a cancellation says is not read: that it came is enough.
CANCELLED_ALL_THE_SAME = {Press.CANCEL: Outcome("ok", given_back=False, session=Session.PENDING, then=())}


# How a fault is brought about.


def _refuse(stage: Stage, press: Press) -> None:
    stage.before_the_call(press, stage.line.refuse)


def _ignore(stage: Stage, press: Press) -> None:
    stage.before_the_call(press, stage.line.ignore)


def _unresolvable(stage: Stage, press: Press) -> None:
    def forget_the_name() -> None:
        stage.resolver_works = False
        stage.line.hang_up()

    stage.before_the_call(press, forget_the_name)


def _greeting(behave: Callable[[Line, socket.socket], None]) -> Callable[[Stage, Press], None]:
    def inject(stage: Stage, press: Press) -> None:
        stage.before_the_call(press, lambda: stage.line.greet(behave))

    return inject


def _reset_handshake(_: Line, connection: socket.socket) -> None:
    connection.recv(1)
    reset_on_close(connection)


@cache
def _impostor() -> ssl.SSLContext:
    with TemporaryDirectory() as folder:
        return Authority.make(Path(folder)).server(Path(folder), "localhost")


def _pose(_: Line, connection: socket.socket) -> None:
    _impostor().wrap_socket(connection, server_side=True).close()


def _stall_handshake(line: Line, _: socket.socket) -> None:
    line.stopping.wait(5)


def _speak_plainly(_: Line, connection: socket.socket) -> None:
    connection.recv(1)
    connection.sendall(http_answer(400, b"", Connection="close"))


def _on_the_way(behave: Callable[[Wire], None]) -> Callable[[Stage, Press], None]:
    return lambda stage, press: stage.on_the_way(press, behave)


def _after_relaying(behave: Callable[[Wire, bytes], None]) -> Callable[[Stage, Press], None]:
    """Let the sandbox do its work, then spoil its answer."""
    return _on_the_way(lambda wire: behave(wire, wire.line.relay(wire.call)))


def _drip_headers(wire: Wire, answer: bytes) -> None:
    wire.drip(answer.replace(b"\r\n\r\n", b"\r\nX-Padding: " + b"." * 200 + b"\r\n\r\n", 1))


def _drip_body(wire: Wire, answer: bytes) -> None:
    head, _, body = answer.partition(b"\r\n\r\n")
    padded = body + b" " * 200
    status = int(head.split()[1])
    wire.write(http_answer(200 if status == 204 else status, padded).removesuffix(padded))
    wire.drip(padded)


def _cut(wire: Wire, answer: bytes) -> None:
    # A status line and nothing more would pass for a whole answer without a body.
    wire.write(answer[: len(answer) - 1 if b"Content-Length" in answer else 5])
    wire.reset()


def _redirect(wire: Wire) -> None:
    wire.write(http_answer(302, b"", Location=f"{wire.line.url}/elsewhere"))


def _status(status: int, **plan: object) -> Callable[[Stage, Press], None]:
    return lambda stage, press: stage.at_provider(press, status=status, **plan)


def _malformed(how: str) -> Callable[[Stage, Press], None]:
    return lambda stage, press: stage.at_provider(press, malformed=how)


def _foreign(wire: Wire, _: bytes) -> None:
    """Answer what belongs to another call: a request id of somebody else, or one that would lead elsewhere."""
    strangers = "c11236f4-00bf-4b89-84ba-88b25df97315"
    answers = {
        "start": {"request_id": "../../v2/elsewhere"},
        "check": {"request_id": strangers, "status": "completed"},
        "cancel": {"request_id": strangers},
    }
    wire.write(http_answer(200, json.dumps(answers[wire.call.operation]).encode()))


def _nested(wire: Wire, answer: bytes) -> None:
    """Answer with the sandbox's status, and JSON that no parser gets to the end of."""
    wire.write(http_answer(200 if answer.startswith(b"HTTP/1.1 2") else int(answer.split()[1]), b"[" * 60_000))


def _nested_refusal(wire: Wire) -> None:
    wire.write(http_answer(422, b'{"title": "Invalid params", "invalid_parameters": ' + b"[" * 60_000))


def _sender_refused(stage: Stage, press: Press) -> None:
    problem = {"title": "Invalid params", "invalid_parameters": [{"name": "workflow[0].from", "reason": "not yours"}]}
    stage.at_provider(press, status=422, body=problem)


def _invalid_parameters(stage: Stage, press: Press) -> None:
    name = "code" if press is Press.CHECK else "workflow[0].to"
    problem = {"title": "Invalid params", "invalid_parameters": [{"name": name, "reason": "not this one"}]}
    stage.at_provider(press, status=422, body=problem)


BLOCKED = OPERATORS_FAULT | {
    Press.ASK: Outcome("blocked", given_back=False, session=Session.NONE, then=("resend_too_soon", "ok")),
    Press.RESEND: Outcome("blocked", given_back=False, session=Session.EXPIRED, then=("resend_too_soon", "ok")),
    Press.CANCEL: NOT_REACHED[Press.CANCEL],
}
IN_PROGRESS = REFUSED_TO_WORK | {
    Press.ASK: Outcome("verification_in_progress", given_back=True, session=Session.NONE, retry_after=300),
    Press.RESEND: Outcome("verification_in_progress", given_back=True, session=Session.EXPIRED, retry_after=15),
}
REFUSED_NUMBER = {
    Press.ASK: Outcome("invalid_phone_number", given_back=True, session=Session.NONE),
    Press.RESEND: Outcome("invalid_phone_number", given_back=True, session=Session.EXPIRED),
    Press.CANCEL: NOT_REACHED[Press.CANCEL],
    Press.CHECK: Outcome("incorrect_code", given_back=False, session=Session.PENDING),
}
SENDER_REFUSED = OPERATORS_FAULT | {
    Press.CANCEL: NOT_REACHED[Press.CANCEL],
    Press.CHECK: REFUSED_TO_WORK[Press.CHECK],
}
THROTTLED_FOR_17 = {
    press: Outcome(outcome.problem, outcome.given_back, outcome.session, outcome.then, 17)
    for press, outcome in NOT_REACHED.items()
}

FAULTS: tuple[Fault, ...] = (
    Fault("connection refused", _refuse, NOT_REACHED),
    Fault("name not found", _unresolvable, NOT_REACHED),
    Fault("no connection in time", _ignore, NOT_REACHED),
    Fault("TLS: reset in the handshake", _greeting(_reset_handshake), NOT_REACHED),
    Fault("TLS: the handshake stalls", _greeting(_stall_handshake), NOT_REACHED),
    Fault("TLS: the answer is not TLS", _greeting(_speak_plainly), NOT_REACHED),
    Fault("TLS: a certificate of nobody known", _greeting(_pose), NOT_REACHED),
    Fault("closed before the answer, nothing done", _on_the_way(Wire.hang_up), NEVER_ARRIVED),
    Fault("reset before the answer, nothing done", _on_the_way(Wire.reset), NEVER_ARRIVED),
    Fault("closed before the answer, all done", _after_relaying(lambda wire, _: wire.hang_up()), NO_ANSWER),
    Fault("reset in the middle of the answer", _after_relaying(_cut), NO_ANSWER),
    Fault("no answer in time", _after_relaying(lambda wire, _: wire.stay_silent()), NO_ANSWER),
    Fault("headers drip in", _after_relaying(_drip_headers), NO_ANSWER),
    Fault("body drips in", _after_relaying(_drip_body), NO_ANSWER),
    Fault("302 redirect", _on_the_way(_redirect), REFUSED_TO_WORK),
    Fault("401 credentials refused", _status(401), OPERATORS_FAULT),
    Fault("402 balance too low", _status(402), OPERATORS_FAULT),
    Fault("403 number refused", _status(403), BLOCKED),
    Fault("409 with a stranger's request id", _status(409), IN_PROGRESS),
    Fault("422 naming the number, or the code", _invalid_parameters, REFUSED_NUMBER),
    Fault("422 naming the sender", _sender_refused, SENDER_REFUSED),
    Fault("422 with JSON 60,000 levels deep", _on_the_way(_nested_refusal), REFUSED_TO_WORK),
    Fault("422 naming nothing", _status(422, body={"title": "Invalid params"}), REFUSED_TO_WORK),
    Fault("429 without `Retry-After`", _status(429), NOT_REACHED),
    Fault("429 with `Retry-After: 17`", _status(429, headers={"Retry-After": "17"}), THROTTLED_FOR_17),
    Fault("500", _status(500), REFUSED_TO_WORK),
    Fault("502 with HTML", _status(502, body=None, malformed="html"), REFUSED_TO_WORK),
    Fault("503", _status(503), NOT_REACHED),
    Fault("200, empty", _malformed("empty"), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, not JSON", _malformed("invalid_json"), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, other types", _malformed("wrong_type"), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, other fields", _malformed("foreign"), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, a foreign request id", _after_relaying(_foreign), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, JSON 60,000 levels deep", _after_relaying(_nested), NONSENSE | CANCELLED_ALL_THE_SAME),
    Fault("200, 8 MB", _malformed("oversized"), NONSENSE | {Press.CANCEL: NOT_REACHED[Press.CANCEL]}),
)
