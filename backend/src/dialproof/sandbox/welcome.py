"""What the command says when the sandbox is ready: where it is, what to point an SDK at, where codes are read."""

from __future__ import annotations

import shlex
from urllib.parse import urlsplit, urlunsplit

from dialproof.sandbox.core.server.certificate import Certificate
from dialproof.sandbox.settings import SandboxSettings, is_loopback

EXAMPLE = "%2B14155550100"


def welcome(settings: SandboxSettings, url: str, certificate: Certificate | None) -> str:
    """Write the lines; `url` is where the sandbox listens."""
    at = settings.phone_url or named(url)
    rows = {
        "the phone on the screen": at,
        "base address for an SDK": f"{at}  (host and port: {urlsplit(at).netloc})",
        "credentials": credentials(settings),
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


def credentials(settings: SandboxSettings) -> str:
    """Say what the sandbox accepts; a secret that was set is not repeated."""
    default = SandboxSettings.model_fields["api_secret"].default
    secret = settings.api_secret if settings.api_secret == default else "as SANDBOX_API_SECRET says"
    return f"API key {settings.api_key}, secret {secret}; {tokens(settings)}"


def tokens(settings: SandboxSettings) -> str:
    """Say whose tokens are taken."""
    if settings.public_key is not None:
        return f"or tokens of application {settings.application_id}"
    if settings.strict_tokens:
        return "no tokens, for lack of SANDBOX_PUBLIC_KEY"
    return "or any application id with any RSA key"


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
