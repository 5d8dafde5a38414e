"""The page for other applications, done as it says: unmodified SDKs, the shell lines, and the test that it shows."""

from __future__ import annotations

import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import requests
import yaml
from devtools.places import BACKEND, ROOT

from support.api import free_port
from support.sandbox_node import FOLDER, installed
from support.standalone_sandbox import StandaloneSandbox, clean_environment, standalone_sandbox

GUIDE = (BACKEND / "docs" / "sandbox.md").read_text(encoding="utf-8")
WORKFLOW = ".github/workflows/test.yml"


def block(name: str) -> str:
    """Return the code block whose opening line ends with `name`."""
    found = re.search(rf"^```\w+ {re.escape(name)}\n(.*?)^```$", GUIDE, re.DOTALL | re.MULTILINE)
    assert found, name
    return found[1]


def moved(text: str, port: int) -> str:
    """Return `text` for a sandbox that listens at another port than the page says."""
    assert "localhost:5002" in text
    return text.replace("localhost:5002", f"localhost:{port}")


@pytest.fixture(scope="module")
def node() -> str:
    return installed()


@pytest.fixture(scope="module")
def standalone(tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandaloneSandbox]:
    """One `dev.py sandbox --tls` for all snippets, with nothing configured."""
    folder = tmp_path_factory.mktemp("application")
    with standalone_sandbox(folder, "--tls", SANDBOX_TLS=str(folder / "tls")) as running:
        yield running


@pytest.fixture(autouse=True)
def a_fresh_number(request: pytest.FixtureRequest) -> None:
    if "standalone" in request.fixturenames:
        running: StandaloneSandbox = request.getfixturevalue("standalone")
        requests.post(f"http://localhost:{running.port}/control/reset", json={}, timeout=60).raise_for_status()


@pytest.fixture
def application(tmp_path: Path) -> Path:
    """A folder with the SDKs installed, as a Node.js application has them."""
    (tmp_path / "node_modules").symlink_to(FOLDER / "node_modules", target_is_directory=True)
    return tmp_path


def run(*command: str, cwd: Path, **environment: str) -> str:
    done = subprocess.run(
        command,
        cwd=cwd,
        env=clean_environment(**environment),
        capture_output=True,
        text=True,
        check=False,
        timeout=120,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


@pytest.mark.parametrize("name", ["verify2.mjs", "server-sdk.mjs"])
@pytest.mark.parametrize("scheme", ["http", "https"])
def test_the_node_js_sdks_verify_a_number_as_they_come(
    name: str, scheme: str, node: str, standalone: StandaloneSandbox, application: Path
) -> None:
    text = moved(block(name), standalone.port).replace("http://", f"{scheme}://")
    (application / name).write_text(text, encoding="utf-8")
    trusted = standalone.exported["NODE_EXTRA_CA_CERTS"]
    assert run(node, name, cwd=application, NODE_EXTRA_CA_CERTS=trusted) == "completed\n"


def test_the_python_sdk_verifies_a_number_as_it_comes(standalone: StandaloneSandbox, tmp_path: Path) -> None:
    (tmp_path / "verify.py").write_text(moved(block("verify.py"), standalone.port), encoding="utf-8")
    assert run(sys.executable, "verify.py", cwd=tmp_path, **standalone.exported) == "completed\n"


def test_the_versions_are_those_that_were_run() -> None:
    locked = yaml.safe_load((FOLDER / "package.json").read_text(encoding="utf-8"))["dependencies"]
    named = re.findall(r"^`(@vonage/[\w-]+)` .*\(Verified with ([\d.]+)\.\)$", GUIDE, re.MULTILINE)
    assert [name for name, _ in named] == ["@vonage/verify2", "@vonage/server-sdk"]
    assert dict(named).items() <= locked.items()


def test_the_shell_lines_of_a_ci_job_start_the_sandbox_and_run_a_test_that_reads_the_inbox(
    node: str, application: Path
) -> None:
    port = free_port()
    (application / "dialproof").symlink_to(ROOT, target_is_directory=True)
    (application / "verify.test.mjs").write_text(moved(block("verify.test.mjs"), port), encoding="utf-8")
    output = application / "output"
    path = f"{Path(node).parent}{os.pathsep}{os.environ['PATH']}"
    # Into a file: the sandbox stays behind, as in a job, and would keep a pipe open.
    with output.open("w") as file:
        job = subprocess.Popen(
            ["bash", "-euo", "pipefail", "-c", moved(block("ci.sh"), port)],
            cwd=application,
            env=clean_environment(SANDBOX_PORT=str(port), PATH=path),
            stdin=subprocess.DEVNULL,
            stdout=file,
            stderr=subprocess.STDOUT,
            start_new_session=True,
        )
    try:
        status = job.wait(timeout=300)
    finally:
        os.killpg(job.pid, signal.SIGKILL)
    words = output.read_text(encoding="utf-8")
    assert status == 0, words
    assert re.search(r"^. pass 2$", words, re.MULTILINE), words


def test_the_workflow_does_what_the_shell_lines_do() -> None:
    job: dict[str, Any] = yaml.safe_load(block(WORKFLOW))["jobs"]["test"]
    commands = [line for step in job["steps"] for line in step.get("run", "").splitlines()]
    assert [line.split()[:2] for line in commands[:2]] == [["docker", "build"], ["docker", "run"]]
    exported, _, *shell = block("ci.sh").splitlines()
    assert exported == "export " + " ".join(f"{name}={value}" for name, value in job["env"].items())
    waits = [re.sub(r"--retry \d+", "--retry N", lines[0]) for lines in (commands[2:], shell)]
    assert waits[0] == waits[1]
    assert commands[3:] == shell[1:]
    assert {f"--env {name}" for name in job["env"]} <= set(re.findall(r"--env \w+", commands[1]))
