"""The verb `test`: set up what the chosen stages need, run them, and report."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

from devtools.console import Stop, complain, paint, say
from devtools.running.supervise import signals_raise
from devtools.setup.docker_engine import bring_up_engine
from devtools.setup.form import set_up_build, set_up_packages
from devtools.setup.lock import setup_lock
from devtools.setup.prerequisites import check_prerequisites
from devtools.setup.python import Packages, set_up_python
from devtools.setup.system_packages import install, packages_to_install
from devtools.testing.execution import run_all
from devtools.testing.results import Options, ran_any_test, table
from devtools.testing.selection import choose, needs_of, set_up_of
from devtools.testing.stages import SetUp

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from devtools.testing.selection import Job


def test(arguments: Iterable[str], options: Options, *, compose: bool, engine_required: bool) -> int:
    """Run the chosen stages and files, or all stages; returns the exit status."""
    started = time.monotonic()
    jobs = choose(list(arguments), compose=compose, expression=options.expression)
    say()
    check_prerequisites(form=SetUp.PACKAGES in set_up_of(jobs))
    packages = packages_to_install(needs_of(jobs), yes=options.yes or options.ci)
    with setup_lock():
        install(packages)
        set_up(jobs)
        without_engine = [job for job in jobs if job.stage.group != "compose"]
        no_engine = None if jobs == without_engine else why_no_engine(required=engine_required)
        jobs = without_engine if no_engine else jobs
    say()
    with signals_raise():
        results = run_all(jobs, options)
    if len(jobs) > 1:
        say(table(results, jobs, options, time.monotonic() - started))
    if no_engine:
        say(f"\n  {paint('The containers were not tested.', 'yellow')} {no_engine}")
    if options.expression is not None and not ran_any_test(results):
        complain(f"No test fits -k {options.expression}.")
        return 1
    return 0 if len(results) == len(jobs) and all(result.passed(options) for result in results) else 1


def set_up(jobs: Sequence[Job]) -> None:
    """Install and build what these jobs need, and nothing else."""
    wanted = set_up_of(jobs)
    if SetUp.PYTHON in wanted:
        set_up_python(Packages.DEVELOP)
    if SetUp.PACKAGES in wanted:
        set_up_packages()
    if SetUp.BUILD in wanted:
        set_up_build()


def why_no_engine(*, required: bool) -> str | None:
    """Bring a Docker engine up; says why there is none, or raises `Stop` where one is `required`."""
    try:
        bring_up_engine()
    except Stop as stop:
        if required:
            raise
        return str(stop)
    return None
