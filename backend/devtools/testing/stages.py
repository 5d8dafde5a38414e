"""The stages of `dev.py test`: what each runs, where, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from devtools.places import BACKEND, FRONTEND, VENV_BIN, VENV_PYTHON
from devtools.setup.system_packages import BROWSER, LATIN_FONTS, NGINX, OTHER_FONTS, REDIS

if TYPE_CHECKING:
    from pathlib import Path

    from devtools.setup.system_packages import Need


class Runner(Enum):
    """Who runs the tests of a stage, which decides how it is told what to run and how its report reads."""

    PYTEST = "pytest"
    VITEST = "Vitest"
    PLAYWRIGHT = "Playwright"
    NONE = "a checker, which has no tests to choose from"


class SetUp(Enum):
    """What has to be made before a stage can run."""

    PYTHON = "backend/.venv"
    PACKAGES = "frontend/node_modules"
    BUILD = "the built form"


@dataclass(frozen=True)
class Stage:
    """One check: its name on the command line, its commands, and what has to be there first.

    `tests` is the folder with its tests, and empty for a checker. Stages of different groups run side by side, in the
    order that they have here; one that measures or takes the whole machine is `exclusive`.
    """

    name: str
    group: str
    what: str
    commands: tuple[tuple[str, ...], ...]
    cwd: Path
    set_up: frozenset[SetUp]
    needs: tuple[Need, ...] = ()
    runner: Runner = Runner.NONE
    tests: str = ""
    exclusive: bool = False


PYTHON = frozenset({SetUp.PYTHON})
PACKAGES = frozenset({SetUp.PACKAGES})
BROWSER_NEEDS = (BROWSER, LATIN_FONTS, OTHER_FONTS)
RUFF = str(VENV_BIN / "ruff")
PYTEST = (str(VENV_PYTHON), "-m", "pytest", "-q", "--no-header", "--color=no")


def _python(name: str, what: str, *commands: tuple[str, ...]) -> Stage:
    return Stage(name, "backend", what, commands, BACKEND, PYTHON)


def _pytest(
    name: str,
    what: str,
    *needs: Need,
    group: str = "backend",
    set_up: frozenset[SetUp] = PYTHON,
    exclusive: bool = False,
) -> Stage:
    tests = f"tests/{name}"
    return Stage(name, group, what, (PYTEST,), BACKEND, set_up, needs, Runner.PYTEST, tests, exclusive)


def _npm(script: str) -> tuple[tuple[str, ...], ...]:
    return (("npm", "run", "--silent", script),)


def _form(name: str, what: str, script: str, *needs: Need, set_up: frozenset[SetUp] = PACKAGES) -> Stage:
    return Stage(name, "form", what, _npm(script), FRONTEND, set_up, needs)


STAGES = (
    _python(
        "style",
        "ruff on every Python file, import-linter on who imports whom",
        (RUFF, "check", "."),
        (RUFF, "format", "--check", "."),
        (str(VENV_BIN / "lint-imports"), "--no-cache"),
    ),
    _python("types", "mypy in strict mode", (str(VENV_BIN / "mypy"),)),
    _pytest("unit", "the rules, without a network"),
    _pytest("repository", "documents, compose files and dev.py agree with each other and with the code"),
    _pytest("contract", "the API against its document, the adapter against the provider's"),
    _pytest(
        "integration",
        "real Redis, nginx and sockets, the sandbox, the developers' pages",
        REDIS,
        NGINX,
        *BROWSER_NEEDS,
        set_up=PYTHON | PACKAGES,
    ),
    _form("form-lint", "eslint and prettier", "lint"),
    _form("form-types", "tsc in strict mode", "typecheck"),
    _form("form-api", "the generated API types are those of the backend", "api:check", set_up=PYTHON | PACKAGES),
    Stage(
        "form-unit",
        "form",
        "the form's parts, with Vitest",
        _npm("test"),
        FRONTEND,
        PACKAGES,
        runner=Runner.VITEST,
        tests="src",
    ),
    _form("form-build", "the form as it is shipped", "build"),
    Stage(
        "browser",
        "form",
        "a real browser through the whole product",
        _npm("e2e"),
        FRONTEND,
        frozenset(SetUp),
        (*BROWSER_NEEDS, REDIS),
        Runner.PLAYWRIGHT,
        "e2e",
    ),
    Stage(
        "budget",
        "form",
        "what the form weighs and how fast it is",
        _npm("budget"),
        FRONTEND,
        frozenset(SetUp),
        BROWSER_NEEDS,
        exclusive=True,
    ),
    _pytest("compose", "the containers, on a real Docker engine", *BROWSER_NEEDS, group="compose", exclusive=True),
)
