"""Which stages `dev.py test` runs, and how it sums them up."""

import json

import pytest
from devtools import checks
from devtools.checks import Result, summary_in, table, why_no_engine, with_options
from devtools.console import Stop
from devtools.places import BACKEND, FRONTEND
from devtools.stages import STAGES, choose, needs_of
from devtools.system_packages import BROWSER, LATIN_FONTS, REDIS, advice_for


def names(*wanted: str, compose: bool = False) -> list[str]:
    return [stage.name for stage in choose(wanted, compose=compose)]


def test_everything_but_the_containers_runs_by_default() -> None:
    assert names() == [stage.name for stage in STAGES if stage.name != "compose"]
    assert names(compose=True) == [stage.name for stage in STAGES]


def test_stages_can_be_named_alone_or_by_kind() -> None:
    assert names("unit") == ["unit"]
    assert names("unit", compose=True) == ["unit", "compose"]
    assert names("backend") == ["style", "types", "unit", "repository", "contract", "integration"]
    assert "browser" in names("form")


def test_an_unknown_stage_is_answered_with_the_ones_there_are() -> None:
    with pytest.raises(Stop) as stopped:
        names("unti")
    assert "no stage unti" in str(stopped.value)
    assert "integration" in str(stopped.value)


def test_every_stage_runs_something_that_exists() -> None:
    scripts = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["scripts"]
    for stage in STAGES:
        for command in stage.commands:
            if command[0] == "npm":
                assert command[-1] in scripts, stage.name
            if stage.uses_pytest:
                assert (BACKEND / command[-1]).is_dir(), stage.name


def test_without_a_docker_engine_the_containers_are_left_out_only_where_that_was_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_engine() -> None:
        raise Stop("There is no Docker engine that answers.", status=1)

    monkeypatch.setattr(checks, "bring_up_engine", no_engine)
    assert why_no_engine(required=False) == "There is no Docker engine that answers."
    with pytest.raises(Stop, match="no Docker engine"):
        why_no_engine(required=True)


def test_what_the_stages_drive_is_named_once_with_its_packages() -> None:
    assert needs_of(choose(["unit"], compose=False)) == []
    needs = needs_of(choose([], compose=False))
    assert len(needs) == len(set(needs))
    advice = advice_for([REDIS, BROWSER, LATIN_FONTS])
    assert "apt-get install redis-server chromium fonts-liberation" in advice
    assert "CHROME_PATH" in advice


@pytest.mark.parametrize(
    ("line", "summary"),
    [
        ("================ 240 passed, 1 skipped in 11.20s ================\n", ["240 passed, 1 skipped in 11.20s"]),
        ("\x1b[32m===== \x1b[1m3 passed\x1b[0m in 0.02s =====\x1b[0m\n", ["3 passed in 0.02s"]),
        ("      Tests  45 passed (45)\n", ["45 passed (45)"]),
        ("  12 passed (30.1s)\n", ["12 passed (30.1s)"]),
        ("Success: no issues found in 58 source files\n", ["Success: no issues found in 58 source files"]),
        ("tests/unit/test_phone.py ........\n", []),
    ],
)
def test_finds_the_closing_words_of_each_runner(line: str, summary: list[str]) -> None:
    assert summary_in(line) == summary


def test_an_expression_reaches_pytest_only() -> None:
    unit, style = (stage for stage in STAGES if stage.name in {"unit", "style"})
    if style.name == "unit":
        unit, style = style, unit
    assert with_options(unit, ["pytest"], "phone")[-2:] == ["-k", "phone"]
    assert with_options(style, ["ruff"], "phone") == ["ruff"]


def test_a_skipped_test_fails_continuous_integration_and_nothing_else() -> None:
    result = Result(STAGES[2], 0, 1.0, "3 passed, 1 skipped in 1.00s")
    assert result.passed(ci=False)
    assert not result.passed(ci=True)
    assert Result(STAGES[2], 0, 1.0, "3 passed in 1.00s").passed(ci=True)


def test_the_table_tells_what_passed_what_failed_and_what_was_not_run() -> None:
    results = [Result(STAGES[0], 0, 1.5, "All checks passed!"), Result(STAGES[1], 1, 2.0, "")]
    drawn = table(results, STAGES[:3], ci=False)
    assert "pass  style" in drawn
    assert "All checks passed!" in drawn
    assert "FAIL  types" in drawn
    assert "----  unit" in drawn
    assert "FAILED: types" in drawn
    assert "All stages passed" in table(results[:1], STAGES[:1], ci=True)
