"""Choose what `dev.py test` runs: stages by name, tests by file, and the set-up that just these need."""

from __future__ import annotations

import difflib
import re
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devtools.console import Stop
from devtools.places import BACKEND, FRONTEND, ROOT
from devtools.testing.stages import BROWSER_NEEDS, STAGES, Runner, SetUp, Stage

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from devtools.setup.system_packages import Need

GROUPS = tuple(dict.fromkeys(stage.group for stage in STAGES))
TEST_FILES = {
    Runner.PYTEST: re.compile(r"^test_.+\.py$"),
    Runner.VITEST: re.compile(r"\.test\.tsx?$"),
    Runner.PLAYWRIGHT: re.compile(r"\.spec\.ts$"),
}
PLACE_IN_FILE = re.compile(r"^(?P<file>.*?)(?P<place>::.*|:\d+(?::\d+)?)?$")
"""A path, and behind it the name of one test as pytest writes it, or a line as Playwright does."""

USES_THE_FORM = re.compile(r"\bsupport\.node\b|\bnpm\b|\bFRONTEND\b")
"""How a Python test shows that it needs Node.js, the form's packages or a browser."""


@dataclass(frozen=True)
class Job:
    """A stage with the tests of it that were chosen, as paths from its folder; all of them where there are none."""

    stage: Stage
    targets: tuple[str, ...] = ()

    def commands(self, expression: str | None = None) -> list[list[str]]:
        """Write the commands, with what the stage's runner has to be told."""
        told = self._told(expression)
        through_npm = ["--"] if told and self.stage.commands[0][0] == "npm" else []
        return [[*command, *through_npm, *told] for command in self.stage.commands]

    def _told(self, expression: str | None) -> list[str]:
        match self.stage.runner:
            case Runner.PYTEST:
                return [*(["-k", expression] if expression else []), *(self.targets or (self.stage.tests,))]
            case Runner.VITEST:
                return [*(["-t", expression, "--passWithNoTests"] if expression else []), *self.targets]
            case Runner.PLAYWRIGHT:
                fitting = ["-g", expression, "--pass-with-no-tests"] if expression else []
                # Playwright reads paths as regular expressions.
                return [*fitting, *(target.replace(".", r"\.") for target in self.targets)]
        return []

    @property
    def is_only_python(self) -> bool:
        """Tell whether these are Python tests of which none uses the form, its packages or a browser."""
        if self.stage.runner is not Runner.PYTEST or self.stage.exclusive or not self.targets:
            return False
        places = [self.stage.cwd / file_of(target) for target in self.targets]
        files = [file for place in places for file in (place.rglob("*.py") if place.is_dir() else [place])]
        return not any(USES_THE_FORM.search(file.read_text(encoding="utf-8")) for file in files)

    @property
    def set_up(self) -> frozenset[SetUp]:
        """What has to be made first."""
        return frozenset({SetUp.PYTHON}) if self.is_only_python else self.stage.set_up

    @property
    def needs(self) -> tuple[Need, ...]:
        """The programs that these tests drive."""
        if not self.is_only_python:
            return self.stage.needs
        return tuple(need for need in self.stage.needs if need not in BROWSER_NEEDS)


def choose(arguments: Iterable[str], *, compose: bool, expression: str | None = None) -> list[Job]:
    """Pick stages by name or group and tests by path; all stages but `compose` when nothing is named.

    Raises `Stop` for what is neither a stage nor a place with tests.
    """
    chosen: dict[str, list[str]] = {}
    whole = {"compose"} if compose else set()
    for argument in arguments:
        named = {stage.name for stage in STAGES if argument in {stage.name, stage.group}}
        whole |= named
        for stage, target in () if named else locate(argument):
            chosen.setdefault(stage.name, []).append(target)
    if not chosen and not whole - {"compose"} and "compose" not in arguments:
        whole |= {stage.name for stage in STAGES if stage.name != "compose"}
    jobs = [
        Job(stage, () if stage.name in whole else tuple(dict.fromkeys(chosen[stage.name])))
        for stage in STAGES
        if stage.name in whole or stage.name in chosen
    ]
    if expression is None:
        return jobs
    with_tests = [job for job in jobs if job.stage.runner is not Runner.NONE]
    if not with_tests:
        raise Stop(f"-k chooses among tests, and there are none in: {', '.join(job.stage.name for job in jobs)}.")
    return with_tests


def locate(argument: str) -> list[tuple[Stage, str]]:
    """Find the stage that runs the tests at a path, and the path from the stage's folder; a folder may hold several.

    A path counts from where the command was called, or else from the top of the repository, `backend` or `frontend`.
    """
    found = PLACE_IN_FILE.match(argument)
    file, place = (found["file"], found["place"] or "") if found else (argument, "")
    candidates = [(base / file).resolve() for base in (Path.cwd(), ROOT, BACKEND, FRONTEND)]
    path = next((candidate for candidate in candidates if file and candidate.exists()), None)
    if path is None:
        raise Stop(f"There is no stage and no file {argument}.{suggest(file)}\n\n{list_stages()}")
    stages = [(stage, stage.cwd / stage.tests) for stage in STAGES if stage.tests]
    inside = [(stage, path) for stage, tests in stages if path == tests or path.is_relative_to(tests)]
    if inside:
        [(stage, _)] = inside
        return [(stage, target + place) for target in targets_of(stage, path, argument)]
    around = [(stage, stage.tests) for stage, tests in stages if tests.is_relative_to(path) and stage.name != "compose"]
    if not around:
        raise Stop(f"No test is in {argument}.{suggest(file)}")
    return around


def targets_of(stage: Stage, path: Path, argument: str) -> list[str]:
    """Write a path as the stage's runner takes it; a source file stands for all tests of it that lie beside it."""
    is_test = TEST_FILES[stage.runner]
    if path.is_dir():
        return [f"{path.relative_to(stage.cwd)}/"]
    if is_test.search(path.name):
        return [str(path.relative_to(stage.cwd))]
    beside = [file for file in sorted(path.parent.glob(f"{path.stem}.*")) if is_test.search(file.name)]
    if not beside:
        raise Stop(f"No test is in {argument}.{suggest(path.name)}")
    return [str(file.relative_to(stage.cwd)) for file in beside]


def file_of(target: str) -> str:
    """Take the name of a single test, or a line, off a path."""
    found = PLACE_IN_FILE.match(target)
    return found["file"] if found else target


def suggest(word: str) -> str:
    """Suggest stages and test files with a similar name, if there are any."""
    files = {
        _stem(file.name): str(file.relative_to(ROOT))
        for stage in STAGES
        if stage.tests
        for file in (stage.cwd / stage.tests).rglob("*")
        if TEST_FILES[stage.runner].search(file.name)
    }
    names = {**{stage.name: stage.name for stage in STAGES}, **files}
    close = difflib.get_close_matches(_stem(Path(word).name), names, n=2, cutoff=0.75)
    return f" Did you mean {' or '.join(names[name] for name in close)}?" if close else ""


def _stem(name: str) -> str:
    """Take off what all names of tests have in common, such as `.spec.ts`."""
    return name.split(".", maxsplit=1)[0]


def list_stages() -> str:
    """Write what can be named: each stage on a line, and the kinds."""
    lines = "\n".join(f"  {stage.name:<12} {stage.what}" for stage in STAGES)
    return f"Stages are:\n\n{lines}\n\nor all of one kind: {', '.join(GROUPS[:2])}."


def set_up_of(jobs: Sequence[Job]) -> frozenset[SetUp]:
    """List what has to be made before these can run."""
    return frozenset().union(*(job.set_up for job in jobs))


def needs_of(jobs: Sequence[Job]) -> list[Need]:
    """List what these drive, each once."""
    return list(dict.fromkeys(need for job in jobs for need in job.needs))
