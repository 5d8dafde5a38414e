"""The guide for frontend developers, done as it says, against the real API and the sandbox."""

from __future__ import annotations

import json
import re
import subprocess
from collections.abc import Iterator
from pathlib import Path

import pytest

from dialproof.app import create_app
from dialproof.problems import catalogue
from dialproof.sandbox.core.reserved import RESERVED
from dialproof.sandbox.server import SandboxServer
from support import guide
from support.api import BACKEND, ApiProcess, environment, free_port, settings
from support.node import Workshop, served
from support.recipe import Cook

STATES = guide.table_of_states()


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer() as server:
        yield server


@pytest.fixture(scope="module")
def page_port() -> int:
    return free_port()


@pytest.fixture(scope="module")
def api(sandbox: SandboxServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[ApiProcess]:
    with ApiProcess(tmp_path_factory.mktemp("api"), environment(sandbox.url)) as process:
        yield process


@pytest.fixture
def workshop(tmp_path: Path) -> Workshop:
    return Workshop(tmp_path)


def test_the_ten_lines_of_curl_answer_what_the_guide_says(
    api: ApiProcess, sandbox: SandboxServer, tmp_path: Path
) -> None:
    script = guide.moved(guide.block("curl"), api=api.url, phone=sandbox.url)
    variables, *calls = script.strip().split("\n\n")
    assert len(calls) == 10
    for call in calls:
        line, expected = call.split("\n#→ ")
        assert line.startswith("curl ")
        result = subprocess.run(
            ["bash", "-c", f"{variables}\n{line}"], cwd=tmp_path, capture_output=True, text=True, check=True, timeout=60
        )
        assert json.loads("{" + expected + "}").items() <= first_object(result.stdout).items(), line


def first_object(text: str) -> dict[str, object]:
    value = json.loads(text)
    found = value[0] if isinstance(value, list) else value
    assert isinstance(found, dict)
    return found


def test_the_typescript_is_sound_and_does_the_same(api: ApiProcess, sandbox: SandboxServer, workshop: Workshop) -> None:
    script = guide.block("verify.ts")
    workshop.write("package.json", '{"type": "module"}')
    workshop.write("verify.ts", guide.moved(script, api=api.url, phone=sandbox.url))
    options = "--strict --target es2023 --lib es2023,dom --module nodenext --moduleDetection force --types node"
    workshop.tool("typescript", "bin/tsc", *options.split(), "verify.ts")
    printed = workshop.run("verify.js").splitlines()
    assert printed == re.findall(r"//→ (.+)$", script, re.MULTILINE)


def test_the_page_of_another_origin_and_its_browser_tests_work(
    api: ApiProcess, sandbox: SandboxServer, page_port: int, workshop: Workshop
) -> None:
    where = {"api": api.url, "phone": sandbox.url, "page": f"http://localhost:{page_port}"}
    workshop.write("hello.html", guide.moved((guide.DOCS / "examples" / "hello.html").read_text(), **where))
    for name in ("inbox.ts", "hello.spec.ts"):
        workshop.write(name, guide.moved(guide.block(name), **where))
    with served(workshop.folder, page_port):
        printed = workshop.playwright()
    assert "3 passed" in printed
    assert "origin_refused" not in api.log.read_text()


def test_the_line_for_cypress_can_be_read(workshop: Workshop) -> None:
    script = workshop.write("commands.js", guide.block("commands.js"))
    workshop.run("--check", str(script))


@pytest.mark.parametrize(("outcome", "recipe"), STATES, ids=[outcome for outcome, _ in STATES])
def test_what_a_page_must_handle_is_got_as_the_guide_says(sandbox: SandboxServer, outcome: str, recipe: str) -> None:
    sandbox.sandbox.reset(None)
    cook = Cook(sandbox, lambda changes: create_app(settings(sandbox.url, **changes)))
    assert outcome in cook.follow(recipe)


def test_the_guide_names_every_problem() -> None:
    for problem in catalogue():
        assert f"`{problem.code}`" in guide.GUIDE


def test_numbers_settings_and_files_in_the_guide_exist() -> None:
    reserved = {number.number for number in RESERVED}
    for number in re.findall(r"\+1415555\d{4}", guide.GUIDE):
        assert number in reserved or "0100" <= number[-4:] <= "0179", number
    known = (BACKEND / ".env.example").read_text()
    for name in re.findall(r"\b([A-Z]+_[A-Z_]+)=", guide.GUIDE):
        assert f"\n#{name}=" in known, name
    for target in re.findall(r"\]\(([^)#]+)\)", guide.GUIDE):
        assert (guide.DOCS / target).exists(), target
