"""The three ports of a development machine, and the message when one is taken."""

import re

import pytest
from devtools.console import Stop
from devtools.places import FRONTEND
from devtools.running.browser_ports import REFUSED_BY_BROWSERS
from devtools.running.ports import HIGHEST_PORT, Endpoints, check_free, free_offset, read_offset

from dialproof.sandbox.core.server.ports import REFUSED_BY_BROWSERS as REFUSED_IN_THE_SANDBOX


def test_the_doors_are_where_the_readme_says() -> None:
    assert [endpoint.url for endpoint in Endpoints.at(0).all] == [
        "http://localhost:8080",
        "http://localhost:5002",
        "http://localhost:5001",
    ]


def test_the_offset_moves_all_doors_together() -> None:
    assert [endpoint.port for endpoint in Endpoints.at(100).all] == [8180, 5102, 5101]


@pytest.mark.parametrize(("text", "offset"), [("", 0), (" 100 ", 100), ("57455", 57455)])
def test_reads_the_offset(text: str, offset: int) -> None:
    assert read_offset({"DIALPROOF_PORT_OFFSET": text}) == offset
    assert read_offset({}) == 0


@pytest.mark.parametrize("text", ["-1", "ten", "1.5", "57456", "\u0661\u0660"])
def test_refuses_an_offset_that_leaves_a_port_out_of_range(text: str) -> None:
    with pytest.raises(Stop, match="whole number from 0 to 57455"):
        read_offset({"DIALPROOF_PORT_OFFSET": text})


@pytest.mark.parametrize(
    ("offset", "port", "name", "better"),
    [
        (2000, 10080, "the form", 2100),
        (999, 6000, "the API", 1000),
        (58, 5060, "the phone", 100),
        (1565, 6566, "the API", 1600),
        (1695, 6697, "the phone", 1700),
    ],
)
def test_an_offset_that_browsers_refuse_is_refused_with_the_next_good_one(
    offset: int, port: int, name: str, better: int
) -> None:
    with pytest.raises(Stop) as stopped:
        read_offset({"DIALPROOF_PORT_OFFSET": str(offset)})
    message = str(stopped.value)
    assert f"port {port}" in message
    assert name in message
    assert message.endswith(f"DIALPROOF_PORT_OFFSET={better}")
    assert read_offset({"DIALPROOF_PORT_OFFSET": str(better)}) == better


def test_an_offset_is_taken_exactly_when_browsers_open_all_three_doors() -> None:
    for offset in range(HIGHEST_PORT - 8080 + 1):
        opens = all(endpoint.port not in REFUSED_BY_BROWSERS for endpoint in Endpoints.at(offset).all)
        try:
            taken = read_offset({"DIALPROOF_PORT_OFFSET": str(offset)}) == offset
        except Stop:
            taken = False
        assert taken == opens, offset


def test_no_offset_is_suggested_that_browsers_refuse() -> None:
    assert free_offset(lambda _port: False, 1900) == 2100
    assert free_offset({7201}.__contains__, 1950) == 2100


def test_every_program_refuses_the_same_ports() -> None:
    form = (FRONTEND / "server" / "ports.ts").read_text(encoding="utf-8")
    containers = (FRONTEND / "nginx" / "start.sh").read_text(encoding="utf-8")
    [in_form] = re.findall(r"REFUSED_BY_BROWSERS = new Set\(\[(.*?)\]\)", form, flags=re.DOTALL)
    [in_containers] = re.findall(r'^refused_by_browsers="([^"]*)"', containers, flags=re.MULTILINE)
    ports = [set(map(int, re.findall(r"\d+", text))) for text in (in_form, in_containers)]
    assert [*ports, REFUSED_IN_THE_SANDBOX] == [REFUSED_BY_BROWSERS] * 3


def test_says_nothing_when_all_ports_are_free() -> None:
    check_free(Endpoints.at(0).all, "demo", 0, lambda _port: False)


def test_names_each_taken_port_its_door_and_a_command_that_works() -> None:
    taken = {5001, 8080, 5102}
    with pytest.raises(Stop) as stopped:
        check_free(Endpoints.at(0).all, "demo", 0, taken.__contains__)
    message = str(stopped.value)
    assert "Port 5001, which the API needs, is taken" in message
    assert "Port 8080, which the form needs, is taken" in message
    assert "5002" not in message
    assert "DIALPROOF_PORT_OFFSET=200 python3 backend/dev.py demo" in message


def test_looks_for_free_doors_above_the_present_offset() -> None:
    assert free_offset({8580}.__contains__, 450) == 600
    assert free_offset(lambda _port: True, 0) is None
