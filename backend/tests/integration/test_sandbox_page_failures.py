"""What the phone's page offers to go wrong: what each vendor documents for a call, and what any answer can have."""

from __future__ import annotations

import json
import shutil
import subprocess
from pathlib import Path
from typing import Any

import dialproof.sandbox.core.phone
from unit.sandbox.tiny_vendor import Tiny
from unit.sandbox.world import build_world

STATIC = Path(dialproof.sandbox.core.phone.__file__).parent / "static"
SCRIPT = """
import { failuresOf, operationName, operationsOf } from "./failures.js";
const vendors = JSON.parse(process.argv[1]);
const offered = vendors.map((vendor) =>
  Object.fromEntries(operationsOf(vendor).map(({ id, name }) => [name, failuresOf(vendor, id).map((each) => each.id)])),
);
const names = ["silent_auth", "any", "start", "unheard_of"].map((id) => operationName(vendors, id));
process.stdout.write(JSON.stringify({ offered, names, ofTiny: operationName(vendors, "start", "tiny") }));
"""
COMMON = ["503", "slow", "empty", "invalid_json", "html", "wrong_type", "foreign", "oversized"]
COMMON += ["before", "after", "middle"]


def test_each_call_of_each_vendor_is_offered_what_it_documents() -> None:
    vendors = build_world(others=(Tiny,)).client.get("/control").get_json()["vendors"]
    shown = run(vendors)
    assert shown["offered"] == [
        {
            "Ask for a code": ["401", "402", "409", "412", "422", "429", "500", *COMMON],
            "Check a code": ["400", "401", "402", "404", "409", "410", "429", "500", *COMMON],
            "Cancel": ["401", "402", "404", "500", *COMMON],
            "Next channel": ["401", "402", "404", "409", "500", *COMMON],
            "Any call": ["401", "402", "500", *COMMON],
        },
        {"Send a code": COMMON, "Check a code": COMMON, "Any call": COMMON},
    ]


def test_calls_are_named_as_their_vendor_does() -> None:
    shown = run(build_world(others=(Tiny,)).client.get("/control").get_json()["vendors"])
    assert shown["names"] == ["Silent authentication", "Any call", "Ask for a code", "unheard_of"]
    assert shown["ofTiny"] == "Send a code"


def run(vendors: list[dict[str, Any]]) -> dict[str, Any]:
    node = shutil.which("node")
    assert node, "Node.js 20.19 or later is needed"
    command = [node, "--input-type=module", "--eval", SCRIPT, json.dumps(vendors)]
    result = subprocess.run(command, cwd=STATIC, capture_output=True, text=True, check=True, timeout=60)
    shown: dict[str, Any] = json.loads(result.stdout)
    return shown
