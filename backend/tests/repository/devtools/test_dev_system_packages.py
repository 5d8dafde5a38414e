"""Debian packages that the tests need: they are installed only with the consent of the person who called."""

import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from devtools.console import Stop
from devtools.setup import system_packages
from devtools.setup.system_packages import NGINX, REDIS, Need, packages_to_install

THERE = Need("coreutils", "ls", lambda: True)
MISSING = [replace(need, is_there=lambda: False) for need in (REDIS, NGINX)]


def nobody(_question: str) -> bool:
    pytest.fail("nobody is to be asked")


@pytest.fixture(autouse=True)
def root_on_debian(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Path:
    apt = tmp_path / "apt-get"
    apt.write_text("#!/bin/sh\n")
    apt.chmod(0o755)
    monkeypatch.setenv("PATH", str(tmp_path))
    monkeypatch.setattr(os, "geteuid", lambda: 0)
    return apt


@pytest.fixture
def terminal(monkeypatch: pytest.MonkeyPatch) -> Callable[[bool], None]:
    def set_terminal(there: bool) -> None:
        monkeypatch.setattr(system_packages, "is_interactive", lambda: there)

    return set_terminal


def test_where_all_is_there_nobody_is_asked() -> None:
    assert packages_to_install([THERE], yes=False, ask=nobody) == []


def test_yes_installs_what_is_missing_without_a_question() -> None:
    assert packages_to_install([THERE, *MISSING], yes=True, ask=nobody) == ["redis-server", "nginx-light"]


def test_the_question_names_the_packages_and_the_commands(
    terminal: Callable[[bool], None], capsys: pytest.CaptureFixture[str]
) -> None:
    terminal(True)
    assert packages_to_install(MISSING, yes=False, ask=lambda _: True) == ["redis-server", "nginx-light"]
    printed = capsys.readouterr().out
    assert "The tests need Redis, nginx" in printed
    assert "apt-get update" in printed
    assert "apt-get install -y -qq --no-install-recommends redis-server nginx-light" in printed


def test_no_as_an_answer_installs_nothing_and_says_how_to_get_them(terminal: Callable[[bool], None]) -> None:
    terminal(True)
    with pytest.raises(Stop, match="sudo apt-get install redis-server nginx-light") as stopped:
        packages_to_install(MISSING, yes=False, ask=lambda _: False)
    assert stopped.value.status == 2


def test_without_a_terminal_nothing_is_installed_and_yes_is_named(terminal: Callable[[bool], None]) -> None:
    terminal(False)
    with pytest.raises(Stop) as stopped:
        packages_to_install(MISSING, yes=False, ask=nobody)
    message = str(stopped.value)
    assert stopped.value.status == 2
    assert "sudo apt-get install redis-server nginx-light" in message
    assert "python3 backend/dev.py test --yes" in message


@pytest.mark.parametrize("yes", [True, False])
def test_who_may_not_install_is_told_what_to_ask_for(
    yes: bool, terminal: Callable[[bool], None], monkeypatch: pytest.MonkeyPatch
) -> None:
    terminal(True)
    monkeypatch.setattr(os, "geteuid", lambda: 1000)
    with pytest.raises(Stop, match="sudo apt-get install") as stopped:
        packages_to_install(MISSING, yes=yes, ask=nobody)
    assert "--yes" not in str(stopped.value)


def test_without_apt_the_packages_are_named_all_the_same(root_on_debian: Path) -> None:
    root_on_debian.unlink()
    with pytest.raises(Stop, match="brew install redis"):
        packages_to_install(MISSING, yes=True, ask=nobody)
