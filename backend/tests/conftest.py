"""What holds for every test."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import hypothesis
import pytest
from flask import Flask

from support.contract import CheckedClient


@pytest.fixture(scope="session", autouse=True)
def answers_are_held_to_the_document() -> Iterator[None]:
    """Every answer of Dialproof that a test client sees is compared with the OpenAPI document."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "test_client_class", CheckedClient)
        yield


@pytest.fixture
def figure(capsys: pytest.CaptureFixture[str]) -> Callable[[str], None]:
    """Tell a figure that was measured, whether the test fails or not."""

    def tell(text: str) -> None:
        with capsys.disabled():
            print(f"\n{text}")  # noqa: T201  # for the person who runs the tests

    return tell


# The same examples in every run, however slow the machine: a test that fails now and then is read by nobody.
hypothesis.settings.register_profile("dialproof", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("dialproof")
