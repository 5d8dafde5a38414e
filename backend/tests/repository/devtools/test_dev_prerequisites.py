"""What dev.py checks before anything else, and the words it finds for what is missing."""

import pytest
from devtools.setup import prerequisites


@pytest.mark.parametrize(
    ("printed", "version"),
    [("v20.20.2", (20, 20, 2)), ("11.19.1", (11, 19, 1)), ("node v24.0.0-nightly", (24, 0, 0)), ("no idea", None)],
)
def test_reads_the_version_that_a_tool_prints(printed: str, version: tuple[int, int, int] | None) -> None:
    assert prerequisites.parse_version(printed) == version


@pytest.mark.parametrize("version", ["v20.19.0", "v20.20.2", "v22.12.0", "v24.1.0", "v30.0.0"])
def test_accepts_every_node_that_vite_runs_on(version: str) -> None:
    assert prerequisites.node_fault(version) is None


@pytest.mark.parametrize("version", ["v18.20.4", "v20.18.1", "v21.7.3", "v22.11.0", "something else"])
def test_refuses_a_node_that_is_too_old_and_names_the_one_to_get(version: str) -> None:
    fault = prerequisites.node_fault(version)
    assert fault is not None
    assert version in fault
    assert "20.19" in fault
    assert "nodejs.org" in fault


def test_says_where_to_get_a_missing_node_and_npm() -> None:
    assert "Node.js is missing" in (prerequisites.node_fault(None) or "")
    assert "npm is missing" in (prerequisites.npm_fault(None) or "")
    assert prerequisites.npm_fault("11.0.0") is None


def test_names_the_debian_package_of_a_python_without_venv() -> None:
    fault = prerequisites.venv_fault(has_venv=True, has_ensurepip=False, version=(3, 13))
    assert "apt-get install python3.13-venv" in (fault or "")
    assert prerequisites.venv_fault(has_venv=True, has_ensurepip=True, version=(3, 13)) is None


def test_sends_windows_to_wsl_or_docker() -> None:
    assert "WSL" in (prerequisites.platform_fault("Windows") or "")
    assert prerequisites.platform_fault("Linux") is None
    assert prerequisites.platform_fault("Darwin") is None


@pytest.mark.parametrize(("value", "expected"), [("true", True), ("1", True), ("", False), ("false", False)])
def test_knows_continuous_integration_by_its_variable(
    value: str, expected: bool, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", value)
    assert prerequisites.is_ci() is expected
