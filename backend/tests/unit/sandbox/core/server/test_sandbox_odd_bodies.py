"""Bodies that no parser likes, and paths that only look like others: answered, and never with a 500 or a redirect."""

from __future__ import annotations

import base64

import pytest

from unit.sandbox.world import Make

ACCOUNT = base64.b64encode(b"sandbox:sandbox-secret").decode()
UNFINISHED = "[" * 50_000


def nested(depth: int) -> str:
    return f'{{"brand": {"[" * depth}{"]" * depth}}}'


@pytest.mark.parametrize("body", [UNFINISHED, nested(101), nested(900), nested(5_000), "{"])
@pytest.mark.parametrize("path", ["/v2/verify", "/control/faults", "/control/next-code", "/control/reset"])
def test_a_body_that_cannot_be_read_is_the_callers_mistake(make: Make, path: str, body: str) -> None:
    answer = make().client.post(path, data=body, headers={"Authorization": f"Basic {ACCOUNT}"})
    assert 400 <= answer.status_code < 500
    assert answer.mimetype in {"application/json", "application/problem+json"}


def test_a_body_of_ordinary_depth_is_read(make: Make) -> None:
    answer = make().client.post("/v2/verify", data=nested(98), headers={"Authorization": f"Basic {ACCOUNT}"})
    assert answer.status_code == 422
    assert b"brand" in answer.data


@pytest.mark.parametrize("path", ["/v2/verify//", "/v2//verify", "/inbox//messages", "/control//reset"])
def test_two_slashes_lead_nowhere_instead_of_elsewhere(make: Make, path: str) -> None:
    answer = make().client.post(path, json={}, headers={"Authorization": f"Basic {ACCOUNT}"})
    assert answer.status_code == 404
    assert answer.mimetype == "application/problem+json"
