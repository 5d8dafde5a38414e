"""The verbs `demo` and `serve`: API, sandbox and form, side by side on this machine."""

from __future__ import annotations

import os
import re
import secrets
from typing import TYPE_CHECKING

from devtools.console import paint, say, tick
from devtools.places import BACKEND, FRONTEND, LOGS, ROOT, VAR, VENV_BIN
from devtools.running.ports import FORM_IN_DEVELOPMENT, Endpoint, Endpoints, check_free, read_offset
from devtools.running.supervise import Part, run_together
from devtools.setup.form import set_up_form
from devtools.setup.lock import setup_lock
from devtools.setup.prerequisites import check_prerequisites
from devtools.setup.python import Packages, set_up_python

if TYPE_CHECKING:
    from pathlib import Path

SECRET_KEY = VAR / "development-secret-key"

PLENTY = "1000 per 15 minutes"
"""Everyone is 127.0.0.1 here and all reserved numbers are neighbours: the limits that hold strangers apart would only
lock the developer out."""

COLOURS = {"api": "blue", "sandbox": "magenta", "form": "green"}


def development_secret(file: Path) -> str:
    """Read the secret key of this machine, making it the first time: sessions survive a restart, nobody shares it."""
    if not file.is_file():
        file.parent.mkdir(parents=True, exist_ok=True)
        fresh = file.with_suffix(f".{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(secrets.token_urlsafe(48) + "\n", encoding="utf-8")
        fresh.replace(file)
    return file.read_text(encoding="utf-8").strip()


def names_in(env_file: Path) -> set[str]:
    """List the names that a `.env` file sets; the values are not read."""
    text = env_file.read_text(encoding="utf-8", errors="replace") if env_file.is_file() else ""
    return set(re.findall(r"^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=", text, flags=re.MULTILINE))


def provider_settings(endpoints: Endpoints) -> dict[str, str]:
    """Settings that nothing overrides: the sandbox is the provider, so that nothing is sent for real."""
    return {
        "ENVIRONMENT": "development",
        "HOST": "127.0.0.1",
        "PORT": str(endpoints.api.port),
        "PROVIDER": "vonage",
        "PROVIDER_IS_SANDBOX": "true",
        "VONAGE_API_URL": endpoints.sandbox.loopback,
        "VONAGE_API_KEY": "sandbox",
        "VONAGE_API_SECRET": "sandbox-secret",
        "VONAGE_APPLICATION_ID": "",
        "VONAGE_PRIVATE_KEY": "",
        "SANDBOX_PHONE_URL": endpoints.sandbox.url,
    }


def convenient_settings(endpoints: Endpoints, offset: int) -> dict[str, str]:
    """Defaults for development; what the environment or `.env` sets wins over each."""
    forms = (endpoints.form.port, FORM_IN_DEVELOPMENT + offset, FORM_IN_DEVELOPMENT)
    origins = [f"http://{host}:{port}" for port in dict.fromkeys(forms) for host in ("localhost", "127.0.0.1")]
    return {
        "SECRET_KEY": development_secret(SECRET_KEY),
        "CORS_ORIGINS": ", ".join(origins),
        "LIMIT_SENDS_PER_ADDRESS": PLENTY,
        "LIMIT_SENDS_PER_RANGE": PLENTY,
        "LIMIT_WRONG_CODES_PER_ADDRESS": PLENTY,
        "LIMIT_UNJUDGED_CHECKS_PER_ADDRESS": PLENTY,
        "LIMIT_CALLS_PER_ADDRESS": "10000 per minute",
    }


def api_part(endpoints: Endpoints, offset: int, *, env_file: Path | None, reload: bool) -> Part:
    """Describe the API. Without an `env_file` the settings come from the environment and from here only."""
    said = set(os.environ) | (names_in(env_file) if env_file else set())
    convenient = {name: text for name, text in convenient_settings(endpoints, offset).items() if name not in said}
    file = {"DIALPROOF_ENV_FILE": os.devnull} if env_file is None else {}
    command: list[str | Path] = [VENV_BIN / "gunicorn", "-c", "gunicorn.conf.py", "dialproof.app:create_app()"]
    return Part(
        name="api",
        command=[*command, "--reload"] if reload else command,
        cwd=BACKEND,
        env={**os.environ, **convenient, **provider_settings(endpoints), **file},
        endpoint=endpoints.api,
        health_path="/health",
    )


def sandbox_part(endpoints: Endpoints, *, env_file: Path | None) -> Part:
    """Describe the sandbox, with the account that the API uses; it reads the `.env` of the folder that it runs in."""
    account = {"SANDBOX_API_KEY": "sandbox", "SANDBOX_API_SECRET": "sandbox-secret"}
    inherited = {name: text for name, text in os.environ.items() if name != "SANDBOX_PHONE_URL"}
    return Part(
        name="sandbox",
        command=[VENV_BIN / "dialproof", "sandbox", "--port", str(endpoints.sandbox.port)],
        cwd=env_file.parent if env_file else VAR,
        env={**inherited, **account, "SANDBOX_FORM_URL": endpoints.form.url},
        endpoint=endpoints.sandbox,
        health_path="/health",
    )


def form_part(endpoints: Endpoints) -> Part:
    """Describe the built form, served by Vite, which passes what is the API's on to it."""
    ports = ["--port", str(endpoints.form.port), "--strictPort", "--host", "127.0.0.1"]
    return Part(
        name="form",
        command=["npm", "run", "--silent", "preview", "--", *ports],
        cwd=FRONTEND,
        env={**os.environ, "API_URL": endpoints.api.loopback},
        endpoint=endpoints.form,
        health_path="/",
    )


def demo() -> None:
    """Run the whole product with the sandbox as provider, whatever `backend/.env` says."""
    offset = read_offset(os.environ)
    endpoints = Endpoints.at(offset)
    say(f"\n{paint('Dialproof', 'bold')}, with a phone on the screen: nothing is sent for real\n")
    check_prerequisites()
    check_free(endpoints.all, "demo", offset)
    with setup_lock():
        set_up_python(Packages.RUN)
        set_up_form()
    parts = [
        sandbox_part(endpoints, env_file=None),
        api_part(endpoints, offset, env_file=None, reload=False),
        form_part(endpoints),
    ]
    run_together(parts, show=None, when_ready=lambda: welcome(endpoints))


def serve() -> None:
    """Run API and sandbox for somebody who builds a form: the API restarts when its code changes."""
    offset = read_offset(os.environ)
    endpoints = Endpoints.at(offset)
    say(f"\n{paint('Dialproof', 'bold')}, for frontend developers: nothing is sent for real\n")
    check_prerequisites(form=False)
    check_free((endpoints.api, endpoints.sandbox), "serve", offset)
    with setup_lock():
        set_up_python(Packages.RUN)
    env_file = BACKEND / ".env"
    if any(name.startswith("VONAGE_") for name in names_in(env_file)):
        say("  · backend/.env names a Vonage account; here the sandbox stands in for it")
    parts = [sandbox_part(endpoints, env_file=env_file), api_part(endpoints, offset, env_file=env_file, reload=True)]
    run_together(parts, show=show_line, when_ready=lambda: explain_serve(endpoints))


def show_line(part: str, line: str) -> None:
    """Print one line of a part, marked with its name."""
    say(f"{paint(f'{part:>8} │', COLOURS[part])} {line}")


def describe(endpoint: Endpoint, what: str) -> str:
    """Write one endpoint as a line: its name, its address and its use."""
    return f"    {paint(f'{endpoint.name:<22}', 'bold')} {paint(f'{endpoint.url:<24}', 'blue')} {what}"


def welcome(endpoints: Endpoints) -> None:
    """Print the addresses once everything answers."""
    tick("Everything answers\n")
    say(describe(endpoints.form, "give a number, such as +1 415 555 0100"))
    say(describe(endpoints.sandbox, "the code arrives here"))
    say(describe(endpoints.api, "documentation for developers is at /api/docs"))
    say(f"\n  Logs are in {LOGS.relative_to(ROOT)}. {paint('Ctrl-C stops everything.', 'bold')}")


def explain_serve(endpoints: Endpoints) -> None:
    """Tell a frontend developer how to reach the API from their own form."""
    say()
    say(describe(endpoints.api, "documentation for developers is at /api/docs"))
    say(describe(endpoints.sandbox, "every code arrives here; programs read /inbox/messages"))
    say("\n  The form of this repository:  cd frontend && npm ci && npm run dev")
    say(f"  Your own dev server:          forward /api to {endpoints.api.url}, or call it from any port of localhost")
    say(f"\n  {paint('Ctrl-C stops both.', 'bold')}\n")
