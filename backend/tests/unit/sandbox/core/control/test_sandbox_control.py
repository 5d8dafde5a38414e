"""The control calls: each does what it says, to the number it names, and explains what it does not take."""

from __future__ import annotations

from typing import Any

import pytest

from unit.sandbox.world import NUMBER, Make, World

OTHER = "+14155550101"


def calls(world: World, **query: str) -> list[dict[str, Any]]:
    found: list[dict[str, Any]] = world.client.get("/control/calls", query_string=query).get_json()["calls"]
    return found


def test_the_log_of_calls_shows_what_came_in_and_what_was_answered(world: World) -> None:
    request_id = world.started()
    world.check(request_id, "9999")
    check, start = calls(world)
    assert (start["operation"], start["method"], start["path"], start["status"]) == ("start", "POST", "/v2/verify", 202)
    assert (start["to"], start["credentials"], start["fault"], start["vendor"]) == (NUMBER, "basic", None, "vonage")
    assert start["answer"] == {"request_id": request_id}
    assert (check["operation"], check["status"], check["to"]) == ("check", 400, NUMBER)
    assert check["answer"]["title"] == "Invalid Code"


def test_the_log_of_calls_hides_codes_and_credentials(world: World) -> None:
    request_id = world.started(code="abcd1234")
    world.check(request_id, "abcd1234")
    log = str(calls(world))
    assert "abcd1234" not in log
    assert "sandbox-secret" not in log
    assert "Basic " not in log


def test_the_log_of_calls_is_filtered_and_cleared_by_number(world: World) -> None:
    world.check(world.started(), "9999")
    world.started(OTHER)
    assert [call["operation"] for call in calls(world, to=NUMBER)] == ["check", "start"]
    assert [call["to"] for call in calls(world, operation="start")] == [OTHER, NUMBER]
    assert len(calls(world, operation="any")) == 3
    world.client.delete("/control/calls", query_string={"to": NUMBER})
    assert [call["to"] for call in calls(world)] == [OTHER]


def test_an_unknown_operation_is_explained(world: World) -> None:
    response = world.client.get("/control/calls?operation=sing")
    assert response.status_code == 400
    assert "start, check, cancel, next_workflow" in response.get_json()["detail"]


def test_calls_that_were_turned_away_are_logged_too(world: World) -> None:
    world.client.post("/v2/verify", json={"workflow": [{"to": "14155550100"}]})
    (call,) = calls(world)
    assert (call["status"], call["to"], call["credentials"]) == (401, NUMBER, None)


def test_a_fault_shows_in_the_log_with_its_name(world: World) -> None:
    world.control("faults", {"status": 429})
    world.start()
    world.start("+14155550182")
    assert [call["fault"] for call in calls(world)] == ["reserved number: low balance", "status 429"]


def test_faults_are_listed_and_removed(world: World) -> None:
    first = world.control("faults", {"status": 429, "to": NUMBER, "times": 2}).get_json()
    world.control("faults", {"status": 500, "to": OTHER})
    assert first | {"label": "status 429"} == first
    assert (first["to"], first["left"], first["status"], first["operation"]) == (NUMBER, 2, 429, "any")
    listed = world.client.get("/control/faults", query_string={"to": NUMBER}).get_json()["faults"]
    assert [fault["id"] for fault in listed] == [first["id"]]
    assert world.client.delete(f"/control/faults/{first['id']}").status_code == 204
    assert world.client.delete(f"/control/faults/{first['id']}").status_code == 404
    assert world.client.delete("/control/faults", query_string={"to": OTHER}).status_code == 204
    assert world.client.get("/control/faults").get_json()["faults"] == []


def test_expiring_ends_what_is_pending_for_that_number_only(world: World) -> None:
    request_id, other_id = world.started(), world.started(OTHER)
    assert world.control("expire", {"to": NUMBER}).get_json() == {"ended": 1}
    assert world.control("expire", {"to": NUMBER}).get_json() == {"ended": 0}
    assert world.check(request_id, world.code()).status_code == 404
    assert world.check(other_id, world.code(OTHER)).status_code == 200


def test_blocking_ends_what_is_pending(world: World) -> None:
    request_id = world.started()
    assert world.control("block", {"to": "1 415 555 0100"}).get_json() == {"ended": 1}
    assert world.check(request_id, world.code()).status_code == 404
    world.started()


@pytest.mark.parametrize(("delivery", "seconds"), [({"rejected": True}, 1), ({"never": True}, 300)])
def test_pages_hear_of_a_verification_that_ends_by_itself(
    world: World, delivery: dict[str, bool], seconds: int
) -> None:
    world.control("delivery", {"to": NUMBER, **delivery})
    world.started(workflow=[{"channel": "sms", "to": NUMBER.removeprefix("+")}], channel_timeout=300)
    news = world.sandbox.hub.subscribe(frozenset({"control"}), to=NUMBER)
    world.pass_time(seconds)
    world.sandbox.hub.close()
    assert [event.data for event in news.read() if event] == [{"to": NUMBER}]
    assert world.client.get("/control/verifications").get_json()["verifications"] == []


def test_what_is_pending_is_shown_without_its_code(world: World) -> None:
    world.started(channel_timeout=300)
    world.clock.now += 10
    (shown,) = world.client.get("/control/verifications").get_json()["verifications"]
    assert shown == {
        "to": NUMBER,
        "brand": "Acme",
        "channel": "sms",
        "channels": ["sms", "voice"],
        "submittedAt": "2027-01-15T08:00:00.000Z",
        "endsIn": 290,
        "attemptsLeft": 3,
    }


def test_one_number_can_be_reset_without_disturbing_another(world: World) -> None:
    for to in (NUMBER, OTHER):
        world.started(to)
        world.control("faults", {"status": 429, "to": to})
        world.control("next-code", {"code": "123456", "to": to})
        world.control("delivery", {"to": to, "never": True})
    assert world.control("reset", {"to": NUMBER}).status_code == 204
    overview = world.client.get("/control").get_json()
    for name in ("faults", "nextCodes", "deliveries", "verifications"):
        assert [each["to"] for each in overview[name]] == [OTHER], name
    assert {message["to"] for message in world.messages(None)} == {OTHER}
    assert {call["to"] for call in calls(world)} == {OTHER}
    world.started()


def test_everything_can_be_reset(world: World) -> None:
    request_id = world.started()
    world.control("faults", {"operation": "cancel", "status": 429})
    world.control("next-code", {"code": "123456"})
    world.control("delivery", {"to": OTHER, "after": 5})
    assert world.client.post("/control/reset").status_code == 204
    overview = world.client.get("/control").get_json()
    assert [overview[name] for name in ("faults", "nextCodes", "deliveries", "verifications")] == [[], [], [], []]
    assert world.messages(None) == []
    assert world.check(request_id, "1234").status_code == 404


def test_the_overview_names_the_form_and_every_reserved_number(world: World) -> None:
    overview = world.client.get("/control").get_json()
    assert overview["formUrl"] == "http://localhost:8080"
    assert {"number", "name", "effect"} == set(overview["numbers"][0])
    assert "sandbox-secret" not in str(overview)


def test_choices_about_delivery_and_codes_can_be_taken_back(world: World) -> None:
    world.control("next-code", {"code": "123456", "to": NUMBER})
    world.control("delivery", {"to": NUMBER, "after": 5})
    world.client.delete("/control/next-code", query_string={"to": NUMBER})
    world.client.delete("/control/delivery", query_string={"to": NUMBER})
    overview = world.client.get("/control").get_json()
    assert (overview["nextCodes"], overview["deliveries"]) == ([], [])


@pytest.mark.parametrize(
    ("path", "body", "words"),
    [
        ("faults", {"status": "teapot"}, "status:"),
        ("faults", {}, "say what goes wrong"),
        (
            "faults",
            {"operation": "sing", "status": 500},
            "operation: input should be 'start', 'check', 'cancel', 'next_workflow' or 'any'",
        ),
        ("faults", {"vendor": "nobody", "status": 500}, "vendor: input should be 'vonage'"),
        ("faults", {"to": "nobody", "status": 500}, "to: must be a phone number"),
        ("next-code", {"code": "12"}, "code:"),
        ("next-code", {}, "code: field required"),
        ("expire", {}, "to: field required"),
        ("expire", {"to": ""}, "to: must be a phone number"),
        ("block", {"to": 14155550100}, "to:"),
        ("delivery", {"to": NUMBER}, "give one of: after (seconds), never: true, rejected: true"),
        ("delivery", {"to": NUMBER, "after": 1, "never": True}, "give one of"),
        ("delivery", {"to": NUMBER, "after": -1}, "after:"),
        ("reset", {"number": NUMBER}, "number:"),
        ("reset", [], "the body must be a JSON object"),
    ],
)
def test_a_mistaken_call_is_told_what_to_change(world: World, path: str, body: Any, words: str) -> None:
    response = world.control(path, body)
    assert response.status_code == 400
    assert response.content_type == "application/problem+json"
    assert response.json is not None
    assert words in response.json["detail"]


@pytest.mark.parametrize("path", ["/inbox/messages", "/inbox/events", "/control", "/control/calls", "/control/faults"])
def test_a_query_for_what_is_no_number_is_told_so(world: World, path: str) -> None:
    response = world.client.get(path, query_string={"to": "nobody"})
    assert response.status_code == 400
    assert response.get_json()["errors"] == ["to: must be a phone number with its country code, such as +14155550100"]


def test_a_body_that_is_no_json_is_refused(world: World) -> None:
    assert world.client.post("/control/expire", data="to=+1", content_type="text/plain").status_code == 400


@pytest.mark.parametrize("path", ["/inbox/messages", "/control", "/control/calls"])
@pytest.mark.parametrize(
    "origin", ["http://localhost:5173", "http://127.0.0.1:3000", "https://app.localhost", "http://[::1]:1"]
)
def test_pages_of_this_machine_may_read(world: World, path: str, origin: str) -> None:
    response = world.client.get(path, headers={"Origin": origin})
    assert response.headers["Access-Control-Allow-Origin"] == origin


@pytest.mark.parametrize(
    "origin", ["https://example.org", "http://localhost.example.org", "http://notlocalhost", "null"]
)
def test_pages_of_other_hosts_may_neither_read_nor_press_buttons(world: World, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in world.client.get("/inbox/messages", headers={"Origin": origin}).headers
    response = world.client.post("/control/faults", json={"status": 500}, headers={"Origin": origin})
    assert response.status_code == 403
    assert world.client.get("/control/faults").get_json()["faults"] == []


def test_a_browser_may_ask_first(world: World) -> None:
    headers = {
        "Origin": "http://localhost:5173",
        "Access-Control-Request-Method": "DELETE",
        "Access-Control-Request-Headers": "content-type",
    }
    response = world.client.options("/inbox/messages", headers=headers)
    assert response.status_code == 200
    assert "DELETE" in response.headers["Access-Control-Allow-Methods"]
    assert response.headers["Access-Control-Allow-Headers"] == "content-type"


def test_the_phones_own_page_may_press_buttons_wherever_it_is_served(make: Make) -> None:
    world = make(hosts="phone.example.org")
    response = world.client.post(
        "/control/reset", headers={"Origin": "https://phone.example.org"}, base_url="https://phone.example.org"
    )
    assert response.status_code == 204


def test_the_providers_calls_are_not_open_to_pages(world: World) -> None:
    response = world.client.post("/v2/verify", json={}, headers={"Origin": "http://localhost:5173"})
    assert "Access-Control-Allow-Origin" not in response.headers


def test_what_does_not_exist_is_said_in_json(world: World) -> None:
    missing = world.client.get("/control/nothing")
    assert (missing.status_code, missing.content_type) == (404, "application/problem+json")
    wrong_method = world.client.put("/v2/verify")
    assert (wrong_method.status_code, "POST" in wrong_method.headers["Allow"]) == (405, True)


def test_it_says_that_it_is_alive(world: World) -> None:
    assert world.client.get("/health").get_json() == {"status": "ok"}
