"""Failures on request: which call they hit, how often, and what then comes back."""

from __future__ import annotations

import random
from itertools import cycle

import pytest
from pydantic import ValidationError

from dialproof.sandbox.core.calls.faults import FaultPlan, Faults
from dialproof.sandbox.core.calls.malformed import OVERSIZED
from unit.sandbox.world import NUMBER, World

OTHER = "+14155550101"


def test_a_fault_hits_one_call_and_is_gone() -> None:
    faults = Faults()
    faults.add(FaultPlan(operation="start", status=429))
    assert faults.take("vonage", "start", NUMBER) is not None
    assert faults.take("vonage", "start", NUMBER) is None
    assert faults.all() == []


def test_a_fault_hits_as_many_calls_as_it_says() -> None:
    faults = Faults()
    faults.add(FaultPlan(times=3, status=429))
    assert [faults.take("vonage", "start", NUMBER) is not None for _ in range(4)] == [True, True, True, False]


def test_a_fault_hits_only_its_operation_and_its_number() -> None:
    faults = Faults()
    faults.add(FaultPlan(operation="check", to=NUMBER, status=500))
    assert faults.take("vonage", "start", NUMBER) is None
    assert faults.take("vonage", "check", OTHER) is None
    assert faults.take("vonage", "check", None) is None
    assert faults.take("vonage", "check", NUMBER) is not None


@pytest.mark.parametrize("spelling", ["+14155550100", "14155550100", "+1 (415) 555-0100"])
def test_a_number_may_be_written_in_any_way(spelling: str) -> None:
    assert FaultPlan(to=spelling, status=500).to == NUMBER


def test_a_share_of_calls_is_hit_for_as_long_as_it_stands() -> None:
    chances = cycle([0.1, 0.9])
    faults = Faults(lambda: next(chances))
    faults.add(FaultPlan(share=0.5, latency=1))
    assert [faults.take("vonage", "start", NUMBER) is not None for _ in range(6)] == [True, False] * 3
    assert len(faults.all()) == 1


def test_a_share_may_end_after_so_many_hits() -> None:
    faults = Faults(random.Random(1).random)
    faults.add(FaultPlan(share=1, times=2, latency=1))
    assert [faults.take("vonage", "start", None) is not None for _ in range(3)] == [True, True, False]


def test_the_oldest_fault_goes_first() -> None:
    faults = Faults()
    faults.add(FaultPlan(status=500))
    faults.add(FaultPlan(status=429))
    assert [
        fault.plan.status
        for fault in (faults.take("vonage", "start", None), faults.take("vonage", "start", None))
        if fault
    ] == [
        500,
        429,
    ]


def test_faults_are_removed_one_by_one_by_number_or_all_together() -> None:
    faults = Faults()
    first, *_ = [faults.add(FaultPlan(to=to, status=500)) for to in (NUMBER, NUMBER, OTHER, None, None)]
    assert faults.remove(fault_id=first.id) == 1
    assert faults.remove(to=NUMBER) == 1
    assert faults.remove(to=OTHER) == 1
    assert faults.remove() == 2


@pytest.mark.parametrize(
    "plan",
    [
        {},
        {"times": 0, "status": 500},
        {"share": 1.1, "status": 500},
        {"status": 99},
        {"latency": -1},
        {"malformed": "sideways"},
        {"drop": "never"},
        {"reset": True, "status": 500},
        {"to": "nobody", "status": 500},
        {"headers": {"X-A": "one\r\nX-B: two"}},
        {"statsu": 500},
    ],
)
def test_a_fault_that_makes_no_sense_is_refused(plan: dict[str, object]) -> None:
    with pytest.raises(ValidationError):
        FaultPlan.model_validate(plan)


@pytest.mark.parametrize("status", [401, 402, 403, 409, 412, 422, 429, 500])
def test_a_documented_status_answers_in_the_vendors_words_and_nothing_happens(world: World, status: int) -> None:
    world.control("faults", {"operation": "start", "status": status})
    response = world.start()
    assert response.status_code == status
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert set(response.json) >= {"title", "type", "detail", "instance"}
    assert world.messages() == []


@pytest.mark.parametrize("status", [400, 404, 410])
def test_a_check_can_be_made_to_fail_without_counting_a_try(world: World, status: int) -> None:
    request_id = world.started()
    world.control("faults", {"operation": "check", "status": status})
    assert world.check(request_id, world.code()).status_code == status
    assert world.check(request_id, world.code()).status_code == 200


def test_an_undocumented_status_has_an_empty_body(world: World) -> None:
    world.control("faults", {"status": 503, "headers": {"Retry-After": "7"}})
    response = world.start()
    assert (response.status_code, response.data, response.headers["Retry-After"]) == (503, b"", "7")


@pytest.mark.parametrize("body", [{"any": "thing"}, [], "text", None])
def test_an_own_body_is_answered_as_it_is(world: World, body: object) -> None:
    world.control("faults", {"status": 202, "body": body})
    response = world.start()
    assert response.status_code == 202
    assert response.get_json(silent=True) == body
    assert world.messages() == []


@pytest.mark.parametrize(
    ("malformed", "content_type", "body"),
    [
        ("empty", "application/json", b""),
        ("invalid_json", "application/json", b'{"request_id": "c11236f4-'),
        ("html", "text/html", b"<!doctype html>"),
        ("wrong_type", "application/json", b'{"request_id": 42'),
        ("foreign", "application/json", b'{"ok": true'),
    ],
)
def test_a_malformed_answer_keeps_its_status_and_the_work_is_done(
    world: World, malformed: str, content_type: str, body: bytes
) -> None:
    world.control("faults", {"operation": "start", "malformed": malformed})
    response = world.start()
    assert response.status_code == 202
    assert response.content_type.startswith(content_type)
    assert response.data.startswith(body)
    assert len(world.messages()) == 1


def test_an_oversized_answer_is_oversized(world: World) -> None:
    world.control("faults", {"malformed": "oversized"})
    assert len(world.start().data) > OVERSIZED


def test_an_error_can_be_malformed_too(world: World) -> None:
    world.control("faults", {"status": 503, "malformed": "html"})
    response = world.start()
    assert (response.status_code, response.content_type) == (503, "text/html")


def test_a_refusal_can_be_malformed_too(world: World) -> None:
    request_id = world.started()
    world.control("faults", {"operation": "check", "malformed": "empty"})
    response = world.check(request_id, world.wrong_code())
    assert (response.status_code, response.data) == (400, b"")


def test_an_answer_without_a_body_gets_one_when_it_is_spoilt(world: World) -> None:
    world.clock.now += 0
    request_id = world.started()
    world.clock.now += 31
    world.control("faults", {"operation": "cancel", "malformed": "html"})
    response = world.provider("DELETE", f"/{request_id}")
    assert (response.status_code, response.content_type) == (200, "text/html")


def test_a_call_that_may_not_enter_uses_up_no_fault(world: World) -> None:
    world.control("faults", {"status": 500})
    assert world.client.post("/v2/verify", json={}).status_code == 401
    assert len(world.client.get("/control/faults").get_json()["faults"]) == 1


def test_the_label_says_what_goes_wrong() -> None:
    labels = [
        FaultPlan(status=503, malformed="html").label(),
        FaultPlan(latency=2.5, drop="after").label(),
        FaultPlan(body={}).label(),
        FaultPlan(headers={"X-A": "b"}).label(),
    ]
    assert labels == ["status 503, html body", "dropped after, 2.5 s late", "own body", "extra headers"]
