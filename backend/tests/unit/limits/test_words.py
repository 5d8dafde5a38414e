from __future__ import annotations

import pytest

from dialproof.limits.words import wait_in_words


@pytest.mark.parametrize(
    ("seconds", "words"),
    [
        (1, "in 1 second"),
        (45, "in 45 seconds"),
        (60, "in 60 seconds"),
        (61, "in 2 minutes"),
        (900, "in 15 minutes"),
        (3600, "in 60 minutes"),
        (3601, "in 2 hours"),
        (86_400, "in 24 hours"),
    ],
)
def test_a_wait_is_said_in_the_unit_that_people_use(seconds: int, words: str) -> None:
    assert wait_in_words(seconds) == words
