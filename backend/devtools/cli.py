"""The command line of `dev.py`: its verbs and their options."""

from __future__ import annotations

import argparse
import sys
from typing import TYPE_CHECKING

from devtools.console import Stop, complain
from devtools.images import lock_images
from devtools.locks import lock
from devtools.running.sandbox import sandbox
from devtools.running.services import demo, serve
from devtools.running.supervise import Stopped
from devtools.setup.prerequisites import is_ci
from devtools.testing import command
from devtools.testing.results import Options
from devtools.testing.stages import STAGES

if TYPE_CHECKING:
    from collections.abc import Sequence

CLOSING_WORDS = """\
Each verb sets up first what it needs: backend/.venv, frontend/node_modules and the built form, and only what has
changed since the last time. DIALPROOF_PORT_OFFSET moves the three ports, 5001, 5002 and 8080, together:
  DIALPROOF_PORT_OFFSET=100 python3 backend/dev.py demo
"""


def make_parser() -> argparse.ArgumentParser:
    """Describe the verbs; every command that a developer needs is one of them."""
    parser = argparse.ArgumentParser(
        prog="dev.py",
        description="Run, test and maintain Dialproof on this machine.",
        epilog=CLOSING_WORDS,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    verbs = parser.add_subparsers(dest="verb", required=True, metavar="VERB")
    verbs.add_parser("demo", help="the whole product with a phone on the screen; needs no account")
    verbs.add_parser("serve", help="API and sandbox for building your own form; reloads when the code changes")
    only = verbs.add_parser("sandbox", help="only the stand-in for the provider, for your own application")
    only.epilog = "Settings are the variables that begin with SANDBOX_, such as SANDBOX_PORT: backend/docs/sandbox.md."
    only.add_argument("--tls", action="store_true", help="speak https as well, with a certificate made on the spot")
    _add_test(verbs.add_parser("test", help="run every check and test, or only the stages or files you name"))
    locks = verbs.add_parser("lock", help="rewrite the lock files, without download addresses")
    locks.add_argument("--upgrade", action="store_true", help="take the newest versions that pyproject.toml allows")
    locks.add_argument("--images", action="store_true", help="pin the containers' base images to today's digests, only")
    return parser


TEST_WORDS = """\
  python3 backend/dev.py test                                        every stage but the containers
  python3 backend/dev.py test unit form-unit                         two stages
  python3 backend/dev.py test backend/tests/unit/test_phone.py       one file; `::name` behind it means one test
  python3 backend/dev.py test frontend/src/lib/phone                 a folder, or the tests beside a source file
  python3 backend/dev.py test frontend/e2e/journey.spec.ts -k code   what fits a word, in one file

Only what these need is set up. Where Redis, nginx, Chromium or fonts are missing, it asks before it installs them with
apt-get (as root on Debian or Ubuntu; --yes or CI=true answers beforehand); elsewhere it says what to get.

A line is printed for each stage, and for one that fails the report of its tests; all that the runners print is in
backend/var/log/test. Stages of the backend and of the form run side by side.

stages:
"""


def _add_test(parser: argparse.ArgumentParser) -> None:
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = TEST_WORDS + "\n".join(f"  {stage.name:<12} {stage.what}" for stage in STAGES)
    add = parser.add_argument
    add("what", nargs="*", metavar="WHAT", help="stages, `backend` or `form` for all of a kind, or files and folders")
    add("-y", "--yes", action="store_true", help="install missing Debian packages without asking, as with CI=true")
    add("-k", dest="expression", metavar="WORD", help="only tests whose name fits; pytest takes an expression")
    add("--compose", action="store_true", help="the containers as well, on a real Docker engine")
    add("--compose-if-possible", action="store_true", help="the same, but only where there is such an engine")
    add("--keep-going", action="store_true", help="run later stages also after a failure, as with CI=true")
    add("--in-turn", action="store_true", help="one stage after the other, for a machine with one core or to measure")


def run(arguments: Sequence[str]) -> int:
    """Do what the command line says; returns the exit status."""
    sys.stdout.reconfigure(errors="replace")  # type: ignore[union-attr] # a terminal or a pipe, both text files
    parser = make_parser()
    if not arguments:
        parser.print_help()
        return 2
    options = parser.parse_args(arguments)
    try:
        return _dispatch(options)
    except Stop as stop:
        complain(str(stop))
        return stop.status
    except (KeyboardInterrupt, Stopped):
        complain("Interrupted. What was not finished is done again the next time.")
        return 130


def _dispatch(options: argparse.Namespace) -> int:
    match options.verb:
        case "demo":
            demo()
        case "serve":
            serve()
        case "sandbox":
            sandbox(tls=options.tls)
        case "lock":
            if options.images:
                lock_images()
            else:
                lock(upgrade=options.upgrade)
        case _:
            return command.test(
                options.what,
                Options(
                    expression=options.expression,
                    ci=is_ci(),
                    keep_going=options.keep_going,
                    side_by_side=not options.in_turn,
                    yes=options.yes,
                ),
                compose=options.compose or options.compose_if_possible,
                engine_required=options.compose,
            )
    return 0
