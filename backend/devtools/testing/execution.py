"""Run the stages side by side: their output goes to files, and each gets a line when it ends."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from typing import TYPE_CHECKING

from devtools.console import HEARTBEAT, clear_line, show_in_place
from devtools.places import LOGS
from devtools.running.supervise import Stopped
from devtools.setup.system_packages import find_browser
from devtools.testing.reports import closing_words, progress
from devtools.testing.results import Options, Result, print_result
from devtools.testing.stages import Runner

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from devtools.testing.selection import Job

STAGE_LOGS = LOGS / "test"
POLL_INTERVAL = 0.1
"""Seconds between two looks at whether a stage is over."""

NO_TESTS = 5
"""pytest's status when no test of a stage fits the expression, which is no failure of the stage."""


class Run:
    """A stage under way: its commands one after the other, until one fails."""

    def __init__(self, job: Job, options: Options, logs: Path) -> None:
        self.stage = job.stage
        self.log = logs / f"{job.stage.name}.log"
        self.started = time.monotonic()
        self._options = options
        self._commands = job.commands(options.expression)
        logs.mkdir(parents=True, exist_ok=True)
        self.log.write_bytes(b"")
        self._child = self._start(self._commands.pop(0))

    def _start(self, command: Sequence[str]) -> subprocess.Popen[bytes]:
        with self.log.open("ab") as output:
            return subprocess.Popen(
                command,
                cwd=self.stage.cwd,
                env=environment(),
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
            )

    @property
    def seconds(self) -> float:
        """How long the stage has been running."""
        return time.monotonic() - self.started

    def printed(self) -> str:
        """Read all that the stage has printed so far."""
        return self.log.read_text(encoding="utf-8", errors="replace")

    def poll(self) -> Result | None:
        """Start the next command when one has succeeded; returns the result once the stage is over."""
        status = self._child.poll()
        if status is None:
            return None
        if status == NO_TESTS and self.stage.runner is Runner.PYTEST and self._options.expression is not None:
            status = 0
        if status == 0 and self._commands:
            self._child = self._start(self._commands.pop(0))
            return None
        return Result(self.stage, status, self.seconds, closing_words(self.stage.runner, self.printed()))

    def end(self, *, ask: bool) -> None:
        """Wait until the runner has ended; `ask` sends it SIGINT, for signals other than Ctrl-C reach only us."""
        if ask:
            self._child.send_signal(signal.SIGINT)
        self._child.wait()


def environment() -> dict[str, str]:
    """Name a browser for the runners, and turn off colours, which would clutter their logs."""
    browser = find_browser()
    named = {"CHROME_PATH": browser, "CHROMIUM_PATH": browser} if browser else {}
    plain = {name: value for name, value in os.environ.items() if name not in {"FORCE_COLOR", "CLICOLOR_FORCE"}}
    return {**plain, **named, "NO_COLOR": "1", "E2E_LOGS": str(STAGE_LOGS / "browser")}


def run_all(jobs: Sequence[Job], options: Options, logs: Path = STAGE_LOGS) -> list[Result]:
    """Run the jobs, groups side by side, and report each as it ends; returns the results of those that ran."""
    shutil.rmtree(logs, ignore_errors=True)
    results: list[Result] = []
    for lanes in plan(jobs, side_by_side=options.side_by_side):
        if may_go_on(results, options):
            results += run_lanes(lanes, options, logs)
    return results


def may_go_on(results: Sequence[Result], options: Options) -> bool:
    """Tell whether to start another stage; after a failure only with --keep-going or in continuous integration."""
    return options.keep_going or options.ci or all(result.passed(options) for result in results)


def plan(jobs: Sequence[Job], *, side_by_side: bool) -> list[list[list[Job]]]:
    """Arrange the jobs in rounds: in each, the lanes run side by side, and the jobs of a lane one after the other."""
    together = [job for job in jobs if not job.stage.exclusive]
    if side_by_side:
        groups = dict.fromkeys(job.stage.group for job in together)
        lanes = [[job for job in together if job.stage.group == group] for group in groups]
    else:
        lanes = [together] if together else []
    return [*([lanes] if lanes else []), *([[job]] for job in jobs if job.stage.exclusive)]


def run_lanes(lanes: Sequence[Sequence[Job]], options: Options, logs: Path) -> list[Result]:
    """Run the lanes of one round until each is at its end or a stage has failed."""
    waiting = [list(lane) for lane in lanes]
    under_way: list[Run | None] = [None] * len(waiting)
    results: list[Result] = []
    show_progress = progress_line()
    try:
        while True:
            for number, lane in enumerate(waiting):
                if under_way[number] is None and lane and may_go_on(results, options):
                    under_way[number] = Run(lane.pop(0), options, logs)
                run = under_way[number]
                result = run.poll() if run else None
                if run and result:
                    under_way[number] = None
                    results.append(result)
                    print_result(result, options, run.log)
            busy = [run for run in under_way if run]
            if not busy and not (any(waiting) and may_go_on(results, options)):
                return results
            show_progress(busy)
            time.sleep(POLL_INTERVAL)
    except (KeyboardInterrupt, Stopped) as end:
        clear_line()
        for run in filter(None, under_way):
            run.end(ask=isinstance(end, Stopped))
        raise


def progress_line() -> Callable[[Sequence[Run]], None]:
    """Make a function that shows what is under way: rewritten in place on a terminal, now and then elsewhere."""
    pause = 1.0 if sys.stdout.isatty() else HEARTBEAT
    last = time.monotonic() if not sys.stdout.isatty() else 0.0

    def show(busy: Sequence[Run]) -> None:
        nonlocal last
        if time.monotonic() - last < pause:
            return
        last = time.monotonic()
        far = ((run, progress(run.stage.runner, run.printed())) for run in busy)
        text = " · ".join(f"{run.stage.name} {run.seconds:.0f} s{', ' if how else ''}{how}" for run, how in far)
        show_in_place(f"  … {text}")

    return show
