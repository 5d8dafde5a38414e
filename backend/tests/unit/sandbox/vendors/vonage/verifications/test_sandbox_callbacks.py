"""Status callbacks: what they say, and how they are signed."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import jwt
import pytest

from dialproof.sandbox.core.reserved import RESERVED
from unit.sandbox.world import NUMBER, START, Make, World

URL = "https://example.org/webhooks/vonage"
SECRET = "a signature secret that is long enough"


@pytest.fixture
def world(make: Make) -> World:
    return make(callback_url=URL, signature_secret=SECRET, callbacks_for="any", cancel_after=0)


def bodies(world: World) -> list[dict[str, Any]]:
    world.sandbox.callbacks.send_waiting()
    return [json.loads(body) for _, body, _ in world.posts.sent]


def test_a_right_code_sends_an_event_and_a_summary(world: World) -> None:
    request_id = world.started(client_ref="abc123", channel_timeout=60)
    world.check(request_id, world.code())
    event, summary = bodies(world)
    assert event == {
        "request_id": request_id,
        "triggered_at": "2027-01-15T08:00:00.000Z",
        "type": "event",
        "channel": "sms",
        "status": "completed",
        "finalized_at": "2027-01-15T08:00:00.000Z",
        "channel_timeout": 60,
        "client_ref": "abc123",
    }
    assert summary == {
        "request_id": request_id,
        "submitted_at": "2027-01-15T08:00:00.000Z",
        "status": "completed",
        "type": "summary",
        "channel_timeout": 60,
        "workflow": [
            {"channel": "sms", "status": "completed", "initiated_at": "2027-01-15T08:00:00.000Z"},
            {"channel": "voice", "status": "unused"},
        ],
        "finalized_at": "2027-01-15T08:00:00.000Z",
        "price": "0.05000000",
        "client_ref": "abc123",
    }


def test_the_price_counts_each_channel_that_was_tried(make: Make) -> None:
    world = make(callback_url=URL, callbacks_for="any", price="0.00750001")
    world.started(channel_timeout=60)
    world.pass_time(200)
    assert bodies(world)[-1]["price"] == "0.01500002"


def test_too_many_wrong_codes_send_failed(world: World) -> None:
    request_id = world.started()
    for _ in range(3):
        world.check(request_id, world.wrong_code())
    assert [(each["type"], each["status"]) for each in bodies(world)] == [("event", "failed"), ("summary", "failed")]


def test_expiry_sends_an_event_for_each_channel_and_a_summary(world: World) -> None:
    world.started(channel_timeout=60)
    world.pass_time(200)
    sent = bodies(world)
    assert [(each["type"], each["status"], each.get("channel")) for each in sent] == [
        ("event", "failed", "sms"),
        ("event", "failed", "voice"),
        ("summary", "expired", None),
    ]
    assert [step["status"] for step in sent[-1]["workflow"]] == ["expired", "expired"]


def test_a_blocked_network_is_told_by_the_summary_alone(world: World) -> None:
    number = next(each.number for each in RESERVED if each.name == "Blocked network")
    world.started(number)
    world.pass_time(1)
    (summary,) = bodies(world)
    assert summary["status"] == "blocked"
    assert summary["workflow"][0]["status"] == "blocked"
    assert "Fraudulent traffic" in summary["workflow"][0]["reason"]


def test_a_cancelled_request_sends_nothing(world: World) -> None:
    world.provider("DELETE", f"/{world.started()}")
    world.pass_time(1000)
    assert bodies(world) == []


def test_a_request_that_was_reset_sends_nothing_more(world: World) -> None:
    world.started(channel_timeout=60)
    world.control("reset", {"to": NUMBER})
    world.pass_time(1000)
    assert bodies(world) == []


def test_nothing_is_sent_for_basic_credentials_as_the_vendor_has_it(make: Make) -> None:
    world = make(callback_url=URL)
    world.check(world.started(), world.code())
    assert bodies(world) == []


def test_nothing_is_sent_without_an_address(make: Make) -> None:
    world = make(callbacks_for="any")
    world.check(world.started(), world.code())
    assert bodies(world) == []


def test_a_callback_is_signed_over_its_body(world: World) -> None:
    world.check(world.started(), world.code())
    world.sandbox.callbacks.send_waiting()
    url, body, headers = world.posts.sent[0]
    assert url == URL
    claims = jwt.decode(
        headers["Authorization"].removeprefix("Bearer "), SECRET, algorithms=["HS256"], options={"verify_iat": False}
    )
    assert claims["payload_hash"] == hashlib.sha256(body).hexdigest()
    assert (claims["iss"], claims["api_key"], claims["iat"]) == ("Vonage", "sandbox", int(START))


def test_every_callback_has_an_id_of_its_own(world: World) -> None:
    world.check(world.started(), world.code())
    world.sandbox.callbacks.send_waiting()
    ids = {
        jwt.decode(headers["Authorization"].removeprefix("Bearer "), options={"verify_signature": False})["jti"]
        for _, _, headers in world.posts.sent
    }
    assert len(ids) == 2
