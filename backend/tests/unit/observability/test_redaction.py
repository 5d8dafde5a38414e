"""What looks like a number, a code or a secret is masked; ids, times and addresses stay readable."""

import uuid
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dialproof.observability.redaction import HIDDEN, Redactor
from dialproof.phone import PhoneNumber

NUMBER = "14155550100"


def redact(**event: Any) -> dict[str, Any]:
    return dict(Redactor(["s3cret-value", "tiny"])(None, "info", event))


@pytest.mark.parametrize(
    "text",
    [
        NUMBER,
        f"+{NUMBER}",
        f"to=+{NUMBER},",
        f"/v2/search?to=%2B{NUMBER}&x=1",
        f'{{"to":"{NUMBER}"}}',
        f"to{NUMBER}x",
        "+1 (415) 555-0100",
        "415.555.0100",
        "0491 570 006",
        "call 415\u2013555\u20130100 now",
        "+1\u00a0415\u00a0555\u00a00100",
        "5550100",
        "".join(chr(0x0660 + int(digit)) for digit in NUMBER),
    ],
)
def test_phone_numbers_are_masked_however_they_are_written(text: str) -> None:
    masked = Redactor().text(text)
    assert HIDDEN in masked
    assert "0100" not in masked
    assert "570" not in masked


@pytest.mark.parametrize(
    "text",
    [
        "3fa85f64-5717-4562-b3fc-2c963f66afa6",
        "12345678-1234-4234-8234-123456789012",
        "0123456789abcdef0123456789abcdef",
        "01234567890123456789012345678901",
        "2026-11-20T18:34:00.123456Z",
        "2026-11-20 18:34:00,123",
        "2026-11-20T18:34:00+01:00",
        "expires 2026-11-20",
        "Listening at: http://127.0.0.1:5001 (12345)",
        "Listening at: http://[::1]:50010 (12345)",
        "Booting worker with pid: 4194304",
        "peer 192.168.100.200:54321",
        "<object at 0x7f335718a0c0>",
        "status 200 in 1234 ms",
        "version 10.20.30",
        "",
    ],
)
def test_what_an_operator_needs_stays_readable(text: str) -> None:
    assert Redactor().text(text) == text


@given(st.uuids())
def test_request_ids_stay_readable(request_id: uuid.UUID) -> None:
    for text in (str(request_id), request_id.hex):
        assert redact(request_id=text) == {"request_id": text}
        assert Redactor().text(f"GET /{text}?") == f"GET /{text}?"


@pytest.mark.parametrize(
    ("text", "secret"),
    [
        ("Authorization: Bearer abc.def-ghi", "abc.def"),
        ("authorization=basic c2FuZGJveDpzZWNyZXQ=", "c2Fu"),
        ("token eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2ln", "eyJ"),
        ("Cookie: dialproof=abc; theme=dark", "abc"),
        ("{'Set-Cookie': '__Host-dialproof=abc; Path=/'}", "abc"),
        ("jar has __Host-dialproof=abc;", "abc"),
        ("jar has __Host-dialproof-embedded=abc;", "abc"),
        ("redis://:pa55@localhost:6379/0", "pa55"),
        ("-----BEGIN PRIVATE KEY-----\nMIIEabc\n-----END PRIVATE KEY-----", "MIIE"),
        ("-----BEGIN RSA PRIVATE KEY-----\nMIIEabc", "MIIE"),
        ('{"code": "123456"}', "123456"),
        ("code=1234", "1234"),
        ("Your code is 123456.", "123456"),
        ("x s3cret-value y", "s3cret"),
    ],
)
def test_secrets_are_masked(text: str, secret: str) -> None:
    masked = Redactor(["s3cret-value"]).text(text)
    assert HIDDEN in masked
    assert secret not in masked


def test_short_secrets_do_not_take_words_out_of_the_log() -> None:
    assert redact(event="a tiny thing") == {"event": "a tiny thing"}


def test_values_of_every_kind_are_masked() -> None:
    class Clumsy:
        def __repr__(self) -> str:
            return f"<to {NUMBER}>"

    event = redact(
        event="send",
        integer=int(NUMBER),
        nested={"to": [f"+{NUMBER}"], f"+{NUMBER}": ({"deep": NUMBER},)},
        thing=Clumsy(),
        data=NUMBER.encode(),
        error=ValueError(NUMBER),
        Authorization="anything",
        phone_number="anything",
    )
    assert NUMBER not in repr(event)
    assert "anything" not in repr(event)


def test_what_never_ends_is_cut() -> None:
    endless: list[object] = []
    endless.append(endless)
    assert HIDDEN in repr(redact(event="x", endless=endless))


def test_plain_facts_are_kept() -> None:
    facts = {"event": "code_sent", "status": 202, "seconds": 0.25, "again": False, "retry_after": 86400, "by": None}
    assert redact(**facts) == facts


def test_a_code_of_a_problem_is_kept_and_a_code_of_a_visitor_is_not() -> None:
    assert redact(code="rate_limited") == {"code": "rate_limited"}
    assert redact(code="123456") == redact(code=123456) == {"code": HIDDEN}


def test_the_mask_of_a_number_is_kept() -> None:
    number = PhoneNumber.parse(f"+{NUMBER}")
    assert redact(to=number.masked) == {"to": number.masked}
    assert number.masked in redact(to=number)["to"]
