"""What holds for every test."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterator
from pathlib import Path

import hypothesis
import pytest
from flask import Flask

from support.contract import CheckedClient
from support.logs import last_lines


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


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Add to the report of a failed test what the servers that it started have logged in its folder."""
    report = yield
    folder: Path | None = getattr(item, "funcargs", {}).get("tmp_path")
    if report.failed and folder is not None:
        for log in sorted(folder.rglob("*.log")):
            report.sections.append((f"End of {log.name}", last_lines(log.read_text(errors="replace"))))
    return report


# The same examples in every run, however slow the machine: a test that fails now and then is read by nobody.
hypothesis.settings.register_profile("dialproof", derandomize=True, deadline=None, database=None)
hypothesis.settings.load_profile("dialproof")
