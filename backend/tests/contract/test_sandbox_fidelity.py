"""The sandbox answers as the vendor documents: every status, every body, every callback, and every limit of a field."""

from __future__ import annotations

import json
import time
from pathlib import Path
from typing import Any
from uuid import uuid4

import jwt
import pytest
import yaml
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given, settings
from hypothesis import strategies as st
from jsonschema import Draft202012Validator, FormatChecker
from werkzeug.test import TestResponse

from dialproof.sandbox.core.reserved import RESERVED, behaviour_of
from dialproof.sandbox.vendors.vonage.profile import PROFILE
from unit.sandbox.world import NUMBER, World, build_world

CONTRACT: dict[str, Any] = yaml.safe_load((Path(__file__).parent / "vonage_verify_v2.yml").read_text(encoding="utf-8"))
DIGITS = NUMBER.removeprefix("+")
SMS = {"channel": "sms", "to": DIGITS}
SILENT = {"channel": "silent_auth", "to": DIGITS}
URL = "https://example.org/status"

KEY = generate_private_key(public_exponent=65537, key_size=2048)
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()


def validator(schema: dict[str, Any]) -> Draft202012Validator:
    return Draft202012Validator(schema | {"$defs": CONTRACT["$defs"]}, format_checker=FormatChecker())


def problems(schema: dict[str, Any], value: object) -> list[str]:
    return [error.message for error in validator(schema).iter_errors(value)]


class Witness:
    """Hold every answer to the contract, and remember which were seen."""

    def __init__(self) -> None:
        self.seen: set[tuple[str, str]] = set()

    def hold(self, operation: str, response: TestResponse, *, choices: bool = False) -> None:
        status = str(response.status_code)
        allowed = CONTRACT["answers"][operation] | (CONTRACT["choices"].get(operation, {}) if choices else {})
        assert status in allowed, f"{operation} is not documented to answer {status}"
        documented = allowed[status]
        if documented.get("location"):
            assert response.headers["Location"]
        elif documented:
            assert response.content_type == documented["media"]
            assert problems(documented["schema"], response.get_json()) == []
        else:
            assert response.data == b""
        self.seen.add((operation, status))


@pytest.fixture
def world() -> World:
    return build_world(application_id="an-application", public_key=PUBLIC)


def call(world: World, operation: str, request_id: str = "", **headers: str) -> TestResponse:
    method, path, body = {
        "start": ("POST", "", {"brand": "Acme", "workflow": [SMS, {"channel": "voice", "to": DIGITS}]}),
        "check": ("POST", f"/{request_id}", {"code": "0000"}),
        "cancel": ("DELETE", f"/{request_id}", None),
        "next_workflow": ("POST", f"/{request_id}/next_workflow", None),
    }[operation]
    if headers:
        return world.client.open(f"/v2/verify{path}", method=method, json=body, headers=headers)
    return world.provider(method, path, body)


def test_the_contract_itself_is_sound() -> None:
    for schema in CONTRACT["$defs"].values():
        Draft202012Validator.check_schema(schema)
    assert set(CONTRACT["answers"]) == {*PROFILE.operations, *PROFILE.recorded_only}


def test_every_documented_answer_is_given_as_documented(world: World) -> None:
    witness = Witness()
    _see_refusals_of_every_call(world, witness)
    _see_a_request_through(world, witness)
    _see_what_is_wrong_with_requests(world, witness)
    _see_silent_authentication(world, witness)
    documented = {(operation, status) for operation, answers in CONTRACT["answers"].items() for status in answers}
    assert witness.seen == documented


def _see_refusals_of_every_call(world: World, witness: Witness) -> None:
    now = int(time.time())
    expired = {"application_id": "an-application", "iat": now - 99, "exp": now - 50, "jti": str(uuid4())}
    token = jwt.encode(expired, KEY, algorithm="RS256")
    for operation in PROFILE.operations:
        witness.hold(operation, call(world, operation, "an-id", Authorization="Basic bm86Ym9keQ=="))
        witness.hold(operation, call(world, operation, "an-id", Authorization=f"Bearer {token}"))
        for status in CONTRACT["answers"][operation]:
            if int(status) >= 400:
                world.control("faults", {"operation": operation, "status": int(status)})
                witness.hold(operation, call(world, operation, "an-id"))
    for reserved in RESERVED:
        behaviour = behaviour_of(reserved, PROFILE.reserved)
        if behaviour is None or behaviour.fault is None or not (behaviour.fault.drop or behaviour.fault.latency):
            witness.hold("start", world.start(reserved.number))


def _see_a_request_through(world: World, witness: Witness) -> None:
    started = call(world, "start")
    witness.hold("start", started)
    witness.hold("start", call(world, "start"))
    request_id = started.get_json()["request_id"]
    for operation in ("next_workflow", "next_workflow"):
        witness.hold(operation, call(world, operation, request_id))
    for _ in range(4):
        witness.hold("check", world.check(request_id, world.wrong_code()))
    for operation in ("cancel", "next_workflow"):
        witness.hold(operation, call(world, operation, request_id))
    request_id = world.started()
    witness.hold("check", world.check(request_id, world.code()))
    request_id = world.started()
    world.clock.now += 30
    witness.hold("cancel", call(world, "cancel", request_id))


def _see_what_is_wrong_with_requests(world: World, witness: Witness) -> None:
    witness.hold("start", world.start(brand="x" * 19))
    witness.hold("start", world.start(workflow=[SILENT]))
    silent = world.start(workflow=[SILENT | {"coverage_check": False}, SMS])
    witness.hold("start", silent)
    witness.hold("check", world.check(silent.get_json()["request_id"], "1234"))


def _see_silent_authentication(world: World, witness: Witness) -> None:
    for to in ("9902345602", "9902345601", "9902345699"):
        started = world.start(workflow=[SILENT | {"to": to}])
        witness.hold("start", started)
        check_url = started.get_json()["check_url"]
        for _ in range(2):
            redirected = world.client.get(check_url)
            witness.hold("silent_auth", redirected)
            if redirected.status_code == 302:
                witness.hold("silent_auth", world.client.get(redirected.headers["Location"]))
    witness.hold("silent_auth", world.client.get(f"/v2/verify/{world.started('+14155550101')}/silent-auth/redirect"))


def test_the_answers_that_the_vendor_leaves_open_have_the_documented_form(world: World) -> None:
    witness = Witness()
    request_id = world.started()
    witness.hold("cancel", call(world, "cancel", request_id), choices=True)
    witness.hold("check", world.check(request_id, "12"), choices=True)
    assert witness.seen == {
        (operation, status) for operation, answers in CONTRACT["choices"].items() for status in answers
    }


def elsewhere(response: TestResponse, status: int) -> None:
    assert response.status_code == status
    documented = CONTRACT["elsewhere"][str(status)]
    assert response.content_type == documented["media"]
    assert problems(documented["schema"], response.get_json()) == []


@pytest.mark.parametrize("method", ["GET", "POST", "DELETE", "PATCH"])
@pytest.mark.parametrize("path", ["", "/an-id", "/an-id/template_fragments", "/next_workflow"])
def test_templates_are_no_request_and_the_account_may_not_manage_them(world: World, method: str, path: str) -> None:
    elsewhere(world.provider(method, f"/templates{path}", {"code": "1234"}), 403)
    assert world.client.open(f"/v2/verify/templates{path}", method=method).status_code == 401


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("GET", "", 405),
        ("PUT", "", 405),
        ("GET", "/an-id", 405),
        ("PATCH", "/an-id", 405),
        ("GET", "/an-id/next_workflow", 405),
        ("POST", "/an-id/silent-auth/redirect", 405),
        ("POST", "/an-id/next-workflow", 404),
        ("GET", "/an-id/silent-auth", 404),
        ("POST", "/an-id/next_workflow/", 404),
    ],
)
def test_what_does_not_exist_is_answered_in_the_vendors_form(world: World, method: str, path: str, status: int) -> None:
    response = world.provider(method, path)
    elsewhere(response, status)
    assert (status == 405) == ("Allow" in response.headers)


@pytest.mark.parametrize("path", ["/v1/messages", "/verify/json", "/v2/verifications"])
def test_other_products_of_the_vendor_are_answered_in_its_form_too(world: World, path: str) -> None:
    elsewhere(world.client.post(path), 404)


def test_every_callback_is_as_documented() -> None:
    world = build_world(callback_url=URL, callbacks_for="any")
    world.check(world.started(client_ref="abc"), world.code())
    request_id = world.started()
    for _ in range(3):
        world.check(request_id, world.wrong_code())
    world.started(channel_timeout=15)
    world.pass_time(100)
    world.started(next(each.number for each in RESERVED if each.name == "Blocked network"))
    world.started(next(each.number for each in RESERVED if each.name == "Carrier refuses"))
    for _ in range(5):
        world.pass_time(1)
    for to in ("9902345602", "9902345601", "9902345699", "9902345604"):
        started = world.start(workflow=[SILENT | {"to": to}], client_ref="abc").get_json()
        if to != "9902345604":
            found = world.client.get(started["check_url"], follow_redirects=True).get_json()
            world.check(started["request_id"], found.get("code", "none"))
    world.pass_time(60)
    sent = [json.loads(body) for _, body, _ in world.posts.sent]
    for body in sent:
        kind = "silent_auth" if body.get("channel") == "silent_auth" else body["type"]
        assert problems(CONTRACT["callbacks"][kind], body) == []
    silent = {body["status"] for body in sent if body.get("channel") == "silent_auth"}
    assert silent == {"completed", "failed", "user_rejected", "expired", "action_pending"}
    assert {body["status"] for body in sent if body["type"] == "summary"} == {
        "completed",
        "failed",
        "expired",
        "blocked",
    }


def near(*values: object) -> st.SearchStrategy[object]:
    return st.sampled_from(values)


NUMBERS = near(DIGITS, "61491570006", f"+{DIGITS}", "0061491570006", "1" * 16, "12", "", None, 7)
NAMES = near("Acme", "x" * 11, "x" * 15, "x" * 16, "x" * 50, "x" * 51, "", 7, None)
CHANNELS = st.fixed_dictionaries(
    {"channel": near("sms", "voice", "whatsapp", "rcs", "silent_auth", "email", "whatsapp_interactive", "fax", 1)},
    optional={
        "to": NUMBERS | near("someone@example.org", "nobody"),
        "from": NAMES | near("acme@example.org"),
        "app_hash": near("ABC123def45", "short"),
        "reuse_code": near(True, False, "yes"),
        "mode": near("otp_code", "zero_tap", "standard", "advanced", "warp"),
        "entity_id": near("1", "x" * 21),
        "coverage_check": near(True, False, 0),
    },
)
REQUESTS = st.fixed_dictionaries(
    {},
    optional={
        "brand": near("Acme", "x", "x" * 18, "x" * 19, "", "a/b", "a\\b", "a{b", "a:b", "a$b", 7),
        "workflow": st.lists(CHANNELS, max_size=4) | near({}, "sms"),
        "channel_timeout": near(14, 15, 180, 900, 901, "180", True),
        "client_ref": near("a", "a" * 40, "a" * 41, "", "a b", "a-b", None),
        "code_length": near(3, 4, 10, 11, "6"),
        "code": near("1234", "abcd123456", "123", "12345678901", "12-45", 1234, None),
        "fraud_check": near(True, False, "no"),
        "template_id": near("4ed3027d-8762-44a0-aa3f-c393717413a4", 7),
        "locale": near("en-us", "es-es", 7, None),
    },
)


@settings(max_examples=400, deadline=None)
@given(REQUESTS)
def test_a_start_is_refused_for_its_fields_exactly_where_the_documented_limits_say_so(body: dict[str, Any]) -> None:
    response = build_world().provider("POST", "", body)
    Witness().hold("start", response)
    valid = problems(CONTRACT["requests"]["start"], body) == []
    assert (response.status_code != 422) == valid, response.get_json()


@given(st.dictionaries(near("code", "token"), near("1234", "abcd123456", "123", "12345678901", 1234, None, [])))
def test_a_check_is_refused_for_its_fields_exactly_where_the_documented_limits_say_so(body: dict[str, Any]) -> None:
    world = build_world()
    response = world.provider("POST", f"/{world.started()}", body)
    Witness().hold("check", response, choices=True)
    valid = problems(CONTRACT["requests"]["check"], body) == []
    assert (response.status_code != 422) == valid
