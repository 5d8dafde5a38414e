"""What `docs/providers.md` tells people to write is a vendor: it starts, and keeps the contract."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from dialproof.providers import base
from dialproof.providers.base import Features, Provider, ProviderFailure
from dialproof.providers.vendors import VENDORS
from dialproof.settings import Settings
from support.api import BACKEND

DOCUMENT = BACKEND / "docs" / "providers.md"
BLOCK = re.compile(r"^```(python|diff)\n# (\S+)\n(.*?)^```$", re.MULTILINE | re.DOTALL)
COPIED = (
    ".env.example",
    "pyproject.toml",
    "src",
    "tests/conftest.py",
    "tests/fakes.py",
    "tests/support",
    "tests/contract/providers/conftest.py",
    "tests/repository/test_settings_documented.py",
)


def text() -> str:
    return DOCUMENT.read_text(encoding="utf-8")


def apply(change: str, file: Path) -> None:
    """Take out the lines that begin with ``-`` and add those with ``+``; the place is in ``file`` once."""
    lines = [line or " " for line in change.splitlines()]
    before = "".join(f"{line[1:]}\n" for line in lines if line[0] != "+")
    after = "".join(f"{line[1:]}\n" for line in lines if line[0] != "-")
    written = file.read_text(encoding="utf-8")
    assert written.count(before) == 1, f"{file.name} has no such place, or several:\n{before}"
    file.write_text(written.replace(before, after), encoding="utf-8")


@pytest.fixture(scope="module")
def followed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the backend in which somebody has done what the document says."""
    copy = tmp_path_factory.mktemp("backend")
    for name in COPIED:
        source, target = BACKEND / name, copy / name
        target.parent.mkdir(parents=True, exist_ok=True)
        if source.is_dir():
            shutil.copytree(source, target, ignore=shutil.ignore_patterns("__pycache__", "static"))
        else:
            shutil.copy(source, target)
    for kind, name, block in BLOCK.findall(text()):
        file = copy / name
        if kind == "diff":
            apply(block, file)
        else:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(block, encoding="utf-8")
    return copy


def run(backend: Path, *arguments: str, **environ: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, *arguments],
        cwd=backend,
        env=os.environ | {"PYTHONPATH": f"{backend / 'src'}", "PYTHONDONTWRITEBYTECODE": "1"} | environ,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


@pytest.mark.parametrize(
    ("tests", "at_least"),
    [("tests/contract/providers/test_file.py", 20), ("tests/repository/test_settings_documented.py", 40)],
)
def test_the_vendor_of_the_document_passes_what_it_has_to(tests: str, at_least: int, followed: Path) -> None:
    done = run(followed, "-m", "pytest", "-q", "-p", "no:cacheprovider", tests)
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-2000:]
    [passed] = re.findall(r"(\d+) passed", done.stdout)
    assert int(passed) >= at_least


def test_the_vendor_of_the_document_can_be_chosen(followed: Path, tmp_path: Path) -> None:
    """The whole API runs with it, and without the SDK of any other vendor."""
    script = """
import sys
from dialproof.app import create_app
from dialproof.settings import Settings
client = create_app(Settings.from_environ({"PROVIDER": "file", "FILE_PATH": sys.argv[1]})).test_client()
asked = client.post("/api/request-verification", json={"phoneNumber": "+14155550100"})
code = open(sys.argv[1]).read().split()[-1]
checked = client.post("/api/check-verification", json={"code": code})
print(asked.status_code, checked.json["status"], "vonage" in sys.modules)
"""
    done = run(followed, "-c", script, str(tmp_path / "codes.txt"))
    assert done.returncode == 0, done.stderr[-2000:]
    assert done.stdout.splitlines()[-1] == "200 verified False"  # after the log's lines


def test_every_failure_member_and_feature_is_explained() -> None:
    failures = {
        name
        for name, kind in vars(base).items()
        if isinstance(kind, type) and issubclass(kind, ProviderFailure) and kind.__doc__ and not kind.__subclasses__()
    }
    members = {name for name in vars(Provider) if not name.startswith("_")}
    features = set(Features.__dataclass_fields__)
    missing = {name for name in failures | members | features if not re.search(rf"`{name}\b", text())}
    assert missing == set()


def test_every_vendor_has_settings_and_every_settings_a_vendor() -> None:
    assert VENDORS.keys() == Settings.vendors().keys()
