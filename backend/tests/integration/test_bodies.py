"""Bodies that no honest page sends: small clear refusals, never a fault of ours, never an echo."""

from __future__ import annotations

import json
from typing import Any

import pytest
from flask import Flask

from dialproof.app import create_app
from dialproof.sandbox.server import SandboxServer
from support.api import settings

REQUEST = "/api/request-verification"
CHECK = "/api/check-verification"
MARK = "an-echo-would-show-this"


@pytest.fixture
def api(sandbox: SandboxServer) -> Flask:
    return create_app(settings(sandbox.url))


REFUSED: list[tuple[str, bytes]] = [
    ("nothing", b""),
    ("no JSON", MARK.encode()),
    ("half of a JSON", b'{"phoneNumber": "+14155550100"'),
    ("a list", b'["+14155550100"]'),
    ("a text", b'"+14155550100"'),
    ("null", b"null"),
    ("NaN", b'{"phoneNumber": NaN}'),
    ("infinity", b'{"phoneNumber": -Infinity}'),
    ("an unknown field", json.dumps({"phoneNumber": "+14155550100", "admin": MARK}).encode()),
    ("a field twice", b'{"phoneNumber": "+14155550100", "phoneNumber": "+14155550101"}'),
    ("a number as a number", b'{"phoneNumber": 14155550100}'),
    ("a list as a number", b'{"phoneNumber": ["+14155550100"]}'),
    ("an object as a number", b'{"phoneNumber": {"$gt": ""}}'),
    ("true as a number", b'{"phoneNumber": true}'),
    ("no number", b'{"country": "US"}'),
    ("an empty number", b'{"phoneNumber": ""}'),
    ("a number of 65 characters", json.dumps({"phoneNumber": "1" * 65}).encode()),
    ("an unknown channel", json.dumps({"phoneNumber": "+14155550100", "channel": MARK}).encode()),
    ("a channel that is not offered", b'{"phoneNumber": "+14155550100", "channel": "whatsapp"}'),
    ("a country that is none", b'{"phoneNumber": "4155550100", "country": "USA"}'),
    ("a country with a line break", b'{"phoneNumber": "4155550100", "country": "US\\n"}'),
    ("a locale that is none", json.dumps({"phoneNumber": "+14155550100", "locale": f"<{MARK}>"}).encode()),
    ("half a surrogate pair", b'{"phoneNumber": "\\ud800"}'),
    ("a surrogate as a key", b'{"phoneNumber": "+14155550100", "\\udfff": 1}'),
    ("NUL", b'{"phoneNumber": "+1415\\u00005550100"}'),
    ("not UTF-8", b'{"phoneNumber": "\xff\xfe"}'),
    ("UTF-16", '{"phoneNumber": "+14155550100"}'.encode("utf-16")),
    ("a very deep list", b"[" * 4000),
    ("a very deep object", b'{"phoneNumber":' * 270),
    ("a very long integer", b'{"phoneNumber": ' + b"9" * 4000 + b"}"),
    ("a very large exponent", b'{"phoneNumber": 1e99999}'),
    ("a prototype", b'{"phoneNumber": "+14155550100", "__proto__": {"polluted": true}}'),
]


@pytest.mark.parametrize("body", [body for _, body in REFUSED], ids=[name for name, _ in REFUSED])
def test_a_bad_body_is_refused_in_words_without_an_echo_and_sends_nothing(
    api: Flask, sandbox: SandboxServer, body: bytes
) -> None:
    answer = api.test_client().post(REQUEST, data=body, content_type="application/json")
    assert answer.status_code == 400
    assert answer.mimetype == "application/problem+json"
    assert answer.json is not None
    assert answer.json["code"] in {"invalid_request", "invalid_phone_number"}
    assert MARK not in answer.text
    assert "Traceback" not in answer.text
    assert sandbox.sandbox.inbox.messages() == []


@pytest.mark.parametrize(
    ("body", "pointer", "detail"),
    [
        ({"phoneNumber": "+14155550100", "phone_number": "x"}, "/phone_number", "There is no such field."),
        ({"phoneNumber": 5}, "/phoneNumber", "This field must be a text."),
        ({}, "/phoneNumber", "This field is required."),
        ({"phoneNumber": ""}, "/phoneNumber", "This field must not be empty."),
        ({"phoneNumber": "1" * 65}, "/phoneNumber", "This field takes at most 64 characters."),
        (
            {"phoneNumber": "+14155550100", "channel": "fax"},
            "/channel",
            "Must be one of: 'sms', 'voice' or 'whatsapp'.",
        ),
        ({"phoneNumber": "+14155550100", "<script>": 1}, "", "There is a field that does not exist."),
    ],
)
def test_a_bad_field_is_named(api: Flask, body: dict[str, Any], pointer: str, detail: str) -> None:
    answer = api.test_client().post(REQUEST, json=body)
    assert answer.json is not None
    assert answer.json["errors"] == [{"pointer": pointer, "detail": detail}]


def test_several_bad_fields_are_named_together(api: Flask) -> None:
    answer = api.test_client().post(REQUEST, json={"country": "USA", "locale": "?"})
    assert answer.json is not None
    assert {error["pointer"] for error in answer.json["errors"]} == {"/phoneNumber", "/country", "/locale"}


@pytest.mark.parametrize("path", [REQUEST, CHECK, "/api/cancel-verification"])
def test_no_call_takes_more_than_4_kib(api: Flask, path: str) -> None:
    client = api.test_client()
    largest = client.post(path, data=b" " * 4096, content_type="application/json")
    assert largest.status_code in {200, 400}
    larger = client.post(path, data=b" " * 4097, content_type="application/json")
    assert larger.status_code == 413
    assert larger.json is not None
    assert larger.json["code"] == "payload_too_large"


@pytest.mark.parametrize(
    "media_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data", "application/jsonp", "", "text/json"],
)
def test_only_json_is_read(api: Flask, sandbox: SandboxServer, media_type: str) -> None:
    answer = api.test_client().post(REQUEST, data=b'{"phoneNumber": "+14155550100"}', content_type=media_type)
    assert answer.status_code == 415
    assert sandbox.sandbox.inbox.messages() == []


def test_a_charset_beside_the_media_type_is_welcome(api: Flask) -> None:
    answer = api.test_client().post(
        REQUEST, data=b'{"phoneNumber": "+14155550100"}', content_type="application/json; charset=utf-8"
    )
    assert answer.status_code == 200


def test_cancelling_takes_an_empty_object_or_nothing(api: Flask) -> None:
    client = api.test_client()
    for body in (b"{}", b"", b"  "):
        assert client.post("/api/cancel-verification", data=body, content_type="application/json").status_code == 200
    assert client.post("/api/cancel-verification", json={"all": True}).status_code == 400


@pytest.mark.parametrize("code", ["12345", "1234567", "abcdef", "١٢٣٤٥", "\x00" * 6, "123456; DROP TABLE", "9" * 32])
def test_what_is_no_code_costs_no_attempt(api: Flask, code: str) -> None:
    client = api.test_client()
    client.post(REQUEST, json={"phoneNumber": "+14155550100"})
    before = client.get("/api/verification").json
    answer = client.post(CHECK, json={"code": code})
    assert answer.json is not None
    assert (answer.status_code, answer.json["code"]) == (400, "invalid_request")
    after = client.get("/api/verification").json
    assert before is not None
    assert after is not None
    assert before["attemptsLeft"] == after["attemptsLeft"]
