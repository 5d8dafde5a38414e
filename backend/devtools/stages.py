"""The stages of `dev.py test`: what each runs, where, and what it needs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from devtools.console import Stop
from devtools.places import BACKEND, FRONTEND, VENV_BIN, VENV_PYTHON
from devtools.system_packages import BROWSER, LATIN_FONTS, OTHER_FONTS, REDIS

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from devtools.system_packages import Need


@dataclass(frozen=True)
class Stage:
    """One check: its name on the command line, its commands, and the programs that it drives."""

    name: str
    group: str
    what: str
    commands: tuple[tuple[str, ...], ...]
    cwd: Path
    needs: tuple[Need, ...] = ()
    uses_pytest: bool = False


def _python(name: str, what: str, *commands: tuple[str, ...]) -> Stage:
    return Stage(name, "backend", what, commands, BACKEND)


def _pytest(name: str, what: str, *needs: Need, group: str = "backend") -> Stage:
    command = (str(VENV_PYTHON), "-m", "pytest", f"tests/{name}")
    return Stage(name, group, what, (command,), BACKEND, needs, uses_pytest=True)


def _form(name: str, what: str, script: str, *needs: Need) -> Stage:
    return Stage(name, "form", what, (("npm", "run", "--silent", script),), FRONTEND, needs)


RUFF = str(VENV_BIN / "ruff")
BROWSER_NEEDS = (BROWSER, LATIN_FONTS, OTHER_FONTS)

STAGES = (
    _python("style", "ruff, on every Python file", (RUFF, "check", "."), (RUFF, "format", "--check", ".")),
    _python("types", "mypy in strict mode", (str(VENV_BIN / "mypy"),)),
    _pytest("unit", "the rules, without a network"),
    _pytest("repository", "documents, compose files and dev.py agree with each other and with the code"),
    _pytest("contract", "the API against its document, the adapter against the provider's"),
    _pytest("integration", "real Redis, real sockets, the sandbox, the pages for developers", REDIS, *BROWSER_NEEDS),
    _form("form-lint", "eslint and prettier", "lint"),
    _form("form-types", "tsc in strict mode", "typecheck"),
    _form("form-api", "the generated API types are those of the backend", "api:check"),
    _form("form-unit", "the form's parts, with Vitest", "test"),
    _form("form-build", "the form as it is shipped", "build"),
    _form("budget", "what the form weighs and how fast it is", "budget", *BROWSER_NEEDS),
    _form("browser", "a real browser through the whole product", "e2e", *BROWSER_NEEDS, REDIS),
    _pytest("compose", "the containers, on a real Docker engine", *BROWSER_NEEDS, group="compose"),
)


def choose(names: Iterable[str], *, compose: bool) -> list[Stage]:
    """Pick stages by name or group, all but `compose` when none is named; raises `Stop` for a name that is neither."""
    wanted = set(names)
    known = {stage.name for stage in STAGES} | {stage.group for stage in STAGES}
    if wanted - known:
        stages = "\n".join(f"  {stage.name:<12} {stage.what}" for stage in STAGES)
        unknown = ", ".join(sorted(wanted - known))
        raise Stop(f"There is no stage {unknown}. Stages are:\n\n{stages}\n\nor all of one kind: backend, form.")
    if not wanted:
        return [stage for stage in STAGES if compose or stage.name != "compose"]
    return [stage for stage in STAGES if {stage.name, stage.group} & wanted or (compose and stage.name == "compose")]


def needs_of(stages: Sequence[Stage]) -> list[Need]:
    """List what the stages drive, each once."""
    return list(dict.fromkeys(need for stage in stages for need in stage.needs))
