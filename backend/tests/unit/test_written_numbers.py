"""One list of numbers as people write them holds this service and the form to the same reading."""

import json
from pathlib import Path
from typing import Any

import pytest

from dialproof.phone import PhoneNumber
from dialproof.problems import InvalidPhoneNumber

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[1] / "data" / "phone_numbers.json").read_text())
READ = [case for case in CASES if "e164" in case]
REFUSED = [case for case in CASES if "refused" in case]
WORDS = {
    "area_code": "area code is missing",
    "calling_code": "No country has this calling code",
    "extension": "Extensions cannot be called",
    "letters": "has no letters",
    "no_country": "Choose the country",
    "not_in_country": "no such number in the chosen country",
    "nothing": "Enter a phone number",
    "nowhere": "no such number in the country of its calling code",
    "signs": "only digits",
    "too_long": "too long|too many digits",
    "too_short": "too short",
    "unclear": r"Begin it with \+ and the country's calling code",
}


def named(case: dict[str, Any]) -> str:
    return f"{case['why']}: {case['text']!r} in {case['country']}"


@pytest.mark.parametrize("case", READ, ids=named)
def test_a_number_is_read_as_people_write_it(case: dict[str, Any]) -> None:
    assert PhoneNumber.parse(case["text"], case["country"]).e164 == case["e164"]


@pytest.mark.parametrize("case", REFUSED, ids=named)
def test_what_is_no_number_or_more_than_one_is_refused_in_words_that_help(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidPhoneNumber, match=WORDS[case["refused"]]) as caught:
        PhoneNumber.parse(case["text"], case["country"])
    assert not any(digit.isdecimal() for digit in caught.value.detail)


def test_every_kind_of_refusal_has_a_case() -> None:
    assert {case["refused"] for case in REFUSED} == WORDS.keys()
