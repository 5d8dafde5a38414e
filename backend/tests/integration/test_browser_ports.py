"""The ports that browsers refuse: the list is the true one, and every program that has a port to choose knows it."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
from typing import Final

import pytest
from devtools.places import FRONTEND
from devtools.running.browser_ports import REFUSED_BY_BROWSERS

ASK_NODE: Final = """
const dispatcher = { dispatch() { throw new Error('would connect'); } };
const refused = [];
for (let port = 1; port <= 65535; port++) {
  try {
    await fetch(`http://127.0.0.1:${port}`, { dispatcher });
  } catch (error) {
    if (error.cause?.message === 'bad port') refused.push(port);
  }
}
process.stdout.write(JSON.stringify(refused));
"""
"""Node.js has the list that browsers have; the dispatcher keeps it from connecting."""


def run(*command: str, **environment: str) -> subprocess.CompletedProcess[str]:
    path = shutil.which(command[0])
    assert path, f"{command[0]} is needed; dev.py says how to get it"
    return subprocess.run(
        [path, *command[1:]],
        cwd=FRONTEND,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        check=False,
        timeout=300,
    )


def test_the_list_is_that_of_nodes_own_fetch() -> None:
    done = run("node", "--input-type=module", "--eval", ASK_NODE)
    assert set(json.loads(done.stdout)) == REFUSED_BY_BROWSERS, done.stderr


@pytest.mark.parametrize("name", ["FORM_PORT", "API_PORT", "SANDBOX_PORT"])
def test_the_containers_do_not_start_with_a_door_that_browsers_refuse(name: str) -> None:
    done = run("sh", "nginx/start.sh", ENVIRONMENT="development", **{name: "10080"})
    assert done.returncode == 2
    assert f"{name} is 10080, a port that browsers refuse to open" in done.stderr
    assert done.stdout == ""


def test_in_production_the_port_is_for_a_proxy_and_may_be_any() -> None:
    done = run("sh", "nginx/start.sh", ENVIRONMENT="production", FORM_PORT="10080")
    assert "127.0.0.1:10080" in done.stdout
    assert "browsers" not in done.stderr


@pytest.mark.parametrize(("verb", "name"), [("preview", "FORM_PORT"), ("dev", "DEV_PORT")])
def test_the_forms_own_servers_do_not_start_on_such_a_port(verb: str, name: str) -> None:
    done = run("npx", "vite", verb, **{name: "6000"})
    assert done.returncode != 0
    assert f"{name} is 6000, a port that browsers refuse to open" in done.stdout + done.stderr
