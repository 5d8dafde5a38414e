"""Which host names the sandbox answers to, and which pages may use it: a page that rebinds its name gets nothing."""

from __future__ import annotations

import logging

import pytest

from unit.sandbox.world import Make, World

FOREIGN = "evil.example:5002"
PATHS = [
    ("GET", "/"),
    ("GET", "/health"),
    ("GET", "/inbox/messages"),
    ("GET", "/inbox/events"),
    ("GET", "/control"),
    ("POST", "/control/next-code"),
    ("DELETE", "/inbox/messages"),
    ("POST", "/v2/verify"),
    ("GET", "/nothing"),
]


def status(world: World, host: str, path: str = "/inbox/messages") -> int:
    return world.client.get(path, headers={"Host": host}).status_code


@pytest.mark.parametrize(("method", "path"), PATHS)
def test_a_name_that_was_rebound_to_this_machine_is_turned_away_everywhere(
    world: World, method: str, path: str
) -> None:
    headers = {"Host": FOREIGN, "Origin": f"http://{FOREIGN}", "Sec-Fetch-Site": "same-origin"}
    response = world.client.open(path, method=method, json={"code": "123456"}, headers=headers)
    assert response.status_code == 421
    assert response.content_type == "application/problem+json"
    assert "SANDBOX_HOSTS=evil.example" in response.get_json()["detail"]
    assert world.sandbox.next_codes.waiting() == {}


@pytest.mark.parametrize(
    "host",
    [
        "localhost",
        "LOCALHOST:5002",
        "localhost.:5002",
        "phone.localhost:5002",
        "127.0.0.1:5002",
        "127.8.8.8",
        "[::1]:5002",
        "[::1]",
        "192.168.1.20:5002",
        "[fe80::1]:5002",
        "sandbox:5002",
        "host.docker.internal:5002",
        "host.containers.internal",
    ],
)
def test_names_of_this_machine_addresses_and_the_containers_name_are_answered(world: World, host: str) -> None:
    assert status(world, host) == 200


@pytest.mark.parametrize(
    "host",
    [
        "localhost.evil.example",
        "evil.example.localhost.test",
        "127.0.0.1.evil.example",
        "127.0.0.1.nip.io:5002",
        "notlocalhost",
        "sandbox.evil.example",
        "localhost,evil.example",
        "evil.example@localhost",
        "localhost:5002:80",
        "localhost/evil",
        "[::1",
        "[::1].evil.example",
        "[evil.example]",
        "1.2.3",
        "0x7f000001",
        "2130706433",
        ":5002",
        "local host",
        "",
    ],
)
def test_what_only_looks_like_them_is_turned_away(world: World, host: str) -> None:
    assert status(world, host) == 421


def test_names_can_be_added_and_a_star_stands_for_one_name_before_a_dot(make: Make) -> None:
    world = make(hosts="phone.example.org, *.preview.example.net")
    for host in ("phone.example.org", "PHONE.example.org:8443", "pr-7.preview.example.net"):
        assert status(world, host) == 200
    for host in ("example.org", "preview.example.net", "a.b.preview.example.net", "evilpreview.example.net"):
        assert status(world, host) == 421


def test_the_name_it_listens_on_is_its_own(make: Make) -> None:
    assert status(make(host="sandbox.lan.example"), "sandbox.lan.example:5002") == 200


@pytest.mark.parametrize("hosts", ["*", "*.", "http://phone.example", "phone.example:80", "a b", "phone.*.example"])
def test_a_host_that_cannot_be_one_is_explained(hosts: str, make: Make) -> None:
    with pytest.raises(ValueError, match=r"host names without scheme and port"):
        make(hosts=hosts)


def test_the_log_names_the_setting_once_and_repeats_nothing_that_was_sent(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    with caplog.at_level(logging.WARNING):
        for host in (FOREIGN, FOREIGN, "14155550100.example", "14155550100 code 123456"):
            status(world, host)
    assert len(caplog.records) == 1
    assert "SANDBOX_HOSTS" in caplog.text
    assert "14155550100" not in caplog.text


@pytest.mark.parametrize(
    ("site", "origin", "answer"),
    [
        (None, None, 204),
        ("same-origin", "http://localhost", 204),
        ("none", None, 204),
        ("same-site", "http://localhost:5173", 204),
        ("cross-site", "http://127.0.0.1:3000", 204),
        ("cross-site", None, 403),
        ("same-site", None, 403),
        ("cross-site", "null", 403),
        ("cross-site", "https://evil.example", 403),
        (None, "https://evil.example", 403),
        ("nonsense", None, 403),
        (None, "http://[", 403),
    ],
)
def test_buttons_are_pressed_by_programs_and_by_pages_of_this_machine_alone(
    world: World, site: str | None, origin: str | None, answer: int
) -> None:
    given = {"Sec-Fetch-Site": site, "Origin": origin}
    headers = {name: value for name, value in given.items() if value is not None}
    assert world.client.post("/control/reset", headers=headers).status_code == answer


def test_the_vendors_sdks_which_say_nothing_of_sites_work_at_every_listed_host(make: Make) -> None:
    world = make(hosts="vonage.test")
    for number, host in enumerate(("localhost:5002", "sandbox:5002", "vonage.test", "10.0.0.7:5002")):
        body = {"brand": "Acme", "workflow": [{"channel": "sms", "to": f"1415555010{number}"}]}
        response = world.client.post(
            "/v2/verify", json=body, headers={"Host": host}, auth=("sandbox", "sandbox-secret")
        )
        assert response.status_code == 202
