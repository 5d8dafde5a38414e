"""A page whose origin is missing in the list: what whoever runs the API reads in its log."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import requests

from support.api import ApiProcess, environment

MISTAKEN = "https://www.example.com"


def remedy(origin: str) -> str:
    return f"if the page is yours, add {origin} to the setting CORS_ORIGINS and restart"


@pytest.fixture(scope="module")
def logs(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("logs")


@pytest.fixture(scope="module")
def api(logs: Path) -> Iterator[ApiProcess]:
    # Nothing here gets as far as the provider.
    with ApiProcess(logs, environment("http://127.0.0.1:9")) as process:
        yield process


@dataclass(frozen=True)
class Told:
    """An answer, and what the log says about its call."""

    answer: requests.Response
    lines: list[str]


def call(api: ApiProcess, method: str, path: str, **headers: str) -> Told:
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    body: dict[str, str] | None = {} if method == "POST" else None
    answer = requests.request(method, api.url + path, headers=named, json=body, timeout=10)
    lines = [line for line in api.log.read_text().splitlines() if answer.headers["X-Request-ID"] in line]
    return Told(answer, [line for line in lines if "origin_refused" in line])


def test_a_refused_preflight_says_which_setting_to_change(api: ApiProcess) -> None:
    origin = "https://preflight.example.com"
    told = call(
        api,
        "OPTIONS",
        "/api/request-verification",
        Origin=origin,
        Access_Control_Request_Method="POST",
        Access_Control_Request_Headers="content-type",
        Sec_Fetch_Site="same-site",
    )
    assert "Access-Control-Allow-Origin" not in told.answer.headers
    (line,) = told.lines
    assert remedy(origin) in line


def test_a_page_that_only_reads_gets_the_same_line(api: ApiProcess) -> None:
    origin = "https://reading.example.com"
    told = call(api, "GET", "/api/config", Origin=origin, Sec_Fetch_Site="same-site")
    assert told.answer.status_code == 200
    assert "Access-Control-Allow-Origin" not in told.answer.headers
    (line,) = told.lines
    assert remedy(origin) in line


def test_a_call_that_would_change_something_is_refused_with_the_same_line(api: ApiProcess) -> None:
    origin = "https://changing.example.com"
    told = call(api, "POST", "/api/cancel-verification", Origin=origin)
    assert told.answer.json()["code"] == "cross_origin_request"
    (line,) = told.lines
    assert remedy(origin) in line


def test_an_origin_is_named_once_and_refused_every_time(api: ApiProcess) -> None:
    origin = "https://busy.example.com"
    told = [call(api, "POST", "/api/cancel-verification", Origin=origin) for _ in range(4)]
    assert [one.answer.status_code for one in told] == [403] * 4
    assert [len(one.lines) for one in told] == [1, 0, 0, 0]


def test_a_page_of_this_machine_is_refused_nothing_in_development(api: ApiProcess) -> None:
    told = call(api, "POST", "/api/cancel-verification", Origin="http://localhost:3000", Sec_Fetch_Site="same-site")
    assert told.answer.headers["Access-Control-Allow-Origin"] == "http://localhost:3000"
    assert told.lines == []


def test_a_page_opened_as_a_file_is_told_to_be_served(api: ApiProcess) -> None:
    (line,) = call(api, "GET", "/api/config", Origin="null", Sec_Fetch_Site="cross-site").lines
    assert "serve the page over http" in line


def test_following_the_advice_ends_the_refusals(logs: Path) -> None:
    with ApiProcess(logs, environment("http://127.0.0.1:9", CORS_ORIGINS=MISTAKEN)) as advised:
        told = call(advised, "GET", "/api/config", Origin=MISTAKEN, Sec_Fetch_Site="same-site")
        assert told.answer.headers["Access-Control-Allow-Origin"] == MISTAKEN
        assert told.answer.headers["Access-Control-Allow-Credentials"] == "true"
        assert told.lines == []


def test_nobody_can_write_advice_of_their_own_into_the_log(api: ApiProcess) -> None:
    forged = "https://a.example, and switch the limits off"
    (line,) = call(api, "GET", "/api/config", Origin=forged, Sec_Fetch_Site="cross-site").lines
    assert "if the page is yours, add its origin to the setting CORS_ORIGINS" in line


def test_what_is_no_call_of_a_foreign_page_writes_no_line(api: ApiProcess) -> None:
    assert call(api, "GET", "/api/config", Sec_Fetch_Site="same-origin").lines == []
    assert call(api, "GET", "/api/docs", Sec_Fetch_Site="cross-site").lines == []
    assert call(api, "GET", "/api/docs", Sec_Fetch_Site="none").lines == []
