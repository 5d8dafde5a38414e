"""What has to be on the machine before anything else, and how to get it."""

from __future__ import annotations

import importlib.util
import os
import platform
import re
import shutil
import subprocess
import sys

from devtools.console import Stop, tick

NODE_ADVICE = (
    "Get it from https://nodejs.org/en/download, or with a version manager (`nvm install 24`), "
    "or on a Mac with `brew install node`."
)


def parse_version(text: str) -> tuple[int, int, int] | None:
    """Read the first three-part version in what a tool prints, such as `v20.20.2`."""
    found = re.search(r"(\d+)\.(\d+)\.(\d+)", text)
    return (int(found[1]), int(found[2]), int(found[3])) if found else None


def is_node_supported(version: tuple[int, int, int]) -> bool:
    """Tell whether Vite runs on this Node.js: 20.19 and later, 22.12 and later, and what comes after."""
    major, minor, _ = version
    return (major == 20 and minor >= 19) or (major == 22 and minor >= 12) or major > 22  # noqa: PLR2004 - versions


def platform_fault(system: str) -> str | None:
    """Say why this operating system cannot run the backend, or None when it can (gunicorn needs `fork`)."""
    if system != "Windows":
        return None
    return (
        "The backend runs on Linux and macOS. On Windows call this command inside WSL (`wsl --install`), "
        "or use Docker Desktop: `docker compose up --build`."
    )


def venv_fault(*, has_venv: bool, has_ensurepip: bool, version: tuple[int, int]) -> str | None:
    """Say what to install when this Python cannot make virtual environments (Debian packages that apart)."""
    if has_venv and has_ensurepip:
        return None
    name = f"python{version[0]}.{version[1]}-venv"
    return (
        "This Python cannot make virtual environments: its `venv` module is not installed.\n"
        f"On Debian and Ubuntu: `apt-get install {name}` (as root)."
    )


def node_fault(answer: str | None) -> str | None:
    """Say what is wrong with the Node.js that answered `node --version`, or None when it will do."""
    if answer is None:
        return f"Node.js is missing; the form needs version 20.19 or later.\n{NODE_ADVICE}"
    version = parse_version(answer)
    if version is None or not is_node_supported(version):
        found = answer.strip() or "of no known version"
        return f"Node.js is {found}; the form needs 20.19, 22.12 or later.\n{NODE_ADVICE}"
    return None


def npm_fault(answer: str | None) -> str | None:
    """Say how to get npm where Node.js came without it."""
    if answer is not None:
        return None
    return f"npm is missing; it normally comes with Node.js (on Debian apart: `apt-get install npm`).\n{NODE_ADVICE}"


def ask_version(tool: str) -> str | None:
    """Call `<tool> --version`; None when there is no such tool, or it does not run."""
    path = shutil.which(tool)
    if path is None:
        return None
    done = subprocess.run([path, "--version"], capture_output=True, text=True, check=False, stdin=subprocess.DEVNULL)
    return done.stdout.strip() if done.returncode == 0 else None


def check_prerequisites(*, form: bool = True) -> None:
    """Check the operating system, Python, and for the form Node.js and npm; report all that is missing at once."""
    python = sys.version_info
    faults = [
        platform_fault(platform.system()),
        venv_fault(
            has_venv=importlib.util.find_spec("venv") is not None,
            has_ensurepip=importlib.util.find_spec("ensurepip") is not None,
            version=(python[0], python[1]),
        ),
    ]
    found = [f"Python {platform.python_version()}"]
    if form:
        node, npm = ask_version("node"), ask_version("npm")
        faults += [node_fault(node), npm_fault(npm)]
        found += [f"Node.js {(node or '').lstrip('v')}", f"npm {npm}"]
    missing = [fault for fault in faults if fault]
    if missing:
        raise Stop("\n\n".join(missing))
    tick(", ".join(found))


def is_ci() -> bool:
    """Tell whether this is a continuous-integration run: nothing is left out, nobody can be asked."""
    return os.environ.get("CI", "").lower() in {"1", "true", "yes"}
