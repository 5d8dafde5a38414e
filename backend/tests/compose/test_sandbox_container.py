"""The sandbox alone in a container: `docker compose up sandbox`, and the lines of the example for CI."""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from devtools.places import BACKEND, ROOT

from compose.stack import Stack, free_ports, run, wait_until

NUMBER = "+14155550100"
BODY = {"brand": "Acme", "workflow": [{"channel": "sms", "to": NUMBER.removeprefix("+")}]}
ACCOUNT = ("mine", "my-secret")


@pytest.fixture(scope="module")
def alone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Stack]:
    settings = {
        "SANDBOX_TLS": "true",
        "SANDBOX_CODE": "123456",
        "SANDBOX_CANCEL_AFTER": "0",
        "SANDBOX_API_KEY": ACCOUNT[0],
        "SANDBOX_API_SECRET": ACCOUNT[1],
    }
    stack = Stack("sandbox", tmp_path_factory.mktemp("alone") / ".env", **settings)
    try:
        stack.compose("up", "--build", "--detach", "--wait", "sandbox")
        yield stack
    finally:
        stack.down()


def test_it_comes_up_alone_with_what_was_set(alone: Stack) -> None:
    assert [one["Config"]["Labels"]["com.docker.compose.service"] for one in alone.containers()] == ["sandbox"]
    started = requests.post(f"{alone.sandbox}/v2/verify", json=BODY, auth=ACCOUNT, timeout=30)
    assert started.status_code == 202
    assert alone.code_for(NUMBER) == "123456"
    address = f"{alone.sandbox}/v2/verify/{started.json()['request_id']}"
    assert requests.delete(address, auth=ACCOUNT, timeout=30).status_code == 204


def test_it_says_where_it_is_from_outside(alone: Stack) -> None:
    words = alone.compose("logs", "--no-log-prefix", "--no-color", "sandbox").stdout
    assert f"https://localhost:{alone.sandbox_port}/inbox/messages" in words
    assert f"https://localhost:{alone.sandbox_port}/authority.pem" in words
    assert ACCOUNT[1] not in words


def test_https_is_spoken_with_a_certificate_that_outlives_the_container(alone: Stack, tmp_path: Path) -> None:
    authority = tmp_path / "authority.pem"
    authority.write_bytes(requests.get(f"{alone.sandbox}/authority.pem", timeout=30).content)
    alone.compose("up", "--detach", "--wait", "--force-recreate", "sandbox")
    address = f"https://localhost:{alone.sandbox_port}/health"
    assert requests.get(address, verify=str(authority), timeout=30).status_code == 200


def test_the_lines_for_ci_build_start_and_await_it(tmp_path: Path) -> None:
    guide = (BACKEND / "docs" / "sandbox.md").read_text(encoding="utf-8")
    [workflow] = re.findall(r"^```yaml [^\n]*\n(.*?)^```$", guide, re.DOTALL | re.MULTILINE)
    job: dict[str, Any] = yaml.safe_load(workflow)["jobs"]["test"]
    [start] = [step["run"] for step in job["steps"] if step.get("name") == "Start the sandbox"]
    [port] = free_ports(1)
    (tmp_path / "dialproof").symlink_to(ROOT, target_is_directory=True)
    name = f"dialproof-ci-{port}"
    lines = start.replace("127.0.0.1:5002", f"127.0.0.1:{port}").replace("localhost:5002", f"localhost:{port}")
    lines = lines.replace("--detach", f"--detach --name {name}")
    exported = "".join(f"export {key}={value}\n" for key, value in job["env"].items())
    try:
        subprocess.run(["bash", "-euo", "pipefail", "-c", exported + lines], cwd=tmp_path, check=True)
        body = {"brand": "Acme", "workflow": [{"channel": "sms", "to": "14155550100"}]}
        requests.post(
            f"http://localhost:{port}/v2/verify", json=body, auth=("sandbox", "sandbox-secret"), timeout=30
        ).raise_for_status()
        inbox = f"http://localhost:{port}/inbox/messages"
        wait_until(lambda: requests.get(inbox, timeout=30).json(), "a text on the phone")
        assert requests.get(inbox, timeout=30).json()[0]["code"] == job["env"]["SANDBOX_CODE"]
    finally:
        run("docker", "rm", "--force", name, check=False)
