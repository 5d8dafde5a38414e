"""The Docker engine for the stage `compose`: this machine's, or one that a script beside the repository brings up."""

from __future__ import annotations

import shutil
import subprocess

from devtools.console import Stop, run_step, tick
from devtools.places import ROOT
from devtools.setup.prerequisites import parse_version

SCRIPT = ROOT.parent / "shared" / "docker" / "engine"
OLDEST_COMPOSE = (2, 20, 3)
"""The first that reads `include`."""

ADVICE = (
    "The containers are tested on a real engine. Install Docker with Compose 2.20.3 or later "
    "(https://docs.docker.com/engine/install/), start it, and see that `docker info` answers for this user."
)


def ask_docker(*words: str) -> str | None:
    """Call `docker …`; None when it is missing or fails."""
    if shutil.which("docker") is None:
        return None
    done = subprocess.run(["docker", *words], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() if done.returncode == 0 else None


def compose_fault(engine: str | None, compose: str | None) -> str | None:
    """Say what is missing, from what `docker info` and `docker compose version` answered; None when all is there."""
    if engine is None:
        return f"There is no Docker engine that answers.\n{ADVICE}"
    version = parse_version(compose or "")
    if version is None or version < OLDEST_COMPOSE:
        return f"Docker Compose is {compose or 'missing'}.\n{ADVICE}"
    return None


def bring_up_engine() -> None:
    """Make sure that an engine answers; raises `Stop` that says how to get one."""
    if SCRIPT.is_file():
        run_step("Docker engine", [SCRIPT], cwd=ROOT, advice=ADVICE)
    engine = ask_docker("info", "--format", "{{.ServerVersion}}")
    compose = ask_docker("compose", "version", "--short")
    fault = compose_fault(engine, compose)
    if fault:
        raise Stop(fault, status=1)
    tick(f"Docker {engine}, Compose {compose}")
