"""A code is read as people, messages and keyboards write it; the form reads the same list."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from dialproof.problems import InvalidRequest
from dialproof.verification.codes import read_code

CASES: list[dict[str, Any]] = json.loads((Path(__file__).parents[2] / "data" / "codes.json").read_text())


def named(case: dict[str, Any]) -> str:
    return f"{case['why']}: {case['text']!r}"


@pytest.mark.parametrize("case", [case for case in CASES if case["code"]], ids=named)
def test_a_code_is_read_however_it_is_written(case: dict[str, Any]) -> None:
    assert read_code(case["text"], case["length"]) == case["code"]


@pytest.mark.parametrize("case", [case for case in CASES if not case["code"]], ids=named)
def test_what_cannot_be_a_code_says_how_many_digits_it_has(case: dict[str, Any]) -> None:
    with pytest.raises(InvalidRequest, match="Enter the 6 digits of the code") as refused:
        read_code(case["text"], case["length"])
    assert [error.pointer for error in refused.value.errors] == ["/code"]


@pytest.mark.parametrize("text", ["1234567", "12345a", "123456\x00", "+123456", "code 123456"])
def test_more_than_a_code_is_not_cut_down_to_one(text: str) -> None:
    with pytest.raises(InvalidRequest, match="Enter the 6 digits of the code"):
        read_code(text, 6)
