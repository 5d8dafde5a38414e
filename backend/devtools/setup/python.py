"""The virtual environment in `backend/.venv`, made from the locked and hashed requirements."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
import tomllib
from enum import Enum
from typing import TYPE_CHECKING

from devtools.console import run_step, say, tick
from devtools.places import BACKEND, VENV, VENV_PYTHON
from devtools.setup import stamps

if TYPE_CHECKING:
    from pathlib import Path

ADVICE = "If the network gave up, call the same command again: what has been downloaded is kept."


class Packages(Enum):
    """How much to install: what running needs, or everything that the checks need as well."""

    RUN = ("requirements.txt", "requirements-build.txt")
    DEVELOP = ("requirements-dev.txt",)

    @property
    def locks(self) -> list[Path]:
        """The lock files that hold these packages."""
        return [BACKEND / name for name in self.value]

    @property
    def stamp(self) -> Path:
        """Where it is recorded that these packages are installed."""
        return VENV / f"dialproof-{self.name.lower()}.stamp"

    def expected_stamp(self) -> str:
        """What the stamp says when the environment fits the locks, the Python and the place that it was made for."""
        return stamps.digest(self.locks, what_is_installed(BACKEND / "pyproject.toml"), python_version(), str(VENV))


def what_is_installed(pyproject: Path) -> str:
    """Read what of `pyproject.toml` decides about an installation; how the checks are set does not."""
    content = tomllib.loads(pyproject.read_text(encoding="utf-8"))
    return json.dumps({name: content.get(name) for name in ("build-system", "project", "dependency-groups")})


def python_version() -> str:
    """The version that decides whether installed packages fit, such as `3.13`."""
    return f"{sys.version_info[0]}.{sys.version_info[1]}"


def read_configuration(venv: Path) -> dict[str, str]:
    """Read `pyvenv.cfg`, where `venv` records the Python and the command that made an environment."""
    file = venv / "pyvenv.cfg"
    lines = file.read_text(encoding="utf-8").splitlines() if file.is_file() else []
    pairs = (line.partition("=") for line in lines if "=" in line)
    return {name.strip(): value.strip() for name, _, value in pairs}


def reason_to_rebuild(venv: Path, version: str) -> str | None:
    """Say why an existing environment cannot be used, or None when it can (or there is none yet)."""
    if not venv.exists():
        return None
    found = read_configuration(venv)
    made_with = ".".join(found.get("version", found.get("version_info", "")).split(".")[:2])
    if not made_with:
        return "it was never finished"
    if made_with != version:
        return f"it was made with Python {made_with}, and this is Python {version}"
    if not found.get("command", str(venv)).endswith(str(venv)):
        return "it was made for another folder"
    if not has_pip(venv / "bin" / "python"):
        return "its Python is gone or was never finished"
    return None


def has_pip(python: Path) -> bool:
    """Tell whether an environment's Python starts and has pip."""
    if not python.exists():
        return False
    command = [str(python), "-m", "pip", "--version"]
    return subprocess.run(command, capture_output=True, check=False, stdin=subprocess.DEVNULL).returncode == 0


def set_up_python(packages: Packages) -> None:
    """Make `backend/.venv` fit the locks; does nothing when it does already."""
    if is_ready(packages):
        tick("Python packages, as before")
        return
    reason = reason_to_rebuild(VENV, python_version())
    if reason:
        say(f"  · backend/.venv is rebuilt: {reason}")
        shutil.rmtree(VENV)
    if not VENV.exists():
        run_step("Virtual environment", [sys.executable, "-m", "venv", VENV], cwd=BACKEND, advice=ADVICE)
    expected = {kind: kind.expected_stamp() for kind in covered(packages)}
    pip: list[str | Path] = [VENV_PYTHON, "-m", "pip", "--disable-pip-version-check", "--no-input"]
    locks = [word for lock in packages.locks for word in ("-r", lock)]
    patience = ["--retries", "8", "--timeout", "60", "--progress-bar", "off"]
    run_step("Python packages", [*pip, "install", *patience, "--require-hashes", *locks], cwd=BACKEND, advice=ADVICE)
    editable = ["--no-deps", "--no-build-isolation", "--no-index", "-e", "."]
    run_step("Dialproof itself", [*pip, "install", *editable], cwd=BACKEND, advice=ADVICE)
    for kind, value in expected.items():
        stamps.write(kind.stamp, value)


def is_ready(packages: Packages) -> bool:
    """Tell whether the environment was finished for these packages, the present locks and this Python."""
    return VENV_PYTHON.exists() and stamps.is_current(packages.stamp, packages.expected_stamp())


def covered(packages: Packages) -> tuple[Packages, ...]:
    """What is there once these are installed: the development packages include the running ones."""
    return (Packages.RUN, Packages.DEVELOP) if packages is Packages.DEVELOP else (packages,)
