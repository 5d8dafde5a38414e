"""The verb `test`: set everything up, run the stages, and tell how each went."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

from devtools.console import Stop, is_colourful, paint, say
from devtools.docker_engine import bring_up_engine
from devtools.form_setup import set_up_form
from devtools.lock_out import alone
from devtools.needs import check_needs, is_ci
from devtools.python_setup import Packages, set_up_python
from devtools.stages import Stage, choose, needs_of
from devtools.supervise import Stopped, signals_raise
from devtools.system_packages import find_browser, provide

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

CLOSING = re.compile(
    r"(?P<pytest>\d+ \w+(?:, \d+ \w+)* in [\d.]+s)"
    r"|Tests\s+(?P<vitest>\d+ .*\(\d+\))"
    r"|^\s*(?P<playwright>\d+ (?:passed|failed|skipped|flaky).*)$"
    r"|(?P<other>All checks passed!|Found \d+ errors?|\d+ files? already formatted"
    r"|Success: no issues found in \d+ source files)"
)
"""The line with which a test runner or a checker sums itself up."""

SKIPPED = re.compile(r"\b[1-9]\d* skipped")
ESCAPES = re.compile(r"\x1b\[[0-9;]*[A-Za-z]")


@dataclass(frozen=True)
class Result:
    """How a stage went; `summary` holds the runners' own closing words."""

    stage: Stage
    status: int
    seconds: float
    summary: str

    @property
    def skipped(self) -> bool:
        """Tell whether the runner left tests out."""
        return SKIPPED.search(self.summary) is not None

    def passed(self, *, ci: bool) -> bool:
        """Tell whether the stage is good: in continuous integration a skipped test is a failure."""
        return self.status == 0 and not (ci and self.skipped)


def test(
    names: Iterable[str], *, compose: bool, engine_required: bool, keep_going: bool, expression: str | None
) -> int:
    """Run the chosen stages, or all; returns the exit status."""
    ci = is_ci()
    say()
    check_needs()
    stages = choose(names, compose=compose)
    if expression is not None:
        stages = [stage for stage in stages if stage.uses_pytest]
    with alone():
        set_up_python(Packages.DEVELOP)
        set_up_form()
        provide(needs_of(stages))
        without_engine = [stage for stage in stages if stage.group != "compose"]
        no_engine = None if stages == without_engine else why_no_engine(required=engine_required)
        stages = without_engine if no_engine else stages
    results: list[Result] = []
    with signals_raise():
        for stage in stages:
            results.append(run_stage(stage, expression))
            if not (results[-1].passed(ci=ci) or keep_going or ci):
                break
    say(table(results, stages, ci=ci))
    if no_engine:
        say(f"\n  {paint('The containers were not tested.', 'yellow')} {no_engine}")
    return 0 if len(results) == len(stages) and all(result.passed(ci=ci) for result in results) else 1


def why_no_engine(*, required: bool) -> str | None:
    """Bring a Docker engine up; says why there is none, or raises `Stop` where one is `required`."""
    try:
        bring_up_engine()
    except Stop as stop:
        if required:
            raise
        return str(stop)
    return None


def run_stage(stage: Stage, expression: str | None) -> Result:
    """Run the commands of a stage until one fails; their output goes to the screen as it comes."""
    say(f"\n{paint('── ' + stage.name, 'bold')}  {paint(stage.what, 'dim')}")
    started = time.monotonic()
    summaries: list[str] = []
    status = 0
    for command in stage.commands:
        status, closing = run_visibly(stage, with_options(stage, command, expression))
        summaries += closing
        if status != 0:
            break
    return Result(stage, status, time.monotonic() - started, ", ".join(summaries))


def with_options(stage: Stage, command: Sequence[str], expression: str | None) -> list[str]:
    """Add what the caller asked pytest for, and colours where a person reads them."""
    if not stage.uses_pytest:
        return list(command)
    chosen = ["-k", expression] if expression is not None else []
    return [*command, f"--color={'yes' if is_colourful() else 'no'}", *chosen]


def run_visibly(stage: Stage, command: Sequence[str]) -> tuple[int, list[str]]:
    """Run a command and pass its output on; returns its status and the lines that sum it up."""
    browser = find_browser()
    env = {**os.environ, **({"CHROME_PATH": browser, "CHROMIUM_PATH": browser} if browser else {})}
    closing: list[str] = []
    with subprocess.Popen(
        command,
        cwd=stage.cwd,
        env=env,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    ) as child:
        try:
            for line in child.stdout or ():
                sys.stdout.write(line)
                sys.stdout.flush()
                closing += summary_in(line)
        except (KeyboardInterrupt, Stopped) as end:
            # The runner puts away what it has started. Ctrl-C has reached it already; a second one would hinder it.
            if isinstance(end, Stopped):
                child.send_signal(signal.SIGINT)
            child.communicate()
            raise
        status = child.wait()
    # pytest's 5: no test fits the expression in this folder, which is no failure of the folder.
    return (0 if status == NO_TESTS and "-k" in command else status), closing[-3:]


NO_TESTS = 5


def summary_in(line: str) -> list[str]:
    """Find the words of a line with which a runner sums itself up; none in most lines."""
    found = CLOSING.search(ESCAPES.sub("", line))
    return [next(text for text in found.groups() if text).strip()] if found else []


def table(results: Sequence[Result], stages: Sequence[Stage], *, ci: bool) -> str:
    """Draw the stages with how each went, its seconds and its closing words."""
    lines = [""]
    for result in results:
        good = result.passed(ci=ci)
        word = paint("pass", "green") if good else paint("FAIL", "red")
        note = "" if good or result.status != 0 else "  (skipped tests count as failures here)"
        lines.append(f"  {word}  {result.stage.name:<12} {result.seconds:7.1f} s  {result.summary}{note}")
    lines += [f"  {paint('----', 'yellow')}  {stage.name:<12} not run" for stage in stages[len(results) :]]
    bad = [result.stage.name for result in results if not result.passed(ci=ci)]
    total = sum(result.seconds for result in results)
    verdict = paint("FAILED: " + ", ".join(bad), "red") if bad else paint("All stages passed", "green")
    lines.append(f"\n  {verdict} in {total:.0f} s")
    return "\n".join(lines)
