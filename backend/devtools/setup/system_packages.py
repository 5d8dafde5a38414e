"""The programs that the tests drive, Redis and a browser: found, or installed where this command may."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from devtools.console import Stop, run_step
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
    """Something that tests drive: how to tell that it is there, and the Debian package that brings it."""

    package: str
    what: str
    is_there: Callable[[], bool]


REDIS = Need("redis-server", "Redis", has_redis)
NGINX = Need("nginx-light", "nginx", lambda: find_nginx() is not None)
BROWSER = Need("chromium", "the Chromium browser", lambda: find_browser() is not None)
LATIN_FONTS = Need("fonts-liberation", "fonts", lambda: has_font("*.?t?"))
OTHER_FONTS = Need("fonts-noto-core", "fonts for other scripts", lambda: has_font("*Arab*"))


def provide(needs: Sequence[Need]) -> None:
    """Install what is missing where we are root on a Debian; otherwise raise `Stop` that names it."""
    missing = [need for need in needs if not need.is_there()]
    if not missing:
        return
    packages = [need.package for need in missing]
    if os.geteuid() != 0 or shutil.which("apt-get") is None:
        raise Stop(advice_for(missing))
    # RUNLEVEL keeps Debian from starting the servers that it installs: the tests start their own.
    env = {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    told = "The tests need: " + " ".join(packages)
    run_step("Debian package lists", ["apt-get", "update", "-qq"], cwd=BACKEND, env=env, advice=told)
    command = ["apt-get", "install", "-y", "-qq", "--no-install-recommends", *packages]
    run_step("Debian packages", command, cwd=BACKEND, env=env, advice=told)


def advice_for(missing: Sequence[Need]) -> str:
    """Say what the tests need and how to get it, on Debian and elsewhere."""
    wanted = ", ".join(need.what for need in missing)
    packages = " ".join(need.package for need in missing)
    lines = [f"The tests need {wanted}. On Debian and Ubuntu:", f"\n  sudo apt-get install {packages}\n"]
    if BROWSER in missing:
        lines.append("A Chrome elsewhere will do as well: name it with CHROME_PATH=/path/to/chrome.")
    if REDIS in missing:
        lines.append("On a Mac: `brew install redis`.")
    if NGINX in missing:
        lines.append("On a Mac: `brew install nginx`.")
    return "\n".join(lines)
