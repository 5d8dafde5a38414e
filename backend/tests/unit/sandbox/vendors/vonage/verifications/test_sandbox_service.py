"""What the provider does with numbers, codes and time."""

from __future__ import annotations

import pytest

from dialproof.sandbox.core.reserved import RESERVED
from unit.sandbox.world import NUMBER, Make, World

OTHER = "+14155550101"


def test_a_start_sends_a_text_with_the_code(world: World) -> None:
    world.started(code_length=6, channel_timeout=300)
    (message,) = world.messages()
    assert message["text"] == f"Acme code: {message['code']}. Valid for 5 minutes."
    assert len(message["code"]) == 6
    assert message["code"].isdecimal()
    assert (message["to"], message["from"], message["channel"], message["provider"]) == (
        NUMBER,
        "Acme",
        "sms",
        "vonage",
    )
    assert message["sentAt"] == "2027-01-15T08:00:00.000Z"


def test_the_next_channel_is_a_call_with_its_digits_apart(world: World) -> None:
    request_id = world.started()
    assert world.provider("POST", f"/{request_id}/next_workflow").status_code == 200
    call, _ = world.messages()
    assert call["channel"] == "voice"
    assert call["from"] == "+18005550199"
    assert ", ".join(call["code"]) in call["text"]


def test_the_call_comes_by_itself_when_the_text_has_run_out(world: World) -> None:
    world.started(channel_timeout=60)
    world.pass_time(59)
    assert [message["channel"] for message in world.messages()] == ["sms"]
    world.pass_time(1)
    assert [message["channel"] for message in world.messages()] == ["voice", "sms"]


def test_a_number_in_flight_is_refused_with_the_id_of_the_request_in_the_way(world: World) -> None:
    request_id = world.started()
    response = world.start()
    assert response.status_code == 409
    assert response.json is not None
    assert response.json["request_id"] == request_id
    assert len(world.messages()) == 1


def test_the_id_of_the_request_in_the_way_can_be_kept_back(make: Make) -> None:
    world = make(conflict_shows_request_id=False)
    world.started()
    response = world.start()
    assert response.json is not None
    assert "request_id" not in response.json


def test_other_numbers_are_not_in_the_way(world: World) -> None:
    world.started()
    world.started(OTHER)
    assert len(world.messages(None)) == 2


@pytest.mark.parametrize("end", ["completed", "exhausted", "expired", "cancelled"])
def test_a_number_is_free_again_when_its_request_is_over(world: World, end: str) -> None:
    request_id = world.started(channel_timeout=60)
    world.clock.now += 31
    match end:
        case "completed":
            world.check(request_id, world.code())
        case "exhausted":
            for _ in range(3):
                world.check(request_id, world.wrong_code())
        case "expired":
            world.clock.now += 120
        case "cancelled":
            assert world.provider("DELETE", f"/{request_id}").status_code == 204
    world.started()


def test_a_conflict_may_linger_after_a_cancel(make: Make) -> None:
    world = make(cancel_after=0, conflict_linger=12)
    request_id = world.started()
    world.provider("DELETE", f"/{request_id}")
    response = world.start()
    assert response.status_code == 409
    assert response.json is not None
    assert response.json["request_id"] == request_id
    world.clock.now += 12
    world.started()


def test_the_answer_to_an_early_cancel_can_be_chosen(make: Make) -> None:
    for choice, status in (("conflict", 409), ("not_found", 404)):
        world = make(early_cancel=choice)
        assert world.provider("DELETE", f"/{world.started()}").status_code == status


def test_the_answer_to_a_right_code_can_be_chosen(make: Make) -> None:
    bodies = []
    for choice in ("completed", "complete", "empty"):
        world = make(check_answer=choice)
        request_id = world.started()
        response = world.check(request_id, world.code())
        assert response.status_code == 200
        bodies.append((response.get_json(silent=True) or {}).get("status"))
    assert bodies == ["completed", "complete", None]


def test_an_unknown_request_is_not_found(world: World) -> None:
    for method, path in (("POST", "/nothing"), ("DELETE", "/nothing"), ("POST", "/nothing/next_workflow")):
        response = world.provider(method, path, {"code": "1234"})
        assert response.status_code == 404
        assert response.json is not None
        assert response.json["detail"] == "Request nothing was not found or it has been verified already."


def test_codes_are_drawn_at_random(world: World) -> None:
    codes = set()
    for line in range(100, 120):
        number = f"+1415555{line:04}"
        world.started(number, code_length=10)
        codes.add(world.code(number))
    assert len(codes) == 20


def test_a_fixed_code_is_used_for_every_message(make: Make) -> None:
    world = make(code="123456")
    world.started()
    world.started(OTHER, code_length=6)
    assert {message["code"] for message in world.messages(None)} == {"123456"}


def test_a_custom_code_of_the_request_is_used(world: World) -> None:
    world.started(code="abcd12")
    assert world.code() == "abcd12"


def test_the_next_code_can_be_fixed_for_a_number_or_for_any(world: World) -> None:
    world.control("next-code", {"code": "111111", "to": NUMBER})
    world.control("next-code", {"code": "222222"})
    world.started(OTHER)
    world.started(code="abcd12")
    assert (world.code(OTHER), world.code()) == ("222222", "111111")
    world.started("+14155550102")
    assert world.code("+14155550102") not in ("111111", "222222")


def test_a_text_can_come_late(world: World) -> None:
    world.control("delivery", {"to": NUMBER, "after": 20})
    world.started()
    world.pass_time(19)
    assert world.messages() == []
    world.pass_time(1)
    assert len(world.messages()) == 1


def test_a_late_text_of_a_forgotten_request_never_comes(world: World) -> None:
    world.control("delivery", {"to": NUMBER, "after": 20})
    world.started()
    world.control("reset", {"to": NUMBER})
    world.pass_time(60)
    assert world.messages() == []


def test_messages_can_be_kept_from_arriving_until_they_are_let_through(world: World) -> None:
    world.control("delivery", {"to": NUMBER, "never": True})
    request_id = world.started(channel_timeout=60)
    world.pass_time(60)
    assert world.messages() == []
    world.client.delete("/control/delivery", query_string={"to": NUMBER})
    world.pass_time(60)
    assert world.check(request_id, "0000").status_code == 404
    world.started()
    assert len(world.messages()) == 1


def test_a_carrier_that_refuses_brings_the_next_channel_and_then_failure(world: World) -> None:
    world.control("delivery", {"to": NUMBER, "rejected": True})
    request_id = world.started()
    world.pass_time(1)
    assert world.sandbox.pending(NUMBER)[0].channel == "voice"
    world.pass_time(1)
    assert world.messages() == []
    assert world.check(request_id, "0000").status_code == 404


def test_messages_are_written_in_the_requests_language(world: World) -> None:
    world.started(locale="de-de", channel_timeout=300)
    assert world.messages()[0]["text"] == f"Acme-Code: {world.code()}. 5 Minuten gültig."


def test_silent_authentication_alone_is_not_supported(world: World) -> None:
    response = world.start(workflow=[{"channel": "silent_auth", "to": "14155550100"}])
    assert response.status_code == 412


def test_a_failed_coverage_check_can_refuse_the_request_although_it_names_further_channels(make: Make) -> None:
    workflow = [{"channel": channel, "to": "14155550100"} for channel in ("silent_auth", "sms")]
    assert make().start(workflow=workflow).status_code == 202
    refused = make(uncovered_numbers="refused").start(workflow=workflow)
    assert refused.status_code == 412
    assert refused.get_json()["title"] == "Network not supported"


def test_silent_authentication_falls_back_when_the_handset_has_tried(world: World) -> None:
    silent = {"channel": "silent_auth", "to": "14155550100", "coverage_check": False}
    response = world.start(workflow=[silent, {"channel": "sms", "to": "14155550100"}])
    assert response.json is not None
    request_id, check_url = response.json["request_id"], response.json["check_url"]
    assert world.check(request_id, "1234").status_code == 409
    assert world.client.get(check_url).status_code == 412
    assert world.check(request_id, world.code()).status_code == 200
    assert world.client.get(check_url).status_code == 404


def test_every_reserved_number_differs_and_lies_in_the_reserved_range() -> None:
    numbers = [each.number for each in RESERVED]
    assert len(set(numbers)) == len(numbers)
    assert all(number.startswith(("+1415555018", "+1415555019")) for number in numbers)


@pytest.mark.parametrize(
    ("name", "status"),
    [
        ("Low balance", 402),
        ("Throttled", 429),
        ("Server error", 500),
        ("Already in progress", 409),
        ("Refused number", 422),
        ("Wrong credentials", 401),
    ],
)
def test_a_reserved_number_is_refused_every_time(world: World, name: str, status: int) -> None:
    number = next(each.number for each in RESERVED if each.name == name)
    assert [world.start(number).status_code for _ in range(3)] == [status] * 3
    assert world.messages(number) == []


def test_the_blocked_network_is_accepted_and_then_blocked(world: World) -> None:
    number = next(each.number for each in RESERVED if each.name == "Blocked network")
    request_id = world.started(number)
    world.pass_time(1)
    assert world.messages(number) == []
    assert world.check(request_id, "0000").status_code == 404
    world.started(number)


def test_the_number_that_gets_nothing_gets_nothing(world: World) -> None:
    number = next(each.number for each in RESERVED if each.name == "Never delivered")
    world.started(number)
    world.pass_time(1000)
    assert world.messages(number) == []


def test_the_number_of_late_texts_gets_them_late(world: World) -> None:
    number = next(each.number for each in RESERVED if each.name == "Late text")
    world.started(number)
    assert world.messages(number) == []
    world.pass_time(20)
    assert len(world.messages(number)) == 1


def test_the_number_whose_checks_fail_gets_its_text(world: World) -> None:
    number = next(each.number for each in RESERVED if each.name == "Check fails")
    request_id = world.started(number)
    assert world.check(request_id, world.code(number)).status_code == 500
