"""What `dev.py test` runs for what is named: stages, files, folders, single tests."""

import os
from dataclasses import replace
from pathlib import Path

import pytest
from devtools.console import Stop
from devtools.places import BACKEND, ROOT
from devtools.setup.system_packages import NGINX, REDIS
from devtools.testing import selection
from devtools.testing.selection import choose, needs_of, set_up_of
from devtools.testing.stages import STAGES, SetUp


@pytest.fixture(autouse=True)
def called_from_the_top(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)


def names(*wanted: str, compose: bool = False) -> list[str]:
    return [job.stage.name for job in choose(wanted, compose=compose)]


def told(*wanted: str, expression: str | None = None) -> dict[str, list[str]]:
    """Return for each stage the last words of its last command, those after its own ones."""
    jobs = choose(wanted, compose=False, expression=expression)
    return {job.stage.name: job.commands(expression)[-1][len(job.stage.commands[-1]) :] for job in jobs}


def test_everything_but_the_containers_runs_by_default() -> None:
    assert names() == [stage.name for stage in STAGES if stage.name != "compose"]
    assert names(compose=True) == [stage.name for stage in STAGES]


def test_stages_can_be_named_alone_or_by_kind() -> None:
    assert names("unit") == ["unit"]
    assert names("unit", compose=True) == ["unit", "compose"]
    assert names("compose") == ["compose"]
    assert names("backend") == ["style", "types", "unit", "repository", "contract", "integration"]
    assert "browser" in names("form")


def test_an_unknown_name_is_answered_with_what_was_perhaps_meant_and_the_stages_there_are() -> None:
    with pytest.raises(Stop) as stopped:
        names("unti")
    assert "no stage and no file unti. Did you mean unit?" in str(stopped.value)
    assert "  integration  real Redis" in str(stopped.value)


@pytest.mark.parametrize(
    "missing", ["backend/tests/unit/test_fone.py", "frontend/e2e/jurney.spec.ts", "../no-such-file-anywhere.ts", "::a"]
)
def test_a_file_that_does_not_exist_is_said_to(missing: str) -> None:
    with pytest.raises(Stop, match="There is no stage and no file"):
        names(missing)
    if "jurney" in missing:
        with pytest.raises(Stop, match=r"Did you mean frontend/e2e/journey\.spec\.ts\?"):
            names(missing)


@pytest.mark.parametrize("place", ["README.md", "backend/src/dialproof/number_policy.py", "backend/tests/fakes.py"])
def test_a_file_without_tests_is_said_to_have_none(place: str) -> None:
    with pytest.raises(Stop, match="No test is in"):
        names(place)


def test_a_file_reaches_its_runner_and_nothing_else_runs() -> None:
    assert told("backend/tests/unit/test_phone.py") == {"unit": ["tests/unit/test_phone.py"]}
    assert told("frontend/e2e/journey.spec.ts") == {"browser": ["--", r"e2e/journey\.spec\.ts"]}
    assert told("frontend/src/lib/phone") == {"form-unit": ["--", "src/lib/phone/"]}


def test_several_may_be_named_and_stages_among_them() -> None:
    assert told("style", "backend/tests/unit/api", "backend/tests/unit/test_keys.py", "frontend/e2e/looks.spec.ts") == {
        "style": [],
        "unit": ["tests/unit/api/", "tests/unit/test_keys.py"],
        "browser": ["--", r"e2e/looks\.spec\.ts"],
    }
    assert told("unit", "backend/tests/unit/test_phone.py") == {"unit": ["tests/unit"]}


def test_one_test_can_be_named_as_its_runner_does() -> None:
    one = "test_phone.py::test_x[+1 a::b]"
    assert told(f"backend/tests/unit/{one}") == {"unit": [f"tests/unit/{one}"]}
    assert told("frontend/e2e/journey.spec.ts:3") == {"browser": ["--", r"e2e/journey\.spec\.ts:3"]}


def test_a_folder_of_several_stages_means_all_of_them_but_the_containers() -> None:
    assert names("backend/tests") == ["unit", "repository", "contract", "integration"]
    assert names("frontend") == ["form-unit", "browser"]


def test_a_source_file_of_the_form_means_every_test_of_it_that_lies_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    [form_unit] = [stage for stage in STAGES if stage.name == "form-unit"]
    for name in ("Flow.ts", "Flow.test.ts", "Flow.clock.test.ts", "FlowChart.test.ts"):
        (tmp_path / name).touch()
    monkeypatch.setattr(selection, "STAGES", (replace(form_unit, cwd=tmp_path, tests="."),))
    assert told(str(tmp_path / "Flow.ts")) == {"form-unit": ["--", "Flow.clock.test.ts", "Flow.test.ts"]}


@pytest.mark.parametrize("folder", [ROOT, BACKEND, BACKEND / "tests", Path(os.sep)], ids=str)
def test_a_path_counts_from_where_one_stands_or_from_the_top(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(folder)
    for written in ("tests/unit/test_phone.py", "backend/tests/unit/test_phone.py"):
        assert told(written) == {"unit": ["tests/unit/test_phone.py"]}
    assert names("e2e") == ["browser"]


def test_a_word_reaches_every_runner_of_tests_in_its_own_way() -> None:
    assert told("unit", "style", "frontend/src/lib", "frontend/e2e/looks.spec.ts", expression="phone") == {
        "unit": ["-k", "phone", "tests/unit"],
        "form-unit": ["--", "-t", "phone", "--passWithNoTests", "src/lib/"],
        "browser": ["--", "-g", "phone", "--pass-with-no-tests", r"e2e/looks\.spec\.ts"],
    }


def test_a_word_for_what_has_no_tests_is_refused() -> None:
    with pytest.raises(Stop, match=r"none in: style, types\."):
        choose(["style", "types"], compose=False, expression="phone")


def test_only_what_the_chosen_tests_need_is_set_up() -> None:
    assert set_up_of(choose(["unit", "style"], compose=False)) == {SetUp.PYTHON}
    assert set_up_of(choose(["frontend/src"], compose=False)) == {SetUp.PACKAGES}
    assert set_up_of(choose(["browser"], compose=False)) == set(SetUp)
    redis = choose(["backend/tests/integration/test_redis_trouble.py"], compose=False)
    assert set_up_of(redis) == {SetUp.PYTHON}
    assert needs_of(redis) == [REDIS, NGINX]
    guide = choose(["backend/tests/integration/test_frontend_guide.py"], compose=False)
    assert set_up_of(guide) == {SetUp.PYTHON, SetUp.PACKAGES}
    assert len(needs_of(guide)) > 1
