"""The vendor's own SDK for Node.js, as it is published, against the sandbox."""

from __future__ import annotations

import json
import subprocess
from pathlib import Path
from typing import Any

import pytest
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat

from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from support.sandbox_node import FOLDER, installed

APPLICATION = "3fa85f64-5717-4562-b3fc-2c963f66afa6"


@pytest.fixture(scope="module")
def node() -> str:
    return installed()


@pytest.fixture(scope="module")
def key(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Make an application's key; return the private half's path and the public half."""
    pair = generate_private_key(public_exponent=65537, key_size=2048)
    private = tmp_path_factory.mktemp("keys") / "private"
    private.write_bytes(pair.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    return private, pair.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def run(node: str, private: Path, settings: SandboxSettings) -> dict[str, Any]:
    """Run the scenario once, and return what came of each step."""
    with SandboxServer(settings) as sandbox:
        command = [node, "scenario.mjs", sandbox.url, APPLICATION, str(private)]
        result = subprocess.run(command, cwd=FOLDER, capture_output=True, text=True, check=False, timeout=120)
        calls = [(call.operation, call.status) for call in reversed(sandbox.sandbox.calls.calls())]
    assert result.returncode == 0, result.stderr
    steps: dict[str, Any] = json.loads(result.stdout)
    return steps | {"calls": calls}


@pytest.fixture(scope="module")
def steps(node: str, key: tuple[Path, str]) -> dict[str, Any]:
    private, public = key
    return run(
        node,
        private,
        SandboxSettings(vonage=VonageSettings(application_id=APPLICATION, public_key=public, cancel_after=0)),
    )


def test_a_second_start_conflicts_and_names_the_first(steps: dict[str, Any]) -> None:
    assert steps["conflict"]["status"] == 409
    assert steps["conflictNamesTheFirst"] is True


def test_a_wrong_code_is_400_and_the_right_one_completes(steps: dict[str, Any]) -> None:
    assert steps["wrongCode"]["status"] == 400
    assert steps["rightCode"] == {"value": "completed"}


def test_a_request_that_is_over_or_unknown_is_404(steps: dict[str, Any]) -> None:
    assert steps["again"]["status"] == 404
    assert steps["unknown"]["status"] == 404


def test_the_next_channel_can_be_asked_for_until_none_is_left(steps: dict[str, Any]) -> None:
    assert (steps["nextWorkflow"], steps["nothingLeft"]) == ({"value": True}, {"value": False})
    assert [status for operation, status in steps["calls"] if operation == "next_workflow"] == [200, 409]


def test_a_request_can_be_cancelled(steps: dict[str, Any]) -> None:
    assert steps["cancelled"] == {"value": True}
    assert ("cancel", 204) in steps["calls"]


def test_an_invalid_field_is_422_and_named(steps: dict[str, Any]) -> None:
    assert steps["invalid"]["status"] == 422
    assert steps["invalid"]["body"]["invalid_parameters"][0]["name"] == "brand"


def test_another_application_is_401(steps: dict[str, Any]) -> None:
    assert steps["unauthorized"]["status"] == 401


def test_every_call_works_with_a_sandbox_as_it_comes(node: str, key: tuple[Path, str]) -> None:
    steps = run(node, key[0], SandboxSettings(vonage=VonageSettings(cancel_after=0)))
    assert steps["rightCode"] == {"value": "completed"}
    assert (steps["nextWorkflow"], steps["cancelled"]) == ({"value": True}, {"value": True})
    assert 401 not in {status for _, status in steps["calls"]}
