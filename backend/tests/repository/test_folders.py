"""Each folder of tests needs what it says, and nothing else."""

import re
from pathlib import Path

import pytest
from devtools.places import BACKEND
from devtools.testing.stages import STAGES, Runner

TESTS = BACKEND / "tests"
BESIDE_THE_PACKAGE = re.compile(r"\bdevtools\b|\b(?:BACKEND|FRONTEND|ROOT)\b|\.env\.example|\bfrontend/|\bdocs/")


@pytest.mark.parametrize("file", sorted((TESTS / "unit").rglob("*.py")), ids=lambda file: file.name)
def test_a_unit_test_reads_nothing_beside_the_package(file: Path) -> None:
    assert BESIDE_THE_PACKAGE.findall(file.read_text(encoding="utf-8")) == []


def test_every_folder_with_tests_is_a_stage() -> None:
    folders = {file.relative_to(TESTS).parts[0] for file in TESTS.rglob("test_*.py")}
    assert folders == {stage.name for stage in STAGES if stage.runner is Runner.PYTEST}
