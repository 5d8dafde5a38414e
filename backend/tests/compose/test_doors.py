"""What a visitor and a program meet at the three doors."""

import json
import os
from pathlib import Path
from typing import Any

import pytest
import requests
from devtools.places import FRONTEND
from devtools.setup.system_packages import find_browser

from compose.stack import Stack, Visitor, run


@pytest.mark.parametrize("door", ["form", "api"])
def test_a_number_is_verified_through_the_door_of(door: str, stack: Stack, visitor: Visitor) -> None:
    at = stack.form if door == "form" else stack.api
    assert visitor.ask(at).json()["status"] == "pending"
    answer = visitor.check(at, stack.code_for(visitor.number))
    assert answer.json()["status"] == "verified"
    assert visitor.state(at).json()["status"] == "verified"


def test_a_real_browser_gets_through_under_the_forms_strict_policy(stack: Stack, visitor: Visitor) -> None:
    browser = find_browser()
    assert browser is not None, "no Chromium was found; `dev.py test` installs one, CHROME_PATH names another"
    script = str(Path(__file__).with_name("visit.mjs"))
    seen = json.loads(run("node", script, stack.form, stack.sandbox, visitor.number, browser).stdout)
    assert seen == {"heading": "Your number is verified", "faults": []}


def test_the_phone_is_on_the_screen_and_the_form_links_to_it(stack: Stack) -> None:
    assert requests.get(stack.sandbox, timeout=10).headers["Content-Type"].startswith("text/html")
    config = requests.get(f"{stack.form}/api/config", timeout=10).json()
    assert config["sandbox"] is True
    assert config["sandboxUrl"] == stack.sandbox


def test_no_door_opens_beyond_this_machine(stack: Stack) -> None:
    published = {
        (port, binding["HostIp"])
        for container in stack.containers()
        for port, bindings in container["NetworkSettings"]["Ports"].items()
        for binding in bindings or []
    }
    assert published == {("8080/tcp", "127.0.0.1"), ("5001/tcp", "127.0.0.1"), ("5002/tcp", "127.0.0.1")}


def test_with_nothing_set_the_doors_are_those_that_the_pages_name(stack: Stack) -> None:
    words = ("docker", "compose", "--env-file", os.devnull, "config", "--format", "json")
    project = json.loads(run(*words, env=stack.environ).stdout)
    doors = {
        (one["host_ip"], one["published"], one["target"])
        for service in project["services"].values()
        for one in service.get("ports", [])
    }
    assert project["name"] == "dialproof"
    assert doors == {("127.0.0.1", str(port), port) for port in (8080, 5001, 5002)}


def test_the_form_passes_on_what_a_visitor_needs_and_nothing_else(stack: Stack) -> None:
    assert requests.get(f"{stack.form}/health", timeout=10).status_code == 200
    for path in ("/ready", "/metrics"):
        assert requests.get(f"{stack.form}{path}", timeout=10).status_code == 404
    assert requests.get(f"{stack.api}/ready", timeout=10).json()["status"] == "ready"


def test_the_page_has_the_headers_of_the_forms_own_server_and_is_never_stored(stack: Stack) -> None:
    page = requests.get(stack.form, timeout=10)
    wanted = json.loads((FRONTEND / "security-headers.json").read_text(encoding="utf-8"))
    assert {name: page.headers.get(name) for name in wanted} == wanted
    assert page.headers["Cache-Control"] == "no-store"
    assert "Strict-Transport-Security" not in page.headers
    assert page.headers["Content-Type"] == "text/html; charset=utf-8"


def first_asset(stack: Stack) -> str:
    page = requests.get(stack.form, timeout=10).text
    return "/assets/" + page.partition('src="/assets/')[2].partition('"')[0]


def test_hashed_files_are_kept_for_ever_and_come_compressed(stack: Stack) -> None:
    asset = requests.get(stack.form + first_asset(stack), headers={"Accept-Encoding": "gzip"}, timeout=10)
    assert asset.status_code == 200
    assert asset.headers["Cache-Control"] == "public, max-age=31536000, immutable"
    assert asset.headers["Content-Encoding"] == "gzip"
    assert asset.headers["X-Content-Type-Options"] == "nosniff"
    plain = requests.get(stack.form + first_asset(stack), headers={"Accept-Encoding": "identity"}, timeout=10)
    assert plain.content == asset.content


def test_the_texts_come_together_with_the_page_in_the_language_that_the_browser_asks_for(stack: Stack) -> None:
    links = {}
    for wanted in ("en-US,fr;q=0.5", "fr-CH,en;q=0.5", "pt", "ZH-TW", "nl", "front"):
        links[wanted] = requests.get(stack.form, headers={"Accept-Language": wanted}, timeout=10).headers.get("Link")
    assert [links[wanted] for wanted in ("en-US,fr;q=0.5", "nl", "front")] == [None, None, None]
    for wanted, start in (("fr-CH,en;q=0.5", "/assets/fr-"), ("pt", "/assets/pt-BR-"), ("ZH-TW", "/assets/zh-Hans-")):
        file, _, kind = str(links[wanted]).partition(">; ")
        assert file.startswith(f"<{start}")
        assert kind == "rel=modulepreload"
        assert "javascript" in requests.get(stack.form + file[1:], timeout=10).headers["Content-Type"]


def test_a_proxy_in_front_gets_files_compressed_too(stack: Stack) -> None:
    headers = {"Accept-Encoding": "gzip", "Via": "1.1 Caddy"}
    assert (
        requests.get(stack.form + first_asset(stack), headers=headers, timeout=10).headers["Content-Encoding"] == "gzip"
    )


def test_what_does_not_exist_is_not_the_page(stack: Stack) -> None:
    missing = requests.get(f"{stack.form}/assets/none.js", timeout=10)
    assert missing.status_code == 404
    assert missing.headers["X-Content-Type-Options"] == "nosniff"


def test_a_redirect_keeps_to_the_address_that_the_visitor_sees(stack: Stack) -> None:
    answer = requests.get(f"{stack.form}/index.html", allow_redirects=False, timeout=10)
    assert (answer.status_code, answer.headers["Location"]) == (308, "/")


def test_an_answer_of_the_api_carries_each_security_header_once(stack: Stack) -> None:
    answer = requests.get(f"{stack.form}/api/config", timeout=10)
    assert answer.headers["Content-Security-Policy"].count("default-src") == 1


def test_too_large_a_body_is_refused_in_the_form_of_every_problem(stack: Stack) -> None:
    headers = {"Content-Type": "application/json"}
    for door in (stack.form, stack.api):
        answer = requests.post(f"{door}/api/check-verification", data=b" " * 100_000, headers=headers, timeout=10)
        assert answer.status_code == 413
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert answer.json()["code"] == "payload_too_large"


def test_a_problem_of_nginx_own_is_in_its_log_under_the_id_that_it_names(stack: Stack) -> None:
    headers = {"Content-Type": "application/json"}
    ids = []
    for given in ({}, {"X-Request-ID": "support-case-42"}, {"X-Request-ID": '"}, {"'}):
        url = f"{stack.form}/api/check-verification"
        answer = requests.post(url, data=b" " * 100_000, headers={**headers, **given}, timeout=10)
        assert answer.headers["X-Request-ID"] == answer.json()["requestId"]
        ids.append(answer.json()["requestId"])
    assert ids[1] == "support-case-42"
    log = stack.compose("logs", "--no-log-prefix", "--no-color", "frontend").stdout
    assert all(f'"request_id":"{one}"' in log for one in ids)


def test_nobody_gets_a_new_allowance_by_inventing_an_address(stack: Stack, crowd: list[Visitor]) -> None:
    own = crowd[0].address
    for count, one in enumerate(crowd):
        one.address = f"198.51.100.{count}, {own}"
    assert [one.ask(stack.form).status_code for one in crowd[:6]] == [200] * 5 + [429]


def test_logs_are_one_json_object_a_line_and_hold_no_number(stack: Stack, visitor: Visitor) -> None:
    visitor.ask(stack.form)
    request_id = visitor.state(stack.form).headers["X-Request-ID"]
    seen: dict[str, list[dict[str, Any]]] = {}
    for service in ("backend", "frontend"):
        text = stack.compose("logs", "--no-log-prefix", "--no-color", service).stdout
        assert visitor.number not in text
        assert visitor.number.removeprefix("+") not in text
        lines = [line[line.index("{") :] for line in text.splitlines() if "{" in line]
        seen[service] = [json.loads(line) for line in lines]
    for parsed in seen.values():
        assert any(request_id in line.values() for line in parsed)


def test_the_first_lines_tell_a_newcomer_where_to_look(stack: Stack) -> None:
    text = stack.compose("logs", "--no-log-prefix", "--no-color", "frontend").stdout
    for address in (stack.form, stack.sandbox, stack.api):
        assert address in text
