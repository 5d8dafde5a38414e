"""What the core offers, it offers to every vendor: a second one beside Vonage, through the real parts."""

from __future__ import annotations

from typing import Any

import pytest
from werkzeug.test import TestResponse

from unit.sandbox.tiny_vendor import REPORTS, Tiny
from unit.sandbox.world import NUMBER, Make, World

OTHER = "+14155550101"
THROTTLED = "+14155550183"


@pytest.fixture
def world(make: Make) -> World:
    return make(others=(Tiny,))


def start(world: World, to: str = NUMBER) -> TestResponse:
    return world.client.post("/tiny/codes", json={"to": to})


def check(world: World, code: str, to: str = NUMBER) -> TestResponse:
    return world.client.post(f"/tiny/codes/{to}", json={"code": code})


def reports(world: World) -> list[str]:
    world.sandbox.callbacks.send_waiting()
    assert {url for url, _, _ in world.posts.sent} <= {REPORTS}
    return [body.decode() for _, body, _ in world.posts.sent]


def calls(world: World) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client.get("/control/calls").get_json()["calls"]
    return found


def pending(world: World) -> list[str]:
    return [each["brand"] for each in world.client.get("/control/verifications").get_json()["verifications"]]


def test_its_messages_and_calls_carry_its_name(world: World) -> None:
    assert start(world).status_code == 201
    world.started()
    assert [message["provider"] for message in world.messages()] == ["vonage", "tiny"]
    assert [(call["vendor"], call["operation"], call["to"]) for call in calls(world)] == [
        ("vonage", "start", NUMBER),
        ("tiny", "start", NUMBER),
    ]


def test_the_log_tells_vendors_apart(world: World, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level("INFO"):
        start(world)
        world.started()
    lines = [record.getMessage() for record in caplog.records]
    assert lines == ["tiny start +1…00 → 201 in 0 ms", "vonage start +1…00 → 202 in 0 ms"]


def test_the_overview_describes_each_vendor(world: World) -> None:
    vonage, tiny = world.client.get("/control").get_json()["vendors"]
    assert (vonage["name"], vonage["account"]["apiKey"]) == ("vonage", "sandbox")
    assert tiny == {
        "name": "tiny",
        "operations": [{"id": "start", "name": "Send a code"}, {"id": "check", "name": "Check a code"}],
        "recordedOnly": [],
        "failures": [],
        "account": {},
    }


def test_a_code_fixed_by_a_developer_is_sent_and_checked(world: World) -> None:
    world.control("next-code", {"code": "4711", "to": NUMBER})
    start(world)
    assert world.code() == "4711"
    wrong = check(world, "1234")
    assert (wrong.status_code, wrong.get_json()) == (418, {"oops": "wrong code"})
    assert check(world, "4711").get_json() == {"sid": NUMBER}
    assert reports(world) == [f"{NUMBER} approved"]


def test_a_fault_for_every_vendor_is_answered_by_each_in_its_own_words(world: World) -> None:
    world.control("faults", {"status": 429, "times": 2})
    assert start(world).get_json() == {"oops": "start 429"}
    vonage = world.start()
    assert (vonage.status_code, vonage.get_json()["title"]) == (429, "Rate Limit Hit")
    assert world.messages() == []


def test_a_fault_of_one_vendor_leaves_the_other_alone(world: World) -> None:
    world.control("faults", {"vendor": "tiny", "operation": "start", "status": 503})
    assert world.start().status_code == 202
    refused = start(world)
    assert (refused.status_code, refused.data) == (503, b"")


def test_a_spoilt_answer_has_its_field_names(world: World) -> None:
    world.control("faults", {"malformed": "invalid_json"})
    assert start(world).data.startswith(b'{"sid": "')


def test_a_fault_is_for_a_call_that_its_vendor_has(world: World) -> None:
    assert world.control("faults", {"operation": "cancel", "status": 500}).status_code == 201
    response = world.control("faults", {"vendor": "tiny", "operation": "cancel", "status": 500})
    assert response.status_code == 400
    assert response.get_json()["errors"] == ["operation: input should be 'start', 'check' or 'any'"]


def test_a_reserved_number_does_what_its_vendor_says(world: World) -> None:
    assert start(world, THROTTLED).status_code == 420
    assert world.start(THROTTLED).status_code == 429
    numbers = {each["number"]: each["effect"] for each in world.client.get("/control").get_json()["numbers"]}
    assert numbers[THROTTLED] == "vonage: 429: asked too often. tiny: 420: calm down."
    assert numbers["+14155550185"] == "Accepted; the message arrives 20 seconds later."
    assert numbers["+14155550194"] == "vonage: 401: as if the key or the secret were wrong. tiny: It simply works."


@pytest.mark.parametrize(("number", "status"), [("+14155550181", "blocked"), ("+14155550189", "rejected")])
def test_a_message_that_is_not_delivered_ends_its_request(world: World, number: str, status: str) -> None:
    start(world, number)
    world.pass_time(1)
    assert reports(world) == [f"{number} {status}"]
    assert world.messages(number) == []


@pytest.mark.parametrize(("control", "status"), [("expire", "expired"), ("block", "blocked")])
def test_requests_of_all_vendors_are_listed_and_ended(world: World, control: str, status: str) -> None:
    start(world)
    start(world, OTHER)
    world.started()
    assert pending(world) == ["Acme", "Tiny", "Tiny"]
    assert world.control(control, {"to": NUMBER}).get_json() == {"ended": 2}
    assert pending(world) == ["Tiny"]
    assert reports(world) == [f"{NUMBER} {status}"]


def test_a_reset_forgets_what_was_planned_for_one_number(world: World) -> None:
    world.control("delivery", {"to": NUMBER, "after": 20})
    start(world)
    start(world, OTHER)
    world.control("reset", {"to": NUMBER})
    world.pass_time(20)
    assert (world.messages(), pending(world)) == ([], ["Tiny"])


def test_what_it_does_not_know_it_answers_in_its_own_form(world: World) -> None:
    assert world.client.get("/tiny/nothing").get_json() == {"oops": "Not Found"}
    for stranger in ("/tinyfoot", "/controls", "/phonebook"):
        assert "do not have access" in world.client.get(stranger).get_json()["detail"]
    wrong_method = world.client.get("/tiny/codes")
    assert (wrong_method.get_json(), "POST" in wrong_method.headers["Allow"]) == ({"oops": "Method Not Allowed"}, True)
    assert "do not have access" in world.client.get("/v1/messages").get_json()["detail"]
    assert world.client.get("/control/nothing").get_json()["type"] == "about:blank"
