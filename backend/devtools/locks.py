"""The verb `lock`: rewrite the lock files, with hashes and without the address of any registry."""

from __future__ import annotations

import json
import os
import re
from typing import TYPE_CHECKING

from devtools.console import Stop, run_step, say, tick
from devtools.places import BACKEND, FRONTEND, VENV_BIN
from devtools.setup.lock import setup_lock
from devtools.setup.prerequisites import check_prerequisites
from devtools.setup.python import Packages, set_up_python

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

PYTHON_LOCKS: dict[str, Sequence[str]] = {
    "requirements-dev.txt": ("pyproject.toml", "--group", "dev"),
    "requirements.txt": ("pyproject.toml", "-c", "requirements-dev.txt"),
    "requirements-build.txt": ("--group", "build", "-c", "requirements-dev.txt"),
}
"""Each lock and what goes into it. The first decides the versions; the others are held to them."""

COMPILE = ("--quiet", "--universal", "--generate-hashes", "--python-version", "3.11")
PLAIN = ("--no-emit-index-url", "--no-header", "--no-annotate")
ADVICE = "The locks may be half written: `git diff` shows them, and the same command can be called again."


def lock(*, upgrade: bool) -> None:
    """Rewrite all locks; keeps their versions unless `upgrade` is set."""
    say()
    check_prerequisites()
    with setup_lock():
        set_up_python(Packages.DEVELOP)
        for name, inputs in PYTHON_LOCKS.items():
            newest = ["--upgrade"] if upgrade else []
            command: list[str | Path] = [
                VENV_BIN / "uv",
                "pip",
                "compile",
                *COMPILE,
                *PLAIN,
                *newest,
                *inputs,
                "-o",
                name,
            ]
            run_step(f"Lock {name}", command, cwd=BACKEND, advice=ADVICE)
        lock_form(upgrade=upgrade)
        check_locks()
    say("\n  Done. `python3 backend/dev.py test` installs what the locks now say and tries it.")


def lock_form(*, upgrade: bool) -> None:
    """Write `package-lock.json` without the addresses that its packages came from."""
    file = FRONTEND / "package-lock.json"
    env = {"npm_config_omit_lockfile_registry_resolved": "true"}
    verb = "update" if upgrade else "install"
    command = ["npm", verb, "--package-lock-only", "--no-audit", "--no-fund"]
    run_step(f"Lock {file.name}", command, cwd=FRONTEND, advice=ADVICE, env={**os.environ, **env})
    file.write_text(without_addresses(file.read_text(encoding="utf-8")), encoding="utf-8")


def without_addresses(package_lock: str) -> str:
    """Take the download address out of every package; the integrity hash stays."""
    content = json.loads(package_lock)
    for package in content["packages"].values():
        if str(package.get("resolved", "")).startswith("http"):
            del package["resolved"]
    return json.dumps(content, indent=2, ensure_ascii=False) + "\n"


def check_locks() -> None:
    """Raise `Stop` when a lock names a host, or a package has no hash."""
    files = [*(BACKEND / name for name in PYTHON_LOCKS), FRONTEND / "package-lock.json"]
    faults = [fault for file in files for fault in faults_of(file)]
    if faults:
        raise Stop("The locks are not as they should be:\n" + "\n".join(faults), status=1)
    tick("No lock names a host, and every package has its hash")


def faults_of(file: Path) -> list[str]:
    """List what is wrong with one lock file."""
    text = file.read_text(encoding="utf-8")
    found = npm_faults(text) if file.suffix == ".json" else python_faults(text)
    return [f"  {file.name}: {fault}" for fault in found]


def python_faults(text: str) -> list[str]:
    """List the lines of a requirements file that name a host, and the packages without a hash."""
    hosts = [f"line {number} names a host" for number, line in enumerate(text.splitlines(), 1) if "://" in line]
    blocks = re.split(r"\n(?=\S)", text.strip())
    bare = [block.split("=")[0] for block in blocks if block and "--hash=sha256:" not in block]
    return hosts + [f"{name} has no hash" for name in bare]


def npm_faults(text: str) -> list[str]:
    """List the packages of a `package-lock.json` that name where they came from, or have no integrity hash."""
    packages = {
        name: entry
        for name, entry in json.loads(text)["packages"].items()
        if name and not (entry.get("link") or entry.get("inBundle"))
    }
    hosts = [f"{name} names a host" for name, entry in packages.items() if "resolved" in entry]
    bare = [f"{name} has no hash" for name, entry in packages.items() if "integrity" not in entry]
    return hosts + bare
