from __future__ import annotations

import pytest

from dialproof.problems import InvalidRequest
from dialproof.verification.codes import read_code


@pytest.mark.parametrize(
    "text",
    [
        "123456",
        " 123 456 ",
        "123-456",
        "1 2 3 4 5 6",
        "123\N{NO-BREAK SPACE}456",
        "123\N{EN DASH}456",
        "١٢٣٤٥٦",
        "۱۲۳۴۵۶",
        "\N{FULLWIDTH DIGIT ONE}\N{FULLWIDTH DIGIT TWO}3456",
    ],
)
def test_a_code_is_read_however_it_is_written(text: str) -> None:
    assert read_code(text, 6) == "123456"


@pytest.mark.parametrize("text", ["12345", "1234567", "12345a", "", "½23456", "²23456", "123456\x00", "+123456"])
def test_what_cannot_be_a_code_says_how_many_digits_it_has(text: str) -> None:
    with pytest.raises(InvalidRequest, match="Enter the 6 digits of the code") as refused:
        read_code(text, 6)
    assert [error.pointer for error in refused.value.errors] == ["/code"]
