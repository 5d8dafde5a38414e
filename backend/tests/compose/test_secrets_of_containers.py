"""No secret can be read off a container from outside."""

from __future__ import annotations

import json
import secrets
from collections.abc import Callable
from pathlib import Path

import requests

from compose.stack import Stack


def test_the_demos_own_key_is_in_no_containers_description(stack: Stack) -> None:
    key = stack.compose("exec", "--no-TTY", "backend", "cat", "/var/lib/dialproof/secret-key").stdout.strip()
    assert len(key) >= 48
    described = json.dumps(stack.containers())
    assert key not in described
    assert "sandbox-secret" not in described


def test_production_takes_its_secrets_from_files_and_shows_none(
    production: Callable[..., Stack], tmp_path: Path
) -> None:
    given = {
        "SECRET_KEY": secrets.token_urlsafe(48),
        "VONAGE_API_KEY": "abcd1234",
        "VONAGE_API_SECRET": secrets.token_urlsafe(12),
    }
    settings = {"DEFAULT_COUNTRY": "GB", "CORS_ORIGINS": "https://www.example.com", "VONAGE_BRAND_NAME": "Example"}
    for name, value in given.items():
        file = tmp_path / name.lower()
        file.write_text(value)
        file.chmod(0o444)
        settings[f"{name}_FILE"] = str(file)
    # The folders of a test are closed to others; a mount does not pass through them.
    real = production(**settings)
    real.compose("up", "--detach", "--wait", "--build")
    described = json.dumps(real.containers())
    assert [name for name, value in given.items() if value in described] == []
    assert requests.get(f"{real.form}/health", timeout=10).status_code == 200
