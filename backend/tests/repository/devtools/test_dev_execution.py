"""How stages are run and reported: a line for each, the report of what failed, and everything else in files."""

import re
import sys
from pathlib import Path

import pytest
from devtools.testing.execution import plan, run_all
from devtools.testing.reports import closing_words, what_went_wrong
from devtools.testing.results import Options, Result, ran_any_test, table
from devtools.testing.selection import Job, choose
from devtools.testing.stages import PYTEST, STAGES, Runner, Stage

NOISE = "import sys\nfor line in range(500): print('noise', line)\n"
TESTS = """
import sys

def test_good():
    pass

def test_bad():
    print("\\n".join(f"log line {number}" for number in range(100)))
    limit = 5
    assert limit == 6, "the cause"
"""


@pytest.fixture(autouse=True)
def quick_pytest(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PYTEST_DISABLE_PLUGIN_AUTOLOAD", "1")


def checker(name: str, code: str, *, group: str = "a", exclusive: bool = False) -> Job:
    command = (sys.executable, "-c", code)
    return Job(Stage(name, group, f"what {name} does", (command,), Path.cwd(), frozenset(), exclusive=exclusive))


def suite_in(folder: Path, text: str) -> Job:
    (folder / "pytest.ini").write_text("[pytest]\n")
    (folder / "test_it.py").write_text(text)
    command = (sys.executable, *PYTEST[1:])
    return Job(Stage("unit", "a", "the rules", (command,), folder, frozenset(), runner=Runner.PYTEST, tests="."))


def test_what_a_good_stage_prints_goes_to_its_file_alone(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    code = NOISE + "print('All checks passed!')"
    [result] = run_all([checker("style", code)], Options(), tmp_path / "log")
    assert result.passed(Options())
    printed = capsys.readouterr().out
    assert re.fullmatch(r"  ✓ style +\d+\.\d s  All checks passed!\n", printed)
    assert "noise 499" in (tmp_path / "log" / "style.log").read_text()


def test_the_runners_closing_line_stands_alone_on_a_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_all([suite_in(tmp_path, "def test_good(): pass")], Options(), tmp_path / "log")
    first, second = capsys.readouterr().out.splitlines()
    assert "✓ unit" in first
    assert re.fullmatch(r"1 passed in [\d.]+s", second)


def test_a_failed_test_shows_its_cause_and_the_end_of_its_log_and_where_the_rest_is(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    [result] = run_all([suite_in(tmp_path, TESTS)], Options(), tmp_path / "log")
    printed = capsys.readouterr().out
    assert result.status == 1
    for shown in ("│ E       AssertionError: the cause", "│ log line 99", "✗ unit", "log/unit.log"):
        assert shown in printed
    assert "log line 10\n" not in printed
    assert len(printed.splitlines()) < 60
    assert re.search(r"^1 failed, 1 passed in [\d.]+s$", printed, flags=re.MULTILINE)


def test_many_failures_are_bounded_and_the_rest_named(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    many = (
        "import pytest\n@pytest.mark.parametrize('number', range(60))\ndef test_bad(number):\n    assert number < 0\n"
    )
    run_all([suite_in(tmp_path, many)], Options(), tmp_path / "log")
    printed = capsys.readouterr().out
    assert "assert 3 < 0" in printed
    assert "assert 4 < 0" not in printed
    assert "test_bad[4]" in printed
    assert "and 56 more" in printed
    assert len(printed.splitlines()) < 90


def test_what_a_checker_says_when_it_fails_is_shown_bounded(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run_all([checker("lint", NOISE + "print('Found 2 errors.'); sys.exit(1)")], Options(), tmp_path / "log")
    printed = capsys.readouterr().out
    assert "│ noise 499" in printed
    assert "lines left out" in printed
    assert len(printed.splitlines()) < 60


def test_a_stage_ends_at_its_first_failing_command(tmp_path: Path) -> None:
    job = checker("style", "raise SystemExit(3)")
    second = (sys.executable, "-c", f"open({str(tmp_path / 'second')!r}, 'w')")
    stage = Stage("style", "a", "", (*job.stage.commands, second), Path.cwd(), frozenset())
    [result] = run_all([Job(stage)], Options(), tmp_path / "log")
    assert result.status == 3
    assert not (tmp_path / "second").exists()


def test_after_a_failure_nothing_else_is_started_unless_that_is_wanted(tmp_path: Path) -> None:
    jobs = [checker("bad", "raise SystemExit(1)"), checker("good", ""), checker("alone", "", exclusive=True)]

    def ran(options: Options) -> list[str]:
        return [result.stage.name for result in run_all(jobs, options, tmp_path / "log")]

    assert ran(Options()) == ["bad"]
    assert ran(Options(keep_going=True)) == ["bad", "good", "alone"]
    assert ran(Options(ci=True)) == ["bad", "good", "alone"]


def test_the_groups_run_side_by_side_and_what_measures_runs_alone() -> None:
    def arranged(*, side_by_side: bool) -> list[list[list[str]]]:
        rounds = plan(choose([], compose=True), side_by_side=side_by_side)
        return [[[job.stage.name for job in lane] for lane in lanes] for lanes in rounds]

    [[backend, form], *rest] = arranged(side_by_side=True)
    assert backend == ["style", "types", "unit", "repository", "contract", "integration"]
    assert form[-2:] == ["form-build", "browser"]
    assert rest == [[["budget"]], [["compose"]]]
    assert arranged(side_by_side=False) == [[[*backend, *form]], *rest]


def test_two_lanes_are_really_under_way_at_the_same_time(tmp_path: Path) -> None:
    meet = (
        "import pathlib, sys, time\n"
        f"here, there = (pathlib.Path({str(tmp_path)!r}, name) for name in sys.argv[1:])\n"
        "here.touch()\n"
        "while not there.exists(): time.sleep(0.01)\n"
    )
    jobs = []
    for one, other in (("a", "b"), ("b", "a")):
        command = (sys.executable, "-c", meet, one, other)
        jobs.append(Job(Stage(one, one, "", (command,), Path.cwd(), frozenset())))
    assert [result.status for result in run_all(jobs, Options(), tmp_path / "log")] == [0, 0]


def test_no_test_that_fits_a_word_is_no_failure_of_a_stage_but_of_all(tmp_path: Path) -> None:
    results = run_all([suite_in(tmp_path, TESTS)], Options(expression="nothing"), tmp_path / "log")
    assert [result.status for result in results] == [0]
    assert not ran_any_test(results)
    assert ran_any_test(run_all([suite_in(tmp_path, TESTS)], Options(expression="good"), tmp_path / "log"))


@pytest.mark.parametrize(
    ("runner", "line", "words"),
    [
        (Runner.PYTEST, "==== 240 passed, 1 skipped in 11.20s ====", "240 passed, 1 skipped in 11.20s"),
        (Runner.PYTEST, "\x1b[32m\x1b[1m3 passed\x1b[0m in 0.02s\x1b[0m", "3 passed in 0.02s"),
        (Runner.PYTEST, "2 failed, 531 passed in 310.15s (0:05:10)", "2 failed, 531 passed in 310.15s (0:05:10)"),
        (Runner.PYTEST, "no tests ran in 0.01s", "no tests ran in 0.01s"),
        (Runner.VITEST, "      Tests  2 failed | 45 passed (47)", "Tests  2 failed | 45 passed (47)"),
        (Runner.PLAYWRIGHT, "  12 passed (30.1s)", "12 passed (30.1s)"),
        (Runner.PLAYWRIGHT, "  2 failed", "2 failed"),
        (Runner.NONE, "Success: no issues found in 58 source files", "Success: no issues found in 58 source files"),
    ],
)
def test_finds_the_closing_words_of_each_runner(runner: Runner, line: str, words: str) -> None:
    assert closing_words(runner, f"something else\n{line}\n") == [words]
    assert closing_words(runner, "tests/unit/test_phone.py ........ 3 passed\nmore\n") == []


VITEST = """
stdout | src/a.test.ts > fails
printed

 ❯ src/a.test.ts (2 tests | 1 failed) 167ms

⎯⎯⎯⎯⎯⎯ Failed Tests 1 ⎯⎯⎯⎯⎯⎯

 FAIL  src/a.test.ts > fails
AssertionError: expected 2 to be 3 // Object.is equality

 ❯ src/a.test.ts:3:73
⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯⎯[1/1]⎯

 Test Files  1 failed (1)
      Tests  1 failed | 1 passed (2)
"""

PLAYWRIGHT = """
Running 2 tests using 2 workers

  ✘  1 e2e/a.spec.ts:3:1 › fails (2.0s)
  ✓  2 e2e/a.spec.ts:9:1 › passes (1.0s)


  1) e2e/a.spec.ts:3:1 › fails ─────────────────────

    Error: expect(locator).toHaveText(expected) failed

    Error: What the api logged meanwhile:
    {"event": "provider_failed"}

  1 failed
    e2e/a.spec.ts:3:1 › fails ─────────────────────
  1 passed (5.2s)
"""


def test_the_report_of_vitest_and_of_playwright_is_found() -> None:
    vitest = "\n".join(what_went_wrong(Runner.VITEST, VITEST))
    assert "expected 2 to be 3" in vitest
    assert "167ms" not in vitest
    playwright = "\n".join(what_went_wrong(Runner.PLAYWRIGHT, PLAYWRIGHT))
    assert "toHaveText(expected) failed" in playwright
    assert "provider_failed" in playwright
    assert "passes" not in playwright
    assert closing_words(Runner.PLAYWRIGHT, PLAYWRIGHT) == ["1 failed", "1 passed (5.2s)"]


def test_a_skipped_test_fails_continuous_integration_and_nothing_else() -> None:
    skipped = Result(STAGES[2], 0, 1.0, ["3 passed, 1 skipped in 1.00s"])
    assert skipped.passed(Options())
    assert not skipped.passed(Options(ci=True))
    assert Result(STAGES[2], 0, 1.0, ["3 passed in 1.00s"]).passed(Options(ci=True))


def test_the_table_tells_what_passed_what_failed_and_what_was_not_run() -> None:
    jobs = [Job(stage) for stage in STAGES[:3]]
    results = [Result(STAGES[0], 0, 1.5, ["All checks passed!"]), Result(STAGES[1], 1, 2.0)]
    drawn = table(results, jobs, Options(), 4.0)
    assert "pass  style" in drawn
    assert "All checks passed!" in drawn
    assert "FAIL  types" in drawn
    assert "----  unit" in drawn
    assert "FAILED: types in 4 s" in drawn
    assert "All stages passed" in table(results[:1], jobs[:1], Options(), 4.0)
