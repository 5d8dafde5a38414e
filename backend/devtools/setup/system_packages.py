"""The programs that the tests drive, such as Redis and a browser: found, or installed once the caller agrees."""

from __future__ import annotations

import os
import shutil
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devtools.console import Stop, run_step, say
from devtools.places import BACKEND

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
MAC_BROWSERS = (
    "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
    "/Applications/Chromium.app/Contents/MacOS/Chromium",
)
FONT_FOLDERS = ("/usr/share/fonts", "/usr/local/share/fonts", "/Library/Fonts", "/System/Library/Fonts")


def find_browser() -> str | None:
    """Find a Chromium to drive: the one that `CHROME_PATH` names, or the first that is installed."""
    named = os.environ.get("CHROME_PATH")
    found = (shutil.which(name) for name in (*([named] if named else []), *BROWSERS, *MAC_BROWSERS))
    return next(filter(None, found), None)


def has_redis() -> bool:
    """Tell whether a Redis server can be started here."""
    return shutil.which("redis-server") is not None


def find_nginx() -> str | None:
    """Find nginx, which Debian keeps where only root looks."""
    return shutil.which("nginx") or shutil.which("nginx", path="/usr/local/sbin:/usr/sbin:/sbin")


def has_font(pattern: str) -> bool:
    """Tell whether a font file of this name is installed; without any a browser draws boxes."""
    return any(next(Path(folder).rglob(pattern), None) for folder in FONT_FOLDERS)


@dataclass(frozen=True)
class Need:
    """Something that tests drive: the Debian package that brings it, how to tell that it is there, and other ways."""

    package: str
    what: str
    is_there: Callable[[], bool]
    elsewhere: str = ""


REDIS = Need("redis-server", "Redis", has_redis, "On a Mac: `brew install redis`.")
NGINX = Need("nginx-light", "nginx", lambda: find_nginx() is not None, "On a Mac: `brew install nginx`.")
BROWSER = Need(
    "chromium",
    "the Chromium browser",
    lambda: find_browser() is not None,
    "A Chrome elsewhere will do as well: name it with CHROME_PATH=/path/to/chrome.",
)
LATIN_FONTS = Need("fonts-liberation", "fonts", lambda: has_font("*.?t?"))
OTHER_FONTS = Need("fonts-noto-core", "fonts for other scripts", lambda: has_font("*Arab*"))

UPDATE = ("apt-get", "update", "-qq")
INSTALL = ("apt-get", "install", "-y", "-qq", "--no-install-recommends")


def packages_to_install(needs: Sequence[Need], *, yes: bool, ask: Callable[[str], bool] | None = None) -> list[str]:
    """List the packages to install for what is missing, once the caller has agreed: by `yes`, or on the terminal.

    Raises `Stop` that names what is missing and how to get it: where we are not root on a Debian, where nobody can be
    asked, and where the answer is no.
    """
    missing = [need for need in needs if not need.is_there()]
    packages = [need.package for need in missing]
    if not missing or (yes and may_install()):
        return packages
    if not may_install():
        raise Stop(advice_for(missing))
    if not is_interactive():
        raise Stop(f"{advice_for(missing)}\n\nOr let it be done:\n\n  python3 backend/dev.py test --yes")
    say(f"  {what_is_needed(missing)}. These commands install it:\n\n    {' '.join(UPDATE)}")
    say(f"    {' '.join((*INSTALL, *packages))}\n")
    if not (ask or ask_on_terminal)("  Run them now? [y/N] "):
        raise Stop(f"Nothing was installed. {advice_for(missing)}")
    return packages


def may_install() -> bool:
    """Tell whether this process can install packages: as root, and with apt."""
    return os.geteuid() == 0 and shutil.which("apt-get") is not None


def is_interactive() -> bool:
    """Tell whether a person sees a question and can answer it."""
    return sys.stdin.isatty() and sys.stdout.isatty()


def ask_on_terminal(question: str) -> bool:
    """Ask a yes-or-no question; anything but yes, and the end of the input, is a no."""
    try:
        return input(question).strip().lower() in {"y", "yes"}
    except EOFError:
        say()
        return False


def install(packages: Sequence[str]) -> None:
    """Install Debian packages; does nothing when there are none."""
    if not packages:
        return
    # RUNLEVEL keeps Debian from starting the servers that it installs: the tests start their own.
    env = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    advice = "The tests need: " + " ".join(packages)
    run_step("Debian package lists", UPDATE, cwd=BACKEND, env=env, advice=advice)
    run_step("Debian packages", (*INSTALL, *packages), cwd=BACKEND, env=env, advice=advice)


def what_is_needed(missing: Sequence[Need]) -> str:
    """Say what is missing, such as `The tests need Redis, nginx`."""
    return f"The tests need {', '.join(need.what for need in missing)}"


def advice_for(missing: Sequence[Need]) -> str:
    """Say what the tests need and how to get it, on Debian and elsewhere."""
    packages = " ".join(need.package for need in missing)
    lines = [f"{what_is_needed(missing)}. On Debian and Ubuntu:", f"\n  sudo apt-get install {packages}\n"]
    return "\n".join([*lines, *(need.elsewhere for need in missing if need.elsewhere)]).rstrip()
