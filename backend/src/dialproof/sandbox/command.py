"""`dialproof sandbox`: run until told to stop."""

from __future__ import annotations

import logging
import os
import signal
import sys
import threading
from pathlib import Path

from dotenv import dotenv_values

from dialproof.sandbox.core.server.certificate import Certificate, CertificateError
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SettingsError, from_environment, is_loopback
from dialproof.sandbox.welcome import welcome

_log = logging.getLogger(__name__)


def run(*, host: str | None = None, port: int | None = None, tls: str | None = None) -> int:
    """Serve until SIGINT or SIGTERM. Return 0, 1 when the address cannot be had, 2 when settings are wrong.

    What is given here counts instead of the settings of the same name.
    """
    logging.basicConfig(
        level=logging.INFO, format="%(asctime)s sandbox %(message)s", datefmt="%H:%M:%S", stream=sys.stderr
    )
    file = Path(os.environ.get("DIALPROOF_ENV_FILE", ".env"))
    kept = {name: value for name, value in dotenv_values(file).items() if value is not None}
    given = {"SANDBOX_HOST": host, "SANDBOX_PORT": None if port is None else str(port), "SANDBOX_TLS": tls}
    arguments = {name: value for name, value in given.items() if value is not None}
    try:
        settings = from_environment(kept | dict(os.environ) | arguments)
    except SettingsError as error:
        lines = "\n".join(f"  - {mistake}" for mistake in error.mistakes)
        sys.stderr.write(f"The sandbox cannot start; its settings need attention:\n{lines}\n")
        return 2
    server = SandboxServer(settings, host=settings.host, port=settings.port)
    try:
        server.start()
    except CertificateError as error:
        sys.stderr.write(f"{error}\n")
        return 2
    except OSError as error:
        sys.stderr.write(
            f"The sandbox cannot listen on {server.host} port {server.port}: {error.strerror or error}. "
            "Stop what is using it, or choose another port with --port.\n"
        )
        return 1
    _wait_for_signal(server)
    return 0


def _wait_for_signal(server: SandboxServer) -> None:
    told_to_stop = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: told_to_stop.set())
    _log.info("listening on %s", server.url)
    credentials = {vendor.profile.name: vendor.credentials() for vendor in server.sandbox.vendors}
    certificate = None if server.settings.tls is None else Certificate(Path(server.settings.tls))
    sys.stdout.write(welcome(server.settings, server.url, certificate, credentials) + "\n")
    sys.stdout.flush()
    if not is_loopback(server.host):
        _log.info("whoever reaches this address can read the messages and use the controls")
    try:
        told_to_stop.wait()
    finally:
        server.stop()
    _log.info("stopped")
