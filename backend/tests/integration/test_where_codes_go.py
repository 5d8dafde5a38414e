"""A code goes to the number that was meant, or nowhere."""

import re
from pathlib import Path

import pytest

from dialproof.sandbox.server import SandboxServer
from support.api import Serve
from support.phone import texts
from support.visitor import Visitor

HINTS = re.findall(
    r"^  ([A-Z]{2}): '(.+)',$",
    (Path(__file__).parents[3] / "frontend" / "src" / "lib" / "phone" / "examples.ts").read_text(encoding="utf-8"),
    flags=re.MULTILINE,
)


def test_there_are_hints() -> None:
    assert {"GB", "FR", "US"} <= {country for country, _ in HINTS}


@pytest.mark.parametrize(("country", "hint"), HINTS)
def test_the_hint_that_the_form_gives_can_be_typed(serve: Serve, country: str, hint: str) -> None:
    answer = Visitor(serve()).ask(hint, country=country)
    assert (answer.status, answer.body["status"]) == (200, "pending")


@pytest.mark.parametrize(("country", "number"), [("GB", "07700 900123"), ("FR", "06 39 98 01 23")])
def test_numbers_for_films_can_be_refused(serve: Serve, country: str, number: str) -> None:
    answer = Visitor(serve(RESERVED_NUMBERS="refuse")).ask(number, country=country)
    assert (answer.status, answer.body["code"]) == (400, "invalid_phone_number")


@pytest.mark.parametrize(
    ("number", "country", "sent_to"),
    [
        ("(436) 555-0107", "US", "+14365550107"),
        ("(679) 555-0107", "US", "+16795550107"),
        ("447400123457", "US", "+447400123457"),
        ("0091 98455 50101", "SG", None),
        ("61 491 570 006", "US", None),
        ("+49 1512 345671,,9", None, None),
        ("+62 812 3456 781,12", None, None),
        ("+49301234567890123", None, None),
        ("\u202d+1 617 555 0178\u202c", "US", "+16175550178"),
    ],
)
def test_a_code_goes_where_it_was_meant_to_or_nowhere(
    serve: Serve, sandbox: SandboxServer, number: str, country: str | None, sent_to: str | None
) -> None:
    answer = Visitor(serve()).ask(number, country=country)
    assert answer.status == (200 if sent_to else 400)
    assert answer.body.get("phoneNumber") == sent_to
    assert texts(sandbox) == texts(sandbox, sent_to or number) == (1 if sent_to else 0)


def test_more_digits_than_e164_has_are_no_number_by_voice_either(serve: Serve) -> None:
    answer = Visitor(serve()).ask("+49301234567890123", channel="voice")
    assert (answer.status, answer.body["code"]) == (400, "invalid_phone_number")


def test_new_area_codes_can_be_refused(serve: Serve) -> None:
    for settings, status in (({"ACCEPT_UNKNOWN_AREA_CODES": "false"}, 400), ({"COUNTRIES_ALLOWED": "CA"}, 403)):
        assert Visitor(serve(**settings)).ask("(436) 555-0107", country="US").status == status
