"""Nothing that belongs to a visitor or to the operator reaches a log, with every logger as talkative as it can be.

The lines are taken as they are written, before the redaction that real logs pass as well: the code itself has to be
careful, the masking is for the day when it is not.
"""

from __future__ import annotations

import io
import logging
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import pytest
import structlog
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from dialproof.app import create_app
from dialproof.observability.logs import configure_logging
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from fakes import FakeClock
from support.api import environment, settings
from support.phone import code_for, heal, inject, wrong_code_for
from support.visitor import Answer, Visitor

NUMBER, OTHER = "+14155550100", "+14155550101"
NATIONAL = "(415) 555-0100"
APPLICATION = "aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee"
STATUSES = (401, 402, 403, 409, 422, 429, 500, 502, 503)
NONSENSE = ("empty", "invalid_json", "html", "wrong_type", "foreign", "oversized")
FAULTS: list[Mapping[str, object]] = [
    *[{"status": status} for status in STATUSES],
    *[{"malformed": kind} for kind in NONSENSE],
    *[{"drop": moment} for moment in ("before", "middle", "after")],
]
LONG_CODES = "10"
"""Digits in a code: of six, every hundredth run or so, some time stamp or request id contains a code by chance."""


class Raw(logging.Handler):
    """Keep every record as text, with its traceback."""

    def __init__(self) -> None:
        super().__init__(logging.DEBUG)
        self.setFormatter(logging.Formatter("%(name)s %(levelname)s %(message)s"))
        self.lines: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.lines.append(self.format(record))


@contextmanager
def everything_at_debug() -> Iterator[tuple[Raw, io.StringIO]]:
    """Let every logger of this process write, and keep what they write: raw, and as an operator sees it."""
    shown, raw = io.StringIO(), Raw()
    root = logging.getLogger()
    before = {name: (logger.level, logger.propagate) for name, logger in _loggers().items()}
    handlers, level, processors = list(root.handlers), root.level, structlog.get_config()
    configure_logging("debug", "json", stream=shown)
    root.addHandler(raw)
    root.setLevel(logging.DEBUG)
    for logger in _loggers().values():
        logger.setLevel(logging.DEBUG)
        logger.propagate = True
    try:
        yield raw, shown
    finally:
        root.handlers[:] = handlers
        root.setLevel(level)
        structlog.configure(**processors)
        for name, (old_level, old_propagate) in before.items():
            logging.getLogger(name).setLevel(old_level)
            logging.getLogger(name).propagate = old_propagate


def _loggers() -> dict[str, logging.Logger]:
    known = logging.Logger.manager.loggerDict
    return {name: logger for name, logger in known.items() if isinstance(logger, logging.Logger)}


class Secrets:
    """What must not be seen, collected while the flow runs."""

    def __init__(self, *fixed: str) -> None:
        self._texts = {*fixed}

    def add(self, text: str | None) -> None:
        if text:
            self._texts.add(text)

    def found_in(self, text: str) -> list[str]:
        return [secret for secret in self._texts if secret in text]


def patient(sandbox: SandboxServer, clock: FakeClock) -> Visitor:
    """Return a visitor who may ask for all the codes that `walk` wants, and gets long ones."""
    limits = {"LIMIT_SENDS_PER_NUMBER": "1000 per day", "PROVIDER_READ_TIMEOUT": "2"}
    return Visitor(create_app(settings(sandbox.url, CODE_LENGTH=LONG_CODES, **limits), clock=clock))


def walk(visitor: Visitor, sandbox: SandboxServer, secrets: Secrets, clock: FakeClock) -> list[Answer]:
    """Go through the flow with right and wrong codes and every fault of the provider, and return all answers."""
    answers = []

    def note(call: Callable[[], Answer]) -> None:
        answers.append(call())
        secrets.add(visitor.cookie)

    for fault in FAULTS:
        for operation in ("start", "check"):
            heal(sandbox)
            sandbox.sandbox.forget_requests(None)
            clock.advance(86_400)
            if operation == "start":
                inject(sandbox, operation="start", **fault)
                note(lambda: visitor.ask(NATIONAL, country="US"))
                continue
            note(lambda: visitor.ask(NUMBER, locale="de"))
            secrets.add(code_for(sandbox, NUMBER))
            inject(sandbox, operation="check", **fault)
            note(lambda: visitor.guess(code_for(sandbox, NUMBER)))
    heal(sandbox)
    sandbox.sandbox.forget_requests(None)
    clock.advance(86_400)
    note(lambda: visitor.ask(NUMBER))
    wrong = wrong_code_for(sandbox, NUMBER)
    secrets.add(wrong)
    note(lambda: visitor.guess(wrong))
    note(visitor.state)
    note(lambda: visitor.ask(OTHER, channel="voice"))
    secrets.add(code_for(sandbox, OTHER))
    note(lambda: visitor.guess(code_for(sandbox, OTHER)))
    note(lambda: visitor.ask("+1 415 555 01000000"))
    note(lambda: visitor.ask("+1 900 555 0100"))
    note(visitor.cancel)
    return answers


def assert_kept(secrets: Secrets, raw: Raw, shown: io.StringIO) -> None:
    assert len(raw.lines) > 100
    leaks = {line: found for line in raw.lines if (found := secrets.found_in(line))}
    assert leaks == {}
    assert secrets.found_in(shown.getvalue()) == []


@pytest.fixture
def numbers() -> Secrets:
    """The numbers in the ways that they are written: with and without plus, and as they were typed."""
    return Secrets("4155550100", "4155550101", NATIONAL, "415 555 01", "9005550100")


def test_basic_credentials(sandbox: SandboxServer, clock: FakeClock, numbers: Secrets) -> None:
    given = environment(sandbox.url)
    for secret in ("SECRET_KEY", "VONAGE_API_SECRET"):
        numbers.add(given[secret])
    numbers.add("c2FuZGJveDpzYW5kYm94LXNlY3JldA==")
    with everything_at_debug() as (raw, shown):
        answers = walk(patient(sandbox, clock), sandbox, numbers, clock)
    assert_kept(numbers, raw, shown)
    assert {answer.code for answer in answers} >= {
        *("ok", "incorrect_code", "provider_error", "provider_unavailable", "provider_timeout"),
        *("verification_in_progress", "invalid_phone_number", "code_expired"),
    }


def test_application_credentials(numbers: Secrets) -> None:
    key = generate_private_key(public_exponent=65537, key_size=2048)
    private = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
    public = key.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
    sandbox_settings = SandboxSettings(
        vonage=VonageSettings(application_id=APPLICATION, public_key=public, cancel_after=0)
    )
    with SandboxServer(sandbox_settings) as sandbox, everything_at_debug() as (raw, _):
        made = settings(
            sandbox.url,
            CODE_LENGTH=LONG_CODES,
            VONAGE_API_KEY="",
            VONAGE_API_SECRET="",
            VONAGE_APPLICATION_ID=APPLICATION,
            VONAGE_PRIVATE_KEY=private,
        )
        # By the real clock, since the sandbox judges the tokens by it.
        visitor = Visitor(create_app(made))
        assert visitor.ask(NUMBER).code == "ok"
        numbers.add(code_for(sandbox, NUMBER))
        assert visitor.guess(wrong_code_for(sandbox, NUMBER)).code == "incorrect_code"
        assert visitor.guess(code_for(sandbox, NUMBER)).code == "ok"
    lines = "\n".join(raw.lines)
    assert numbers.found_in(lines) == []
    assert "eyJ" not in lines
    assert "PRIVATE KEY" not in lines
    assert private.splitlines()[1] not in lines


def test_a_fault_of_ours_is_logged_without_what_was_sent(
    sandbox: SandboxServer, monkeypatch: pytest.MonkeyPatch, numbers: Secrets
) -> None:
    app = create_app(settings(sandbox.url))

    def fail(*_: object, **__: object) -> None:
        raise RuntimeError("broken inside")

    monkeypatch.setattr("dialproof.limits.gate.Gate.reserve_send", fail)
    with everything_at_debug() as (raw, shown):
        answer = Visitor(app).ask(NUMBER)
    assert (answer.status, answer.code) == (500, "internal_error")
    assert "broken inside" not in answer.text
    assert "broken inside" in shown.getvalue()
    assert answer.body["requestId"] in shown.getvalue()
    assert numbers.found_in("\n".join(raw.lines)) == []


def test_no_answer_carries_what_it_should_not(sandbox: SandboxServer, clock: FakeClock) -> None:
    secrets = Secrets("sandbox-secret", "c2FuZGJveDpzYW5kYm94LXNlY3JldA==", "Traceback")
    answers = walk(patient(sandbox, clock), sandbox, secrets, clock)
    for answer in answers:
        # The visitor's own number belongs into a verification, and nowhere else; the cookie into its own header.
        elsewhere = "".join(value for name, value in answer.headers if name != "Set-Cookie")
        assert secrets.found_in(answer.text + elsewhere) == []
        if answer.status != 200:
            assert "4155550100" not in answer.text
