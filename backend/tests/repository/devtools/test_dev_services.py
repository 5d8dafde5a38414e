"""With which settings `demo` and `serve` run the API: the sandbox always, and what the developer said."""

import re
import stat
from pathlib import Path

import pytest
from devtools import places
from devtools.running import services
from devtools.running.ports import Endpoints

ENDPOINTS = Endpoints.at(100)


@pytest.fixture(autouse=True)
def key_of_this_test(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(services, "SECRET_KEY", tmp_path / "key")


def write_env_file(folder: Path) -> Path:
    file = folder / ".env"
    file.write_text("VONAGE_API_KEY=abc\nexport CODE_LENGTH = 4\n# MAX_WRONG_CODES=1\nCORS_ORIGINS=https://a.example\n")
    return file


def test_the_provider_is_the_sandbox_whatever_else_is_set(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("VONAGE_API_URL", "https://api.nexmo.com")
    monkeypatch.setenv("ENVIRONMENT", "production")
    for env_file in (None, write_env_file(tmp_path)):
        env = services.api_part(ENDPOINTS, 100, env_file=env_file, reload=False).env
        assert env["VONAGE_API_URL"] == "http://127.0.0.1:5102"
        assert env["VONAGE_API_KEY"] == "sandbox"
        assert env["VONAGE_PRIVATE_KEY"] == ""
        assert env["PROVIDER_IS_SANDBOX"] == "true"
        assert env["ENVIRONMENT"] == "development"
        assert env["PORT"] == "5101"
        assert env["SANDBOX_PHONE_URL"] == "http://localhost:5102"


def test_the_demo_does_not_read_the_env_file() -> None:
    assert services.api_part(ENDPOINTS, 100, env_file=None, reload=False).env["DIALPROOF_ENV_FILE"] == "/dev/null"


def test_what_the_env_file_or_the_environment_says_wins_over_what_is_convenient(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.delenv("CORS_ORIGINS", raising=False)
    monkeypatch.setenv("LIMIT_SENDS_PER_ADDRESS", "2 per day")
    env = services.api_part(ENDPOINTS, 100, env_file=write_env_file(tmp_path), reload=True).env
    assert "DIALPROOF_ENV_FILE" not in env
    assert "CORS_ORIGINS" not in env
    assert env["LIMIT_SENDS_PER_ADDRESS"] == "2 per day"
    assert env["LIMIT_WRONG_CODES_PER_ADDRESS"] == services.PLENTY


def test_the_address_limits_are_raised_and_the_moved_form_may_call() -> None:
    settings = services.convenient_settings(ENDPOINTS, 100)
    assert settings["LIMIT_SENDS_PER_ADDRESS"] == services.PLENTY
    assert "http://localhost:8180" in settings["CORS_ORIGINS"].split(", ")
    assert "http://localhost:5173" in settings["CORS_ORIGINS"].split(", ")


def test_every_setting_that_is_handed_over_exists() -> None:
    documented = set(
        re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", (places.BACKEND / ".env.example").read_text(), flags=re.MULTILINE)
    )
    assert set(services.provider_settings(ENDPOINTS)) | set(services.convenient_settings(ENDPOINTS, 0)) <= documented


def test_the_sandbox_is_not_handed_a_setting_of_the_api(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SANDBOX_PHONE_URL", "http://localhost:5002")
    env = services.sandbox_part(ENDPOINTS, env_file=None).env
    assert "SANDBOX_PHONE_URL" not in env
    assert env["SANDBOX_FORM_URL"] == "http://localhost:8180"


def test_the_names_of_an_env_file_are_read_and_comments_are_not(tmp_path: Path) -> None:
    assert services.names_in(write_env_file(tmp_path)) == {"VONAGE_API_KEY", "CODE_LENGTH", "CORS_ORIGINS"}
    assert services.names_in(tmp_path / "none") == set()


def test_the_development_key_is_made_once_for_this_user_alone(tmp_path: Path) -> None:
    file = tmp_path / "var" / "key"
    key = services.development_secret(file)
    assert len(key) >= 48
    assert services.development_secret(file) == key
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert [found.name for found in file.parent.iterdir()] == ["key"]
