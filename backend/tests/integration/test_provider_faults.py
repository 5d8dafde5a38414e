"""Every fault of the provider leads to the planned answer, and the next press works.

As a program it writes the table of `docs/faults.md` anew.
"""

from __future__ import annotations

import socket
from collections.abc import Iterator
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import Any

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.sandbox import create_sandbox
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from fakes import FakeClock
from support.api import BACKEND, NUMBERS, settings
from support.certificates import Authority
from support.line import Line, http_answer
from support.phone import code_for
from support.provider_faults import FAULTS, Fault, Outcome, Press, Session, Stage
from support.visitor import Answer, Visitor

DOCUMENT = BACKEND / "docs" / "faults.md"
REWRITE = "cd backend && PYTHONPATH=tests .venv/bin/python tests/integration/test_provider_faults.py"
BEGIN, END = "<!-- begin: written by test_provider_faults.py -->", "<!-- end -->"
A_DAY = 86_400
MOST_PRESSES = 5


@dataclass
class Scene:
    """One process of Dialproof, the line to its provider, and two visitors."""

    stage: Stage
    clock: FakeClock
    visitor: Visitor
    bystander: Visitor
    number: str

    def press(self, press: Press) -> Answer:
        if press is Press.CHECK:
            return self.visitor.guess(code_for(self.stage.sandbox, self.number))
        return self.visitor.ask(self.number)

    def prepare(self, press: Press) -> None:
        """Get to where the visitor can press so."""
        if press is not Press.ASK:
            assert self.visitor.ask(self.number).status == 200
            self.clock.advance(30)

    def was_given_back(self, press: Press) -> bool:
        """Look at the limits from outside, while the fault still holds."""
        match press:
            case Press.CHECK:
                return bool(self.visitor.state().body["attemptsLeft"] == 3)
            case Press.CANCEL:
                return bool(self.visitor.state().body["resendIn"] == 0)
            case _:
                return self.bystander.ask(self.number).code != "resend_too_soon"

    def go_on(self, press: Press, answer: Answer) -> Iterator[str]:
        """Press again until it works, each time after the wait that was asked for; yield the answers' codes."""
        while answer.status != 200:
            self.clock.advance(float(answer.headers.get("Retry-After", 0)))
            answer = self.visitor.ask(self.number) if answer.code == "code_expired" else self.press(press)
            yield answer.code


@pytest.fixture(scope="module")
def authority(tmp_path_factory: pytest.TempPathFactory) -> Authority:
    return Authority.make(tmp_path_factory.mktemp("authority"))


@pytest.fixture(scope="module")
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture(scope="module")
def stage(authority: Authority, clock: FakeClock, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stage]:
    """A sandbox that goes by the test's clock, and the line to it: over TLS, as to the real provider."""
    certificate = authority.server(tmp_path_factory.mktemp("line"), "localhost")
    server = SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=0)))
    server.sandbox = create_sandbox(server.settings, clock=clock)
    with server, Line(server.url, tls=certificate) as line:
        yield Stage(line, server)


@pytest.fixture(scope="module")
def app(stage: Stage, clock: FakeClock, authority: Authority) -> Iterator[Flask]:
    quick = {"PROVIDER_CONNECT_TIMEOUT": 0.7, "PROVIDER_READ_TIMEOUT": 0.7, "PROVIDER_CONFLICT_WAIT": 0}
    with pytest.MonkeyPatch.context() as patch:
        # Whom to trust is read once, when the application starts.
        patch.setenv("REQUESTS_CA_BUNDLE", str(authority.bundle))
        yield create_app(settings(stage.line.url, VONAGE_CANCEL_AFTER=0, MAX_WRONG_CODES=3, **quick), clock=clock)


@pytest.fixture
def scene(app: Flask, stage: Stage, clock: FakeClock, monkeypatch: pytest.MonkeyPatch) -> Iterator[Scene]:
    """The process that met all the faults before this one, a day later."""
    find = socket.getaddrinfo

    def find_while_it_works(host: Any, *arguments: Any, **options: Any) -> Any:
        if host == "localhost" and not stage.resolver_works:
            raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")
        return find(host, *arguments, **options)

    monkeypatch.setattr(socket, "getaddrinfo", find_while_it_works)
    clock.advance(A_DAY)
    yield Scene(stage, clock, Visitor(app), Visitor(app, address="192.0.2.2"), NUMBERS[0])
    stage.mend()
    stage.sandbox.sandbox.reset()


CASES = [pytest.param(fault, press, id=f"{fault.name}-{press.name.lower()}") for fault in FAULTS for press in Press]


@pytest.mark.parametrize(("fault", "press"), CASES)
def test_a_fault_leads_to_the_planned_answer_and_the_next_press_works(fault: Fault, press: Press, scene: Scene) -> None:
    expected = fault.outcomes[press]
    scene.prepare(press)
    fault.inject(scene.stage, press)
    answer = scene.press(press)
    seen = Outcome(
        answer.code,
        given_back=scene.was_given_back(press),
        session=Session(scene.visitor.state().body["status"]),
        then=(),
        retry_after=int(answer.headers.get("Retry-After", 0)) if expected.retry_after else None,
    )
    scene.stage.mend()
    assert replace(seen, then=tuple(islice(scene.go_on(press, answer), MOST_PRESSES))) == expected


def test_one_dropped_connection_does_not_disturb_a_check(scene: Scene) -> None:
    scene.prepare(Press.CHECK)
    scene.stage.at_provider(Press.CHECK, drop="before", times=1)
    assert scene.press(Press.CHECK).body["status"] == "verified"


def test_a_redirect_is_not_followed(scene: Scene) -> None:
    calls = len(scene.stage.line.calls)
    scene.stage.on_the_way(Press.ASK, lambda wire: wire.write(http_answer(302, b"", Location=wire.line.url)))
    scene.press(Press.ASK)
    assert len(scene.stage.line.calls) == calls + 1


@pytest.mark.parametrize("press", [Press.ASK, Press.CHECK])
def test_a_server_with_another_name_gets_no_call(
    press: Press, scene: Scene, authority: Authority, tmp_path: Path
) -> None:
    scene.prepare(press)
    impostor = authority.server(tmp_path, "impostor")

    def pose(_: Line, connection: socket.socket) -> None:
        impostor.wrap_socket(connection, server_side=True).close()

    scene.stage.line.greet(pose)
    calls = len(scene.stage.line.calls)
    assert scene.press(press).code == "provider_unavailable"
    assert len(scene.stage.line.calls) == calls


def table(press: Press) -> str:
    """Write what comes of every fault that meets this press, as a table of Markdown."""
    lines = ["| fault | answer | taken | session | the next presses |", "|---|---|---|---|---|"]
    for fault in FAULTS:
        outcome = fault.outcomes[press]
        wait = f", `Retry-After: {outcome.retry_after}`" if outcome.retry_after else ""
        then = " → ".join("works" if code == "ok" else f"`{code}`" for code in outcome.then) or "-"
        answer = "works" if outcome.problem == "ok" else f"`{outcome.problem}`{wait}"
        taken = "given back" if outcome.given_back else "counted"
        lines.append(f"| {fault.name} | {answer} | {taken} | `{outcome.session}` | {then} |")
    return "\n".join([f"### {press}", "", *lines, ""])


def rewritten(document: str) -> str:
    """Return ``document`` with its tables as they have to be."""
    before, _, rest = document.partition(BEGIN)
    _, _, after = rest.partition(END)
    return f"{before}{BEGIN}\n\n" + "\n".join(table(press) for press in Press) + f"\n{END}{after}"


def test_the_document_says_what_happens() -> None:
    document = DOCUMENT.read_text(encoding="utf-8")
    assert document == rewritten(document), f"{DOCUMENT.name} is out of date; this writes its tables anew: {REWRITE}"


if __name__ == "__main__":
    DOCUMENT.write_text(rewritten(DOCUMENT.read_text(encoding="utf-8")), encoding="utf-8")
