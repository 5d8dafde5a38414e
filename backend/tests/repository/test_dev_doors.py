"""The three doors of a development machine, and what is said when one is taken."""

import pytest
from devtools.console import Stop
from devtools.doors import Doors, check_free, free_offset, read_offset


def test_the_doors_are_where_the_readme_says() -> None:
    assert [door.url for door in Doors.at(0).all] == [
        "http://localhost:8080",
        "http://localhost:5002",
        "http://localhost:5001",
    ]


def test_the_offset_moves_all_doors_together() -> None:
    assert [door.port for door in Doors.at(100).all] == [8180, 5102, 5101]


@pytest.mark.parametrize(("text", "offset"), [("", 0), (" 100 ", 100), ("57455", 57455)])
def test_reads_the_offset(text: str, offset: int) -> None:
    assert read_offset({"DIALPROOF_PORT_OFFSET": text}) == offset
    assert read_offset({}) == 0


@pytest.mark.parametrize("text", ["-1", "ten", "1.5", "57456", "\u0661\u0660"])
def test_refuses_an_offset_that_leaves_a_port_out_of_range(text: str) -> None:
    with pytest.raises(Stop, match="whole number from 0 to 57455"):
        read_offset({"DIALPROOF_PORT_OFFSET": text})


def test_says_nothing_when_all_ports_are_free() -> None:
    check_free(Doors.at(0).all, "demo", 0, lambda _port: False)


def test_names_each_taken_port_its_door_and_a_command_that_works() -> None:
    taken = {5001, 8080, 5102}
    with pytest.raises(Stop) as stopped:
        check_free(Doors.at(0).all, "demo", 0, taken.__contains__)
    message = str(stopped.value)
    assert "Port 5001, the door of the API, is taken" in message
    assert "Port 8080, the door of the form, is taken" in message
    assert "5002" not in message
    assert "DIALPROOF_PORT_OFFSET=200 python3 backend/dev.py demo" in message


def test_looks_for_free_doors_above_the_present_offset() -> None:
    assert free_offset({8580}.__contains__, 450) == 600
    assert free_offset(lambda _port: True, 0) is None
