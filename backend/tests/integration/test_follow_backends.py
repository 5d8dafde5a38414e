"""nginx's list of backends: a new one takes the old one's place when it is whole, and nginx can read it."""

from __future__ import annotations

import subprocess
from pathlib import Path

import pytest
from devtools.places import FRONTEND

SCRIPT = FRONTEND / "nginx" / "follow-backends.sh"
OLD = "upstream backends {\n  server 10.0.0.1:5001 max_fails=1 fail_timeout=1s;\n}\n"


class Container:
    """A folder with a name service that knows what it is told, and an nginx that takes or refuses what it is shown."""

    def __init__(self, folder: Path) -> None:
        self.list = folder / "backends.conf"
        self.folder = folder
        self.backends = ["10.0.0.2", "10.0.0.3"]
        self.nginx_takes_it = True

    def follow(self, before: str = "") -> subprocess.CompletedProcess[str]:
        answers = "".join(f"{address} STREAM\\n" for address in self.backends)
        self._program("getent", f"printf '{answers}'")
        self._program("nginx", f"exit {0 if self.nginx_takes_it else 1}")
        environ = {"PATH": f"{self.folder}:/usr/bin:/bin", "BACKENDS_LIST": str(self.list)}
        command = ["sh", "-c", f"{before} exec sh {SCRIPT} once"]
        return subprocess.run(command, capture_output=True, text=True, check=False, env=environ)

    def _program(self, name: str, line: str) -> None:
        (self.folder / name).write_text(f"#!/bin/sh\n{line}\n")
        (self.folder / name).chmod(0o755)


@pytest.fixture
def container(tmp_path: Path) -> Container:
    return Container(tmp_path)


def test_the_list_names_the_backends_that_there_are(container: Container) -> None:
    for text in ("", OLD):
        container.list.write_text(text)
        assert container.follow().returncode == 0
        assert "server 10.0.0.2:5001 " in container.list.read_text()
        assert "server 10.0.0.3:5001 " in container.list.read_text()
        assert "10.0.0.1" not in container.list.read_text()


def test_an_answer_without_backends_leaves_the_old_list(container: Container) -> None:
    container.list.write_text(OLD)
    container.backends = []
    container.follow()
    assert "server 10.0.0.1:5001 " in container.list.read_text()


def test_a_full_disk_leaves_the_old_list(container: Container) -> None:
    container.list.write_text(OLD)
    # No file may grow: each write fails, as on a disk that is full.
    container.follow("trap '' XFSZ; ulimit -f 0;")
    assert container.list.read_text() == OLD


def test_a_list_that_is_cut_off_leaves_the_old_one(container: Container) -> None:
    container.list.write_text(OLD)
    container.backends = [f"10.1.{number // 256}.{number % 256}" for number in range(2000)]
    # One block of 512 bytes fits.
    container.follow("trap '' XFSZ; ulimit -f 1;")
    assert container.list.read_text() == OLD


def test_a_list_that_nginx_cannot_read_leaves_the_old_one(container: Container) -> None:
    container.list.write_text(OLD)
    container.nginx_takes_it = False
    container.follow()
    assert container.list.read_text() == OLD
