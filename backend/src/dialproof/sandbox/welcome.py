"""What the command says when the sandbox is ready: where it is, what to point an SDK at, where codes are read."""

from __future__ import annotations

import shlex
from collections.abc import Mapping
from urllib.parse import urlsplit, urlunsplit

from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.settings import SandboxSettings, is_loopback

EXAMPLE = "%2B14155550100"


def welcome(
    settings: SandboxSettings, url: str, certificate: Certificate | None, credentials: Mapping[str, str]
) -> str:
    """Write the lines. `url` is where the sandbox listens, `credentials` what each vendor accepts, by its name."""
    at = settings.phone_url or named(url)
    several = len(credentials) > 1
    rows = {
        "the phone on the screen": at,
        "base address for an SDK": f"{at}  (host and port: {urlsplit(at).netloc})",
        **{f"credentials ({name})" if several else "credentials": text for name, text in credentials.items()},
        "codes, for programs": f"{at}/inbox/messages?to={EXAMPLE}",
        "ready when it answers": f"{at}/health",
    }
    lines = ["", "The sandbox is ready; nothing is sent for real.", ""]
    lines += [f"  {name:<24} {text}" for name, text in rows.items()]
    lines += ["", *(trust(settings, at, certificate) if certificate else no_https())]
    return "\n".join([*lines, ""])


def named(url: str) -> str:
    """Write `localhost` for an address of this machine."""
    parts = urlsplit(url)
    if not is_loopback(parts.hostname or ""):
        return url
    return urlunsplit(parts._replace(netloc=f"localhost:{parts.port}"))


def trust(settings: SandboxSettings, at: str, certificate: Certificate) -> list[str]:
    """Say how the program that calls the sandbox comes to trust its certificate."""
    if settings.phone_url is not None:
        # The files are in a container, where the reader has no use for them.
        return [f"  Trust the certificate in the program that calls:  curl --insecure --remote-name {at}/authority.pem"]
    authority, bundle = (shlex.quote(str(file.resolve())) for file in (certificate.authority, certificate.bundle))
    return [
        "  In the shell of the program that calls (plain http works at the same port):",
        "",
        f"    export NODE_EXTRA_CA_CERTS={authority}",
        f"    export REQUESTS_CA_BUNDLE={bundle}",
        f"    export SSL_CERT_FILE={bundle}",
    ]


def no_https() -> list[str]:
    """Say what to do for the SDKs that know https only."""
    return ["  The SDKs for Python and Ruby insist on https: start with --tls."]
