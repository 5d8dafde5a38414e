"""What deploy.md tells operators to do to a service that is running, done as it is written there."""

import re
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import requests
from devtools.places import BACKEND

from compose.stack import Stack, wait_until
from compose.test_production import GOOD


def recipes(heading: str) -> list[str]:
    """Read the blocks for a shell under a heading of deploy.md."""
    page = (BACKEND / "docs" / "deploy.md").read_text(encoding="utf-8")
    section = f"\n{page}".split(f"\n{heading}\n")[1].split("\n## ")[0]
    return re.findall(r"^```sh\n(docker.*?)^```$", section, flags=re.MULTILINE | re.DOTALL)


def backends(stack: Stack) -> dict[str, str]:
    """Map the backends that run to the number of restarts, which is a sign of a start that failed."""
    return {one["Id"]: str(one["RestartCount"]) for one in stack.containers("backend") if one["State"]["Running"]}


@contextmanager
def asking(stack: Stack) -> Iterator[list[int]]:
    """Call all the time, as a proxy with TLS does; collects the statuses."""
    statuses: list[int] = []
    enough = threading.Event()
    headers = {"X-Forwarded-For": "203.0.113.1", "X-Forwarded-Proto": "https", "Host": "verify.example.com"}

    def ask() -> None:
        while not enough.wait(0.05):
            answer = requests.get(f"{stack.form}/api/config", headers=headers, timeout=30)
            statuses.append(answer.status_code)

    thread = threading.Thread(target=ask)
    thread.start()
    try:
        yield statuses
    finally:
        enough.set()
        thread.join()


def test_from_the_demo_to_production_and_on_to_other_settings(production: Callable[..., Stack]) -> None:
    [first, _] = recipes("# Running Dialproof for real")
    [simple, gentle] = recipes("## A new version")

    # The demo runs, then `.env` is written.
    stack = production(ENVIRONMENT="")
    stack.up()
    stack.write(ENVIRONMENT="production", BACKENDS="2", **GOOD)
    assert stack.follow(first).returncode == 0
    services = {one["Config"]["Labels"]["com.docker.compose.service"] for one in stack.containers()}
    assert services == {"frontend", "backend", "redis", "prepare"}
    wait_until(lambda: len(stack.upstreams()) == 2, "nginx knows both backends")
    before = backends(stack)
    assert len(before) == 2

    # A mistake in `.env` is told, and changes nothing.
    stack.write(CODE_LENGTH="3")
    for recipe in (simple, gentle):
        refused = stack.follow(recipe)
        assert refused.returncode != 0
        assert "CODE_LENGTH" in refused.stdout + refused.stderr
    assert backends(stack) == before

    # A change that is right takes the place of what was there, and nobody waits for it.
    stack.write(CODE_LENGTH="8")
    with asking(stack) as statuses:
        done = stack.follow(gentle)
    assert done.returncode == 0, done.stderr
    assert set(statuses) == {200}
    after = backends(stack)
    assert set(after.values()) == {"0"}
    assert len(after) == 2
    assert not after.keys() & before.keys()
    assert requests.get(f"{stack.api}/api/config", timeout=10).json()["codeLength"] == 8
