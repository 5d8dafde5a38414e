"""The vendor's field limits, at both ends of each."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialproof.sandbox.vendors.vonage.api.validation import read_code, read_number, read_start
from dialproof.sandbox.vendors.vonage.problems import Refusal
from dialproof.sandbox.vendors.vonage.verifications.model import Channel

SMS = {"channel": "sms", "to": "14155550100"}
GOOD: dict[str, Any] = {"brand": "Acme", "workflow": [SMS]}

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=9), inner, max_size=4),
)


def wrong_fields(body: object) -> dict[str, str]:
    with pytest.raises(Refusal) as refusal:
        read_start(body, default_locale="en-us")
    assert refusal.value.status == 422
    return {each["name"]: each["reason"] for each in refusal.value.body["invalid_parameters"]}


def test_a_body_with_only_the_required_fields_gets_the_vendors_defaults() -> None:
    plan = read_start(GOOD, default_locale="en-us")
    assert (plan.brand, plan.to, plan.locale, plan.channel_timeout, plan.code_length) == (
        "Acme",
        "14155550100",
        "en-us",
        180,
        4,
    )
    assert plan.steps[0].channel is Channel.SMS


def test_every_field_is_taken() -> None:
    plan = read_start(
        {
            "brand": "Acme",
            "locale": "es-es",
            "channel_timeout": 900,
            "client_ref": "abc123",
            "code_length": 10,
            "code": "abcd1234",
            "template_id": "4ed3027d-8762-44a0-aa3f-c393717413a4",
            "fraud_check": False,
            "workflow": [
                {"channel": "silent_auth", "to": "14155550100", "coverage_check": False, "mode": "advanced"},
                SMS
                | {"from": "Acme", "app_hash": "ABC123def45", "reuse_code": True, "entity_id": "1", "content_id": "2"},
                {"channel": "whatsapp", "to": "14155550100", "from": "14155550199", "mode": "zero_tap"},
            ],
        },
        default_locale="en-us",
    )
    silent, sms, whatsapp = plan.steps
    assert (plan.locale, plan.channel_timeout, plan.client_ref, plan.code_length, plan.code) == (
        "es-es",
        900,
        "abc123",
        10,
        "abcd1234",
    )
    assert not silent.coverage_check
    assert (sms.sender, sms.app_hash, sms.reuse_code) == ("Acme", "ABC123def45", True)
    assert whatsapp.sender == "14155550199"


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"brand": ""}, "brand"),
        ({"brand": "x" * 19}, "brand"),
        ({"brand": "a/b"}, "brand"),
        ({"brand": "a:b"}, "brand"),
        ({"brand": 7}, "brand"),
        ({"workflow": []}, "workflow"),
        ({"workflow": [SMS] * 4}, "workflow"),
        ({"workflow": "sms"}, "workflow"),
        ({"workflow": [{"channel": "pigeon", "to": "14155550100"}]}, "workflow[0]"),
        ({"workflow": [{"channel": "sms"}]}, "workflow[0].to"),
        ({"workflow": [{"channel": "sms", "to": "+14155550100"}]}, "workflow[0].to"),
        ({"workflow": [{"channel": "sms", "to": "0014155550100"}]}, "workflow[0].to"),
        ({"workflow": [{"channel": "sms", "to": "1415555010012345"}]}, "workflow[0].to"),
        ({"workflow": [{"channel": "sms", "to": "١٤١٥٥٥٥٠١٠٠"}]}, "workflow[0].to"),
        ({"workflow": [{"channel": "sms", "to": 14155550100}]}, "workflow[0].to"),
        ({"workflow": [SMS, SMS | {"from": "x" * 16}]}, "workflow[1].from"),
        ({"workflow": [SMS | {"app_hash": "short"}]}, "workflow[0].app_hash"),
        ({"workflow": [{"channel": "whatsapp", "to": "14155550100"}]}, "workflow[0].from"),
        ({"workflow": [{"channel": "rcs", "to": "14155550100", "from": "x" * 16}]}, "workflow[0].from"),
        ({"workflow": [{"channel": "whatsapp_interactive", "to": "14155550100", "from": "1"}]}, "workflow[0]"),
        (
            {"workflow": [{"channel": "silent_auth", "to": "14155550100", "redirect_url": "a b"}]},
            "workflow[0].redirect_url",
        ),
        ({"workflow": [{"channel": "email", "to": "nobody"}]}, "workflow[0].to"),
        ({"workflow": [SMS, {"channel": "silent_auth", "to": "14155550100"}]}, "workflow"),
        ({"channel_timeout": 14}, "channel_timeout"),
        ({"channel_timeout": 901}, "channel_timeout"),
        ({"channel_timeout": "180"}, "channel_timeout"),
        ({"code_length": 3}, "code_length"),
        ({"code_length": 11}, "code_length"),
        ({"code": "123"}, "code"),
        ({"code": "12345678901"}, "code"),
        ({"code": "12-456"}, "code"),
        ({"client_ref": "x" * 41}, "client_ref"),
        ({"client_ref": "a b"}, "client_ref"),
        ({"client_ref": "a-b"}, "client_ref"),
        ({"client_ref": None}, "client_ref"),
        ({"locale": None}, "locale"),
        ({"code": None}, "code"),
        ({"template_id": None}, "template_id"),
        ({"channel_timeout": None}, "channel_timeout"),
        ({"workflow": [SMS | {"from": None}]}, "workflow[0].from"),
        ({"workflow": [SMS | {"app_hash": None}]}, "workflow[0].app_hash"),
        ({"locale": "english please"}, "locale"),
        ({"fraud_check": "no"}, "fraud_check"),
    ],
)
def test_a_field_outside_its_limits_is_named(change: dict[str, Any], field: str) -> None:
    assert set(wrong_fields(GOOD | change)) == {field}


@pytest.mark.parametrize(
    "change",
    [
        {"brand": "x"},
        {"brand": "x" * 18},
        {"workflow": [SMS] * 3},
        {"workflow": [SMS | {"from": "x" * 15}]},
        {"channel_timeout": 15},
        {"channel_timeout": 900},
        {"code_length": 4},
        {"code_length": 10},
        {"code": "1234"},
        {"client_ref": "x" * 40},
        {"workflow": [{"channel": "email", "to": "someone@example.org"}]},
        {"workflow": [{"channel": "rcs", "to": "14155550100"}]},
        {"workflow": [{"channel": "silent_auth", "to": "14155550100", "redirect_url": "app://back#/here"}]},
        {"a_field_of_tomorrow": 1},
        {"a_field_of_tomorrow": None},
    ],
)
def test_a_field_at_its_limit_is_taken(change: dict[str, Any]) -> None:
    assert read_start(GOOD | change, default_locale="en-us").brand


def test_every_mistake_is_told_at_once() -> None:
    assert set(wrong_fields({"brand": "x" * 19, "code_length": 1})) == {"brand", "code_length", "workflow"}


def test_a_missing_field_is_said_to_be_required() -> None:
    assert wrong_fields({"workflow": [SMS]})["brand"] == "`brand` is required"


@pytest.mark.parametrize("body", [None, [], "text", 7])
def test_a_body_that_is_no_object_is_refused(body: object) -> None:
    assert wrong_fields(body) == {"body": "The body must be a JSON object"}


def test_hyphens_in_a_reference_are_taken_where_that_is_chosen() -> None:
    plan = read_start(GOOD | {"client_ref": "my-personal-ref"}, default_locale="en-us", client_ref_hyphens=True)
    assert plan.client_ref == "my-personal-ref"


def test_the_channel_that_left_the_document_is_taken_where_that_is_chosen() -> None:
    step = {"channel": "whatsapp_interactive", "to": "14155550100", "from": "14155550199"}
    plan = read_start(GOOD | {"workflow": [step]}, default_locale="en-us", whatsapp_interactive=True)
    assert plan.steps[0].channel is Channel.WHATSAPP_INTERACTIVE


@given(JSON)
def test_no_json_makes_the_reader_fall_over(body: object) -> None:
    assert read_number(body) is None or isinstance(read_number(body), str)
    with pytest.raises(Refusal):
        read_start(body, default_locale="en-us")
    with pytest.raises(Refusal):
        read_code(body)


@pytest.mark.parametrize("code", ["123", "12345678901", None, 1234, ""])
def test_a_code_outside_its_limits_is_refused(code: object) -> None:
    with pytest.raises(Refusal) as refusal:
        read_code({"code": code})
    assert refusal.value.status == 422
    assert refusal.value.body["invalid_parameters"][0]["name"] == "code"


def test_invalid_parameters_may_be_an_object_as_some_sdks_expect() -> None:
    with pytest.raises(Refusal) as refusal:
        read_code({}, style="object")
    assert refusal.value.body["invalid_parameters"] == {"name": "code", "reason": "`code` is required"}


def test_a_refusal_repeats_nothing_that_was_sent() -> None:
    with pytest.raises(Refusal) as refusal:
        read_start({"brand": "Acme", "workflow": [{"channel": "sms", "to": "+14155550100"}]}, default_locale="en-us")
    assert "4155550100" not in str(refusal.value.body)
