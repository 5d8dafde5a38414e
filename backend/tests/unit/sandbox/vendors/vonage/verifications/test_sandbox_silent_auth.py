"""Silent authentication with the vendor's Virtual Operator: +990… numbers end as their last digits say."""

from __future__ import annotations

import json
import logging
import re
from typing import Any
from urllib.parse import parse_qs, urldefrag, urlsplit

import pytest
from werkzeug.test import TestResponse

from unit.sandbox.world import Make, World

EVEN, ODD, FAILING = "9902345602", "9902345601", "9902345699"
APP = "https://app.example/done"


def silent(to: str = EVEN, **changes: Any) -> dict[str, Any]:
    return {"channel": "silent_auth", "to": to} | changes


def sms(to: str) -> dict[str, Any]:
    return {"channel": "sms", "to": to}


def begin(world: World, *workflow: dict[str, Any], **changes: Any) -> tuple[str, str]:
    """Start, and return the request's id and its `check_url`."""
    response = world.start(workflow=list(workflow or [silent()]), **changes)
    assert response.status_code == 202, response.get_json()
    body = response.get_json()
    return body["request_id"], body["check_url"]


def open_on_handset(world: World, check_url: str) -> TestResponse:
    """Follow redirects as a handset does, up to the application's own address."""
    for _ in range(5):
        response = world.client.get(check_url)
        if response.status_code != 302 or not response.headers["Location"].startswith("http://localhost"):
            return response
        check_url = response.headers["Location"]
    raise AssertionError("the redirects do not end")


def bodies(world: World) -> list[dict[str, Any]]:
    world.sandbox.callbacks.send_waiting()
    return [json.loads(body) for _, body, _ in world.posts.sent]


@pytest.fixture
def told(make: Make) -> World:
    """A sandbox that sends callbacks."""
    return make(callback_url="https://example.org/status", callbacks_for="any")


def test_an_even_number_completes_with_the_code_that_the_handset_brings(world: World) -> None:
    request_id, check_url = begin(world)
    assert check_url == f"http://localhost/v2/verify/{request_id}/silent-auth/redirect"
    redirected = world.client.get(check_url)
    assert redirected.status_code == 302
    answer = open_on_handset(world, check_url).get_json()
    assert answer["request_id"] == request_id
    assert re.fullmatch(r"[A-Za-z0-9]{6}", answer["code"])
    assert world.check(request_id, answer["code"]).get_json() == {"request_id": request_id, "status": "completed"}
    assert open_on_handset(world, check_url).status_code == 404
    assert world.messages(None) == []


@pytest.mark.parametrize(
    ("to", "detail"),
    [(ODD, "Device MSISDN does not match."), (FAILING, "The silent auth verification cannot be completed.")],
)
def test_an_odd_number_does_not_match_and_one_that_ends_in_99_fails(world: World, to: str, detail: str) -> None:
    request_id, check_url = begin(world, silent(to))
    answer = open_on_handset(world, check_url)
    assert (answer.status_code, answer.get_json()["detail"]) == (412, detail)
    assert world.check(request_id, "abc123").status_code == 404


@pytest.mark.parametrize("to", [ODD, FAILING])
def test_the_next_channel_is_tried_when_the_operator_says_no(world: World, to: str) -> None:
    request_id, check_url = begin(world, silent(to), sms(to))
    open_on_handset(world, check_url)
    assert world.check(request_id, world.code(f"+{to}")).status_code == 200


def test_the_application_gets_the_code_in_the_fragment_of_its_own_address(world: World) -> None:
    request_id, check_url = begin(world, silent(redirect_url=f"{APP}?a=b"))
    location = open_on_handset(world, check_url).headers["Location"]
    address, fragment = urldefrag(location)
    assert address == f"{APP}?a=b"
    found = {name: values[0] for name, values in parse_qs(fragment).items()}
    assert found["request_id"] == request_id
    assert world.check(request_id, found["code"]).status_code == 200


@pytest.mark.parametrize("url", ["myapp://done", f"{APP}#/route"])
def test_an_application_on_the_handset_and_one_with_a_route_of_its_own_are_reached(world: World, url: str) -> None:
    _, check_url = begin(world, silent(redirect_url=url))
    location = open_on_handset(world, check_url).headers["Location"]
    assert location.startswith(f"{url}&request_id=" if "#" in url else f"{url}#request_id=")


def test_the_application_is_told_in_the_fragment_what_went_wrong(world: World) -> None:
    _, check_url = begin(world, silent(ODD, redirect_url=APP))
    location = open_on_handset(world, check_url).headers["Location"]
    assert urlsplit(location).fragment == "error_description=Device%20MSISDN%20does%20not%20match."


def test_there_is_no_code_to_check_before_the_handset_has_come(world: World) -> None:
    request_id, _ = begin(world)
    response = world.check(request_id, "abc123")
    assert (response.status_code, response.get_json()["title"]) == (409, "Conflict")


def test_there_is_one_attempt_to_submit_the_code(world: World) -> None:
    request_id, check_url = begin(world)
    code = open_on_handset(world, check_url).get_json()["code"]
    assert world.check(request_id, "000000").status_code == 410
    assert world.check(request_id, code).status_code == 404


def test_a_wrong_code_moves_on_to_the_next_channel_with_all_of_a_persons_guesses(world: World) -> None:
    request_id, check_url = begin(world, silent(), sms(EVEN))
    code = open_on_handset(world, check_url).get_json()["code"]
    assert world.check(request_id, "000000").status_code == 400
    to = f"+{EVEN}"
    statuses = [world.check(request_id, guess).status_code for guess in (code, world.wrong_code(to), world.code(to))]
    assert statuses == [400, 400, 200]


def test_the_operators_code_is_never_sent_in_a_message(make: Make) -> None:
    world = make(earlier_codes="accepted")
    request_id, check_url = begin(world, silent(), sms(EVEN) | {"reuse_code": True})
    code = open_on_handset(world, check_url).get_json()["code"]
    world.provider("POST", f"/{request_id}/next_workflow")
    assert world.code(f"+{EVEN}") != code
    assert world.check(request_id, code).status_code == 400


def test_opening_the_address_twice_brings_the_same_code(world: World) -> None:
    _, check_url = begin(world)
    first, second = (open_on_handset(world, check_url).get_json() for _ in range(2))
    assert first == second


def test_a_custom_code_has_no_effect(world: World) -> None:
    _, check_url = begin(world, code="1234")
    assert open_on_handset(world, check_url).get_json()["code"] != "1234"


def test_a_step_is_given_up_after_a_minute_whatever_the_request_says(told: World) -> None:
    request_id, check_url = begin(told, silent(), sms(EVEN), channel_timeout=300)
    told.pass_time(60)
    assert open_on_handset(told, check_url).status_code == 409
    assert told.check(request_id, told.code(f"+{EVEN}")).status_code == 200
    assert [(each.get("channel"), each["status"]) for each in bodies(told)][:2] == [
        ("silent_auth", "action_pending"),
        ("silent_auth", "expired"),
    ]


def test_the_event_that_is_pending_brings_the_address(told: World) -> None:
    request_id, check_url = begin(told, client_ref="abc")
    assert bodies(told) == [
        {
            "request_id": request_id,
            "triggered_at": "2027-01-15T08:00:00.000Z",
            "type": "event",
            "channel": "silent_auth",
            "status": "action_pending",
            "action": {"type": "check", "check_url": check_url},
            "client_ref": "abc",
        }
    ]


@pytest.mark.parametrize(
    ("to", "status", "summary"),
    [(EVEN, "completed", "completed"), (ODD, "user_rejected", "failed"), (FAILING, "failed", "failed")],
)
def test_events_and_summary_say_how_it_ended(told: World, to: str, status: str, summary: str) -> None:
    request_id, check_url = begin(told, silent(to))
    answer = open_on_handset(told, check_url).get_json()
    told.check(request_id, answer.get("code", "000000"))
    pending, ended, whole = bodies(told)
    assert (pending["status"], ended["status"], whole["status"]) == ("action_pending", status, summary)
    assert [step["status"] for step in whole["workflow"]] == [status]


def test_no_event_is_pending_for_a_number_that_was_looked_up_in_vain(told: World) -> None:
    response = told.start(workflow=[silent("14155550100"), sms("14155550100")])
    assert "check_url" not in response.get_json()
    assert [(each["channel"], each["status"]) for each in bodies(told)] == [("silent_auth", "failed")]


def test_a_number_that_nobody_looked_up_fails_on_the_handset(told: World) -> None:
    _, check_url = begin(told, silent("14155550100", coverage_check=False, redirect_url=APP))
    location = open_on_handset(told, check_url).headers["Location"]
    assert "does%20not%20resolve%20to%20a%20supported" in location
    assert [each["status"] for each in bodies(told)] == ["action_pending", "failed", "failed"]


@pytest.mark.parametrize("path", ["redirect", "virtual-operator"])
def test_an_unknown_request_and_one_in_another_channel_have_no_address(world: World, path: str) -> None:
    assert world.client.get(f"/v2/verify/nothing/silent-auth/{path}").status_code == 404
    assert world.client.get(f"/v2/verify/{world.started()}/silent-auth/{path}").status_code == 409


def test_what_the_handset_does_is_among_the_calls_without_its_code(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.INFO):
        request_id, check_url = begin(world)
        code = open_on_handset(world, check_url).get_json()["code"]
        begin(world, silent(ODD, redirect_url=APP))
    calls = world.client.get("/control/calls", query_string={"operation": "silent_auth"}).get_json()["calls"]
    assert [(call["status"], call["to"]) for call in calls] == [(200, f"+{EVEN}"), (302, f"+{EVEN}")]
    assert "silent_auth +9…02 → 200" in caplog.text
    for secret in (code, request_id, EVEN):
        assert secret not in caplog.text
    assert code not in str(calls)


def test_the_address_is_that_of_the_host_the_application_called(make: Make) -> None:
    world = make(hosts="vonage.test")
    response = world.client.post(
        "/v2/verify",
        json={"brand": "Acme", "workflow": [silent()]},
        auth=("sandbox", "sandbox-secret"),
        headers={"Host": "vonage.test:8000"},
    )
    check_url = response.get_json()["check_url"]
    assert check_url.startswith("http://vonage.test:8000/v2/verify/")
    redirected = world.client.get(urlsplit(check_url).path, headers={"Host": "vonage.test:8000"})
    assert redirected.headers["Location"].startswith("http://vonage.test:8000/")


def test_a_message_that_asks_a_person_is_answered_by_a_call_of_the_controls(make: Make) -> None:
    world = make(whatsapp_interactive=True, callback_url="https://example.org/status", callbacks_for="any")
    asking = {"channel": "whatsapp_interactive", "to": "14155550100", "from": "14155550199"}
    for approved, statuses in ((True, ["completed", "completed"]), (False, ["user_rejected", "failed"])):
        world.posts.sent.clear()
        request_id = world.started(workflow=[asking])
        assert (world.messages()[0]["code"], world.check(request_id, "1234").status_code) == ("", 409)
        wanted = {"to": "+14155550100", "approved": approved}
        assert [world.control("answer", wanted).get_json()["answered"] for _ in range(2)] == [1, 0]
        assert [each["status"] for each in bodies(world)] == statuses
