"""Hooks for schemathesis: bring its cases to where there is something to break, and keep what they were answered.

Left alone, hardly any of its numbers exists and no session has anything pending, so most of the code would never run.
Loaded by name through ``SCHEMATHESIS_HOOKS``; the addresses come from the environment.
"""

from __future__ import annotations

import itertools
import json
import os
from pathlib import Path
from typing import Any

import requests
import schemathesis

from support.api import NUMBERS

API = "DIALPROOF_FUZZED_API"
SANDBOX = "DIALPROOF_FUZZED_SANDBOX"
SEEN = "DIALPROOF_FUZZED_SEEN"

READS_SESSION = {"/api/check-verification", "/api/cancel-verification", "/api/verification"}
_turns = itertools.count()
_numbers = itertools.cycle(NUMBERS)


@schemathesis.hook
def before_call(context: Any, case: Any, kwargs: dict[str, Any]) -> None:
    """Give two of three valid cases a number that exists, or a session in which a code is pending."""
    if next(_turns) % 3 == 0 or not case.meta.generation.mode.is_positive:
        return
    if case.operation.path in READS_SESSION:
        case.cookies = {"dialproof": _pending_session()}
    elif isinstance(case.body, dict) and "phoneNumber" in case.body:
        number = _free_number()
        case.body = {**case.body, "phoneNumber": number, "country": None}


@schemathesis.hook
def after_call(context: Any, case: Any, response: Any) -> None:
    """Keep of every answer: whether the request fitted the document, the status, the code."""
    try:
        code = json.loads(response.content).get("code", "ok")
    except (ValueError, AttributeError):
        code = "-"
    with Path(os.environ[SEEN]).open("a", encoding="utf-8") as seen:
        seen.write(json.dumps([case.meta.generation.mode.is_positive, response.status_code, code]) + "\n")


def _free_number() -> str:
    number = next(_numbers)
    requests.post(f"{os.environ[SANDBOX]}/control/reset", json={"to": number}, timeout=30).raise_for_status()
    return number


def _pending_session() -> str:
    answer = requests.post(
        f"{os.environ[API]}/api/request-verification", json={"phoneNumber": _free_number()}, timeout=30
    )
    answer.raise_for_status()
    return answer.cookies["dialproof"]
