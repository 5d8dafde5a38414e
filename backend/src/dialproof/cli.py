"""`dialproof`: one command, a verb for each thing it does."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence

MAX_PORT = 65535


def build_parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="dialproof", description="Self-hosted phone verification by one-time code.")
    verbs = parser.add_subparsers(title="commands", dest="command", required=True, metavar="command")
    _add_sandbox(verbs)
    _add_openapi(verbs)
    return parser


def main(argv: Sequence[str] | None = None) -> int:
    """Run one command; the exit status is 0 for success, 1 for a failure, 2 for a mistake in arguments or settings."""
    arguments = build_parser().parse_args(argv)
    status: int = arguments.run(arguments)
    return status


def _add_sandbox(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    sandbox = verbs.add_parser(
        "sandbox",
        help="run a stand-in for the provider, with a phone on the screen",
        description="Run a server that speaks Vonage Verify v2, and a page that shows the texts and calls it sends. "
        "Settings are read from variables that start with SANDBOX_.",
    )
    sandbox.add_argument("--host", help="address to listen on (default: 127.0.0.1, or SANDBOX_HOST)")
    sandbox.add_argument(
        "--port", type=_port, help="port to listen on, 0 for a free one (default: 5002, or SANDBOX_PORT)"
    )
    sandbox.add_argument(
        "--tls",
        nargs="?",
        const="true",
        metavar="FOLDER",
        help="speak https as well, with a certificate that is made and kept in FOLDER (default: var/sandbox-tls)",
    )
    sandbox.set_defaults(run=_run_sandbox)


def _port(text: str) -> int:
    if not text.isdecimal() or int(text) > MAX_PORT:
        raise argparse.ArgumentTypeError(f"must be a whole number from 0 to {MAX_PORT}, not {text!r}")
    return int(text)


def _run_sandbox(arguments: argparse.Namespace) -> int:
    # Imported here, so that no other command pays for it or depends on it.
    from dialproof.sandbox.command import run  # noqa: PLC0415 - loaded by this command alone

    return run(host=arguments.host, port=arguments.port, tls=arguments.tls)


def _add_openapi(verbs: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    openapi = verbs.add_parser(
        "openapi",
        help="print the OpenAPI document",
        description="Print the document that GET /api/openapi.json answers, without starting anything.",
    )
    openapi.set_defaults(run=_run_openapi)


def _run_openapi(_: argparse.Namespace) -> int:
    # As above: the sandbox needs nothing of the application.
    from dialproof.api.openapi import document  # noqa: PLC0415 - loaded by this command alone
    from dialproof.app import create_app  # noqa: PLC0415 - loaded by this command alone
    from dialproof.settings import Settings  # noqa: PLC0415 - loaded by this command alone

    # The document is the same whatever the settings are, but for the cookie's name: here it is that of production.
    app = create_app(Settings.from_environ({}))
    sys.stdout.write(json.dumps(document(app, cookie_name="__Host-dialproof"), indent=2, ensure_ascii=False) + "\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
