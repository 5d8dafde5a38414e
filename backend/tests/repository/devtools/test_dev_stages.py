"""The stages of `dev.py test`: each runs something that exists, and what it needs can be had."""

import json

import pytest
from devtools.cli import make_parser
from devtools.console import Stop
from devtools.places import FRONTEND, ROOT
from devtools.setup.system_packages import BROWSER, LATIN_FONTS, REDIS, advice_for
from devtools.testing import command as test_command
from devtools.testing.command import why_no_engine
from devtools.testing.results import Options
from devtools.testing.selection import choose, needs_of
from devtools.testing.stages import STAGES


def test_every_stage_runs_something_that_exists() -> None:
    scripts = json.loads((FRONTEND / "package.json").read_text(encoding="utf-8"))["scripts"]
    for stage in STAGES:
        assert not stage.tests or (stage.cwd / stage.tests).is_dir(), stage.name
        for command in stage.commands:
            if command[0] == "npm":
                assert command[-1] in scripts, stage.name


def test_without_a_docker_engine_the_containers_are_left_out_only_where_that_was_allowed(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def no_engine() -> None:
        raise Stop("There is no Docker engine that answers.", status=1)

    monkeypatch.setattr(test_command, "bring_up_engine", no_engine)
    assert why_no_engine(required=False) == "There is no Docker engine that answers."
    with pytest.raises(Stop, match="no Docker engine"):
        why_no_engine(required=True)


def test_what_the_stages_drive_is_named_once_with_its_packages() -> None:
    assert needs_of(choose(["unit"], compose=False)) == []
    needs = needs_of(choose([], compose=False))
    assert len(needs) == len(set(needs))
    advice = advice_for([REDIS, BROWSER, LATIN_FONTS])
    assert "apt-get install redis-server chromium fonts-liberation" in advice
    assert "CHROME_PATH" in advice


@pytest.mark.parametrize(
    ("options", "agreed"), [(Options(), False), (Options(yes=True), True), (Options(ci=True), True)]
)
def test_packages_are_installed_without_a_question_only_with_yes_or_in_continuous_integration(
    options: Options, agreed: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[bool] = []

    def stop_here(_needs: object, *, yes: bool) -> list[str]:
        asked.append(yes)
        raise Stop("enough")

    monkeypatch.setattr(test_command, "packages_to_install", stop_here)
    with pytest.raises(Stop, match="enough"):
        test_command.test(["unit"], options, compose=False, engine_required=False)
    assert asked == [agreed]


def test_the_script_for_continuous_integration_runs_unattended() -> None:
    *_, last = (ROOT / ".ci" / "run").read_text(encoding="utf-8").splitlines()
    arguments = last.removeprefix("exec python3 backend/dev.py ").split()
    assert make_parser().parse_args(arguments).yes
