"""The form's JavaScript packages, and its build."""

from __future__ import annotations

from devtools.console import run_step, tick
from devtools.places import BUILT_FORM, FRONTEND, NODE_MODULES
from devtools.setup import stamps
from devtools.setup.prerequisites import ask_version

PACKAGES_STAMP = NODE_MODULES / ".dialproof-packages.stamp"
BUILD_STAMP = NODE_MODULES / ".dialproof-build.stamp"
ADVICE = "If the network gave up, call the same command again: what has been downloaded is kept."

NOT_SOURCES = ("node_modules", "dist", "dist-lib", "e2e", "coverage", ".*", "*.tsbuildinfo")
"""What the build makes, or does not read."""


def packages_digest() -> str:
    """Hash what decides the contents of `node_modules`: the lock, its manifest, and the major version of Node.js."""
    major = (ask_version("node") or "").split(".")[0]
    return stamps.digest([FRONTEND / "package-lock.json", FRONTEND / "package.json"], major)


def set_up_packages() -> None:
    """Install the locked packages (`npm ci`); does nothing when they are there already."""
    expected = packages_digest()
    if stamps.is_current(PACKAGES_STAMP, expected):
        tick("JavaScript packages, as before")
        return
    command = ["npm", "ci", "--no-audit", "--no-fund", "--loglevel=error", "--fetch-retries=8"]
    run_step("JavaScript packages", command, cwd=FRONTEND, advice=ADVICE)
    stamps.write(PACKAGES_STAMP, expected)


def set_up_build() -> None:
    """Build the form (`npm run build`); does nothing when its sources have not changed since the last time."""
    expected = stamps.digest([], packages_digest(), stamps.digest_tree(FRONTEND, without=NOT_SOURCES))
    if (BUILT_FORM / "index.html").is_file() and stamps.is_current(BUILD_STAMP, expected):
        tick("The form, built as before")
        return
    BUILD_STAMP.unlink(missing_ok=True)
    run_step("Build of the form", ["npm", "run", "build"], cwd=FRONTEND, advice="The message above says where.")
    stamps.write(BUILD_STAMP, expected)


def set_up_form() -> None:
    """Install and build."""
    set_up_packages()
    set_up_build()
