"""Whatever is sent, the answer is in the document; whatever stands in a cookie or a header is harmless."""

from __future__ import annotations

import json
import os
import string
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Final

import pytest
from flask import Flask, request
from hypothesis import example, given, settings
from hypothesis import strategies as st

from dialproof.api.client_address import client_address
from dialproof.app import create_app
from dialproof.channels import Channel
from dialproof.providers.base import Request
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.session import SessionSealer
from dialproof.verification.state import Pending, Session
from fakes import FakeClock
from support import fuzzing_hooks
from support.api import ApiProcess, environment
from support.api import settings as settings_for

thorough = settings(max_examples=300)
EACH_OPERATION: Final = 60
# What fits the schema and is refused all the same, because of what it says.
REFUSED_FOR_ITS_MEANING: Final = {"invalid_phone_number", "unsupported_phone_number", "incorrect_code"}


# The whole API, over a socket


def test_every_answer_to_whatever_is_sent_is_one_of_the_document(tmp_path: Path, figure: Callable[[str], None]) -> None:
    unlimited = dict.fromkeys(("LIMIT_SENDS_PER_NUMBER", "LIMIT_SENDS_TOTAL"), "1000000 per minute")
    every_channel = {"CHANNELS": "sms,voice,whatsapp", "VONAGE_WHATSAPP_SENDER": "+14155550199"}
    seen = tmp_path / "seen"
    # A number may be of the right form and not exist; nothing else that fits the schema may be refused as invalid.
    (tmp_path / "schemathesis.toml").write_text(
        '[[operations]]\ninclude-path = "/api/request-verification"\n'
        "[operations.checks.positive_data_acceptance]\n"
        'expected-statuses = ["2xx", "400", "403", "409", "429", "5xx"]\n'
        '[[operations]]\ninclude-path = "/api/check-verification"\n'
        "[operations.checks.positive_data_acceptance]\n"
        'expected-statuses = ["2xx", "400", "409", "410", "429", "5xx"]\n'
    )
    with (
        SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=0))) as sandbox,
        ApiProcess(tmp_path, environment(sandbox.url, VONAGE_CANCEL_AFTER=0, **unlimited, **every_channel)) as api,
    ):
        run = subprocess.run(
            [
                *(sys.executable, "-m", "schemathesis.cli", "--no-color", "run", f"{api.url}/api/openapi.json"),
                *("--checks", "all", "--phases", "examples,coverage,fuzzing", "--max-examples", str(EACH_OPERATION)),
                *("--seed", "1", "--generation-deterministic", "--continue-on-failure"),
            ],
            cwd=tmp_path,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "support.fuzzing_hooks",
                "PYTHONPATH": os.pathsep.join(sys.path),
                fuzzing_hooks.API: api.url,
                fuzzing_hooks.SANDBOX: sandbox.url,
                fuzzing_hooks.SEEN: str(seen),
            },
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )
        log = api.log.read_text()
    answers = [json.loads(line) for line in seen.read_text().splitlines()]
    statuses = Counter(status for _, status, _ in answers)
    figure(f"schemathesis: {len(answers)} answers, by status: {dict(sorted(statuses.items()))}")
    assert run.returncode == 0, run.stdout[-8000:] + run.stderr[-2000:]
    assert "Traceback" not in log
    assert max(statuses) < 500
    refused = {code for fits, status, code in answers if fits and status == 400}
    assert refused <= {*REFUSED_FOR_ITS_MEANING, "invalid_request"}
    # What was meant to be reached was reached.
    assert {"ok", "invalid_request", "invalid_phone_number", "incorrect_code", "no_pending_verification"} <= {
        code for _, _, code in answers
    }


# Cookies

A_SECRET: Final = "an example of a secret for tests"
PENDING: Final = Session(
    "session",
    Pending(Request("vonage", "c11236f4-00bf-4b89-84ba-88b25df97315", "+14155550100"), Channel.SMS, 0, 900),
)


@thorough
@given(data=st.data())
def test_a_cookie_that_was_tampered_with_is_an_empty_session(data: st.DataObject) -> None:
    """But for its last character, of which not every bit counts."""
    sealer = SessionSealer([A_SECRET], lifetime=3600, clock=FakeClock())
    good = sealer.seal(PENDING)
    place = data.draw(st.integers(0, len(good) - 2))
    letter = data.draw(st.sampled_from(string.ascii_letters + string.digits + "-_"))
    how = data.draw(st.sampled_from(["replaced", "inserted", "cut", "doubled"]))
    spoilt = {
        "replaced": good[:place] + letter + good[place + 1 :],
        "inserted": good[:place] + letter + good[place:],
        "cut": good[:place],
        "doubled": good + good[: place + 1],
    }[how]
    assert spoilt == good or sealer.open(spoilt).state is None
    assert sealer.open(good) == PENDING


# Headers

ADDRESS: Final = "198.51.100.7"
header_text = st.text(
    alphabet=st.characters(min_codepoint=32, max_codepoint=255, exclude_characters="\x7f"), max_size=80
)
addresses = st.ip_addresses().map(str) | st.sampled_from(['"', "\\", ",", '"\\"', "[::1]:80", "unknown", "_hidden", ""])
forged = st.lists(addresses, max_size=6).map(", ".join) | header_text


def addresses_seen(proxies: int) -> tuple[Flask, list[str]]:
    """Return an application, and the list that it writes the address of each client to."""
    app = create_app(settings_for("http://127.0.0.1:9", TRUSTED_PROXIES=proxies))
    seen: list[str] = []
    app.before_request(lambda: seen.append(client_address(request.remote_addr)))
    return app, seen


@pytest.mark.parametrize("proxies", [0, 1, 2, 3])
def test_nobody_chooses_the_address_they_are_counted_under(proxies: int) -> None:
    """A client may write what it likes before what our proxies add; it ends under its own address, or under theirs."""
    app, seen = addresses_seen(proxies)
    own = [ADDRESS, *(f"10.0.0.{proxy}" for proxy in range(1, proxies))]
    peer = f"10.0.0.{proxies}" if proxies else ADDRESS

    @thorough
    @given(forged=forged)
    @example(forged='9.9.9.9, "')
    @example(forged='9.9.9.9, "\\')
    def send(forged: str) -> None:
        header = ", ".join([*([forged] if forged else []), *(own if proxies else [])])
        app.test_client().get("/health", headers={"X-Forwarded-For": header}, environ_base={"REMOTE_ADDR": peer})
        assert seen.pop() in {ADDRESS, peer, "unknown"}

    send()


@pytest.fixture(scope="module")
def app() -> Flask:
    return create_app(settings_for("http://127.0.0.1:9", TRUSTED_PROXIES=1))


@thorough
@given(
    path=st.sampled_from(["/api/verification", "/api/cancel-verification", "/api/config", "/problems/", "/nothing"]),
    method=st.sampled_from(["GET", "POST", "OPTIONS", "HEAD"]),
    headers=st.dictionaries(
        st.sampled_from(
            [
                *("Accept", "Content-Type", "Cookie", "Host", "Origin", "Referer", "Sec-Fetch-Site", "X-Request-ID"),
                *("X-Forwarded-For", "X-Forwarded-Proto", "X-Forwarded-Host", "X-HTTP-Method-Override"),
                *("Access-Control-Request-Method", "Access-Control-Request-Headers", "If-None-Match", "Range"),
            ]
        ),
        header_text,
        max_size=5,
    ),
)
def test_no_header_makes_a_fault(app: Flask, path: str, method: str, headers: dict[str, str]) -> None:
    answer = app.test_client().open(path, method=method, headers=headers)
    assert answer.status_code < 500
    origin = headers.get("Origin")
    if origin is not None and origin not in {"http://localhost:5173", "http://localhost:8080"}:
        assert "Access-Control-Allow-Origin" not in answer.headers
