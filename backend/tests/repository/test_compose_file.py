"""What docker-compose.yml includes keeps up with the settings there are, and with itself."""

import json
import re
from typing import Any

import pytest
import yaml
from devtools.places import BACKEND, FRONTEND
from devtools.setup.docker_engine import compose_fault

from dialproof.api.request_log import REQUEST_ID
from dialproof.app import create_app
from dialproof.problems import catalogue
from dialproof.refusals import refusals
from dialproof.sandbox.settings import SandboxSettings
from dialproof.settings import Settings, SettingsError

# What the containers decide: where the API listens inside its own.
THE_CONTAINERS_OWN = {"HOST", "PORT"}
THE_SANDBOXS_ACCOUNT = {"SANDBOX_API_KEY", "SANDBOX_API_SECRET"}


def part(name: str) -> dict[str, Any]:
    """Read one of the files that make the project."""
    content: dict[str, Any] = yaml.safe_load((BACKEND / "compose" / f"{name}.yml").read_text(encoding="utf-8"))
    return content


def test_every_setting_reaches_the_backend() -> None:
    example = (BACKEND / ".env.example").read_text(encoding="utf-8")
    documented = set(re.findall(r"^#? ?([A-Z][A-Z0-9_]*)=", example, flags=re.MULTILINE))
    content = part("services")
    handed_on = {entry.partition("=")[0] for entry in content["x-settings"]["environment"]}
    assert handed_on == documented - THE_CONTAINERS_OWN | THE_SANDBOXS_ACCOUNT


def test_every_setting_reaches_the_sandbox() -> None:
    sandbox = part("development")["services"]["sandbox"]
    handed_on = {entry.partition("=")[0] for entry in sandbox["environment"]}
    settings = set(SandboxSettings.variables())
    assert handed_on == settings - {f"SANDBOX_{name}" for name in THE_CONTAINERS_OWN}


def test_the_sandbox_comes_up_without_the_rest() -> None:
    sandbox = part("development")["services"]["sandbox"]
    assert "depends_on" not in sandbox
    assert "build" in sandbox


def test_there_is_a_file_for_each_environment_and_only_one_has_the_sandbox() -> None:
    assert "sandbox" not in part("services")["services"]
    assert "sandbox" in part("development")["services"]
    assert part("production")["services"] == {}


def test_nothing_is_less_patient_than_the_longest_request_that_settings_allow() -> None:
    slowest = {"PROVIDER_CONNECT_TIMEOUT": "10", "PROVIDER_READ_TIMEOUT": "30", "PROVIDER_CONFLICT_WAIT": "15"}
    for name, most in slowest.items():
        with pytest.raises(SettingsError, match=name):
            Settings.from_environ({name: f"{most}.1"})
    longest = Settings.from_environ(slowest).longest_request
    proxy = (FRONTEND / "nginx" / "proxy.conf").read_text(encoding="utf-8")
    [nginx_waits] = map(int, re.findall(r"^proxy_read_timeout (\d+)s;$", proxy, flags=re.MULTILINE))
    services = part("services")["services"]
    grace = {int(services[name]["stop_grace_period"].removesuffix("s")) for name in ("frontend", "backend")}
    assert longest < nginx_waits < min(grace)


def test_what_nginx_answers_itself_is_in_the_catalogue_of_problems() -> None:
    text = (FRONTEND / "nginx" / "problems.conf").read_text(encoding="utf-8")
    found = [(int(status), json.loads(body)) for status, body in re.findall(r"return (\d+) '(\{.*\})';", text)]
    answers = [answer for _, answer in found]
    assert [status for status, _ in found] == [answer["status"] for answer in answers]
    known = {(problem.code, problem.status) for problem in (*catalogue(), *refusals())}
    assert {(answer["code"], answer["status"]) for answer in answers} <= known
    assert [answer["type"] for answer in answers] == [f"/problems/{answer['code']}" for answer in answers]
    assert len(answers) == text.count("return ")


def test_every_error_page_that_nginx_is_sent_to_is_there() -> None:
    text = (FRONTEND / "nginx" / "problems.conf").read_text(encoding="utf-8")
    pages = set(re.findall(r"^error_page .*(/_problems/\w+);$", text, flags=re.MULTILINE))
    assert pages == set(re.findall(r"location = (/_problems/\w+) \{\n    internal;", text))


def test_nginx_knows_every_route_of_the_api_and_the_ids_that_it_takes() -> None:
    words = (FRONTEND / "nginx" / "log-words.conf").read_text(encoding="utf-8")
    routes = {rule.rule for rule in create_app(Settings.from_environ({})).url_map.iter_rules()}
    patterns = re.findall(r'^  "~(\^[^"]*)"(?= (?:\$known_|"/))', words, flags=re.MULTILINE)
    unknown = {route for route in routes if not any(re.match(p.replace("?<", "?P<"), route) for p in patterns)}
    assert unknown == set()
    taken = re.findall(r'^  "~\*?\^(.*)\$" \$http_x_request_id;$', words, flags=re.MULTILINE)
    assert len(taken) == 3
    assert all(pattern in REQUEST_ID.pattern for pattern in taken)


def test_no_image_is_built_twice_and_none_of_ours_is_looked_for_elsewhere() -> None:
    services = part("services")["services"]
    built = [service["image"] for service in services.values() if "build" in service]
    assert len(set(built)) == len(built)
    for service in services.values():
        if "build" not in service and service["image"] in built:
            assert service["pull_policy"] == "never"


@pytest.mark.parametrize("version", ["2.20.3", "2.26.1-4", "v5.0.0"])
def test_takes_every_compose_that_can_include(version: str) -> None:
    assert compose_fault("28.0.0", version) is None


def test_says_what_is_missing_of_docker() -> None:
    assert "no Docker engine" in (compose_fault(None, "2.26.1") or "")
    assert "Compose is missing" in (compose_fault("28.0.0", None) or "")
    assert "Compose is 2.18.1" in (compose_fault("28.0.0", "2.18.1") or "")
