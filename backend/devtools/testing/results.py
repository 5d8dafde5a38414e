"""How a stage went, and what a person is shown of it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from devtools.console import clear_line, paint, say
from devtools.places import ROOT
from devtools.testing.reports import LEFT_OUT, count_tests, what_went_wrong
from devtools.testing.stages import Runner

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from devtools.testing.selection import Job
    from devtools.testing.stages import Stage


@dataclass(frozen=True)
class Options:
    """How the caller wants the stages to be run."""

    expression: str | None = None
    ci: bool = False
    keep_going: bool = False
    side_by_side: bool = True
    yes: bool = False


@dataclass(frozen=True)
class Result:
    """How a stage went; `closing` holds the runner's own closing words."""

    stage: Stage
    status: int
    seconds: float
    closing: list[str] = field(default_factory=list)

    @property
    def summary(self) -> str:
        """The closing words on one line."""
        return ", ".join(self.closing)

    @property
    def skipped(self) -> bool:
        """Tell whether the runner left tests out."""
        return LEFT_OUT.search(self.summary) is not None

    def passed(self, options: Options) -> bool:
        """Tell whether the stage is good: in continuous integration a skipped test that was asked for is a failure."""
        return self.status == 0 and not (options.ci and self.skipped and options.expression is None)


def print_result(result: Result, options: Options, log: Path) -> None:
    """Print one stage: a line, the report of its failures, and the runner's summary."""
    clear_line()
    good = result.passed(options)
    has_tests = result.stage.runner is not Runner.NONE
    mark = paint("✓", "green") if good else paint("✗", "red")
    words = result.stage.what if has_tests else result.summary
    say(f"  {mark} {result.stage.name:<12} {result.seconds:6.1f} s  {words}".rstrip())
    if not good:
        for line in failure(result, log):
            say(f"    {paint('│', 'red')} {line}".rstrip())
    if has_tests:
        for line in result.closing:
            say(line)


def failure(result: Result, log: Path) -> list[str]:
    """Say what failed in a stage, and where all of its output is."""
    place = f"All of it is in {log.relative_to(ROOT) if log.is_relative_to(ROOT) else log}."
    if result.status == 0:
        return [f"In continuous integration a test that is skipped is a failure. {place}"]
    return [*what_went_wrong(result.stage.runner, log.read_text(encoding="utf-8", errors="replace")), place]


def ran_any_test(results: Sequence[Result]) -> bool:
    """Tell whether at least one test ran."""
    return any(count_tests(result.closing) for result in results)


def table(results: Sequence[Result], jobs: Sequence[Job], options: Options, seconds: float) -> str:
    """Draw the stages in their order, with how each went, its seconds and its closing words."""
    by_name = {result.stage.name: result for result in results}
    lines = [""]
    for job in jobs:
        result = by_name.get(job.stage.name)
        if result is None:
            lines.append(f"  {paint('----', 'yellow')}  {job.stage.name:<12} not run")
            continue
        word = paint("pass", "green") if result.passed(options) else paint("FAIL", "red")
        lines.append(f"  {word}  {job.stage.name:<12} {result.seconds:7.1f} s  {result.summary}")
    bad = [result.stage.name for result in results if not result.passed(options)]
    verdict = paint("FAILED: " + ", ".join(bad), "red") if bad else paint("All stages passed", "green")
    lines.append(f"\n  {verdict} in {seconds:.0f} s")
    return "\n".join(lines)
