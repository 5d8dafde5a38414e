"""The pages for developers: complete, truthful, and without anything from outside."""

from __future__ import annotations

import json
from collections.abc import Iterator
from html.parser import HTMLParser
from urllib.parse import urldefrag, urlsplit

import pytest
from flask.testing import FlaskClient
from markupsafe import escape

from dialproof.app import create_app
from dialproof.problems import Problem, catalogue
from dialproof.settings import Settings
from support.contract import Contract, contract_of

PHONE = "http://localhost:5002"
PAGES = ("/api/docs", "/problems/", *(f"/problems/{problem.code}" for problem in catalogue()))
VOID = {"meta", "link", "img", "br", "hr", "input"}


class Page(HTMLParser):
    """What a page says, names and points to."""

    def __init__(self, markup: str) -> None:
        super().__init__()
        self.text = ""
        self.tags: list[str] = []
        self.open: list[str] = []
        self.attributes: list[tuple[str, str]] = []
        self.feed(markup)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append(tag)
        self.attributes += [(name, value or "") for name, value in attrs]
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def values(self, *names: str) -> list[str]:
        return [value for name, value in self.attributes if name in names]

    def says(self, words: str) -> bool:
        """Say whether the page has ``words``, whatever is marked as code in them."""
        return words.replace("`", "") in " ".join(self.text.split())


@pytest.fixture
def client() -> FlaskClient:
    return create_app(Settings.from_environ({})).test_client()


@pytest.fixture
def contract(client: FlaskClient) -> Contract:
    return contract_of(client.application)


def page(client: FlaskClient, path: str) -> Page:
    answer = client.get(path)
    assert (answer.status_code, answer.mimetype) == (200, "text/html")
    return Page(answer.text)


@pytest.mark.parametrize("problem", list(catalogue()), ids=lambda problem: problem.code)
def test_the_type_of_every_problem_opens_a_page_that_tells_all_about_it(
    client: FlaskClient, problem: type[Problem]
) -> None:
    found = page(client, f"/problems/{problem.code}")
    for words in (problem.title, problem.code, str(problem.status), problem.why, problem.what_to_do):
        assert found.says(words)
    assert found.says(problem.default_detail)
    assert found.says(f'"type": "/problems/{problem.code}"')


@pytest.mark.parametrize("problem", list(catalogue()), ids=lambda problem: problem.code)
def test_the_page_of_a_problem_leads_to_the_calls_that_answer_it(
    client: FlaskClient, contract: Contract, problem: type[Problem]
) -> None:
    links = page(client, f"/problems/{problem.code}").values("href")
    answering = {
        operation["operationId"]
        for methods in contract.document["paths"].values()
        for operation in methods.values()
        if problem.code in json.dumps(operation["responses"])
    }
    assert {link for link in links if "#" in link} - {"#content"} == {f"/api/docs#{name}" for name in answering}


def test_the_list_of_problems_leads_to_each(client: FlaskClient) -> None:
    links = page(client, "/problems/").values("href")
    assert {f"/problems/{problem.code}" for problem in catalogue()} <= set(links)


def test_an_unknown_problem_is_a_problem(client: FlaskClient) -> None:
    answer = client.get("/problems/bad_mood")
    assert (answer.status_code, answer.mimetype) == (404, "application/problem+json")


def test_the_reference_shows_every_call_field_header_and_example(client: FlaskClient, contract: Contract) -> None:
    found = page(client, "/api/docs")
    for path, methods in contract.document["paths"].items():
        for method, operation in methods.items():
            assert found.says(f"{method.upper()} {path}")
            assert found.says(operation["summary"])
            for response in operation["responses"].values():
                (content,) = response["content"].values()
                for example in content["examples"].values():
                    assert found.says(example["summary"])
    for header in contract.document["components"]["headers"].values():
        assert found.says(header["description"])
    for name in ("RequestVerification", "CheckVerification", "Verification", "Config", "Ready", "Problem"):
        for field, schema in contract.document["components"]["schemas"][name]["properties"].items():
            assert found.says(field)
            assert found.says(schema["description"])


def test_every_call_can_be_tried_with_the_bodies_of_the_document(client: FlaskClient, contract: Contract) -> None:
    answer = client.get("/api/docs").text
    for path, methods in contract.document["paths"].items():
        for method, operation in methods.items():
            assert f'<form class="try" data-method="{method.upper()}" data-path="{path}">' in answer
            body = operation.get("requestBody", {}).get("content", {}).get("application/json", {"examples": {}})
            for example in body["examples"].values():
                assert str(escape(json.dumps(example["value"], indent=2))) in answer


@pytest.mark.parametrize("path", PAGES)
def test_nothing_is_inline_and_nothing_comes_from_outside(client: FlaskClient, path: str) -> None:
    answer = client.get(path)
    policy = dict(part.strip().split(" ", 1) for part in answer.headers["Content-Security-Policy"].split(";"))
    assert policy["default-src"] == "'none'"
    assert {policy[name] for name in ("script-src", "style-src", "img-src", "connect-src")} == {"'self'"}
    assert policy["require-trusted-types-for"] == "'script'"
    found = Page(answer.text)
    assert "style" not in found.tags
    assert not [name for name, _ in found.attributes if name == "style" or name.startswith("on")]
    hosts = {urlsplit(target).netloc for target in found.values("src", "href", "action")}
    assert hosts - {""} == {urlsplit(PHONE).netloc}
    assert (
        found.tags.count("script") == answer.text.count('<script type="module" src="/api/docs/assets/pages.js">') == 1
    )


@pytest.mark.parametrize("path", PAGES)
def test_every_link_leads_somewhere(client: FlaskClient, path: str) -> None:
    for target in set(page(client, path).values("src", "href")) - {PHONE}:
        address, fragment = urldefrag(target)
        answer = client.get(address or path, buffered=True)
        assert answer.status_code == 200, target
        if fragment:
            assert fragment in Page(answer.text).values("id"), target


@pytest.mark.parametrize("path", PAGES)
def test_a_page_is_sound(client: FlaskClient, path: str) -> None:
    found = page(client, path)
    assert found.open == []
    assert found.tags.count("h1") == found.tags.count("main") == found.tags.count("title") == 1
    identifiers = found.values("id")
    assert len(identifiers) == len(set(identifiers))
    assert set(found.values("for", "aria-labelledby")) <= set(identifiers)


def test_outside_the_sandbox_the_reference_warns_of_costs() -> None:
    account = {"VONAGE_API_KEY": "key", "VONAGE_API_SECRET": "a-secret-of-no-account"}
    found = page(
        create_app(Settings.from_environ({"ENVIRONMENT": "development", **account})).test_client(), "/api/docs"
    )
    assert found.says("This is not the sandbox: a call that you try here sends a real message, and costs money.")
    assert not [target for target in found.values("href") if "://" in target]


@pytest.mark.parametrize("path", ["/api/docs", "/problems/incorrect_code", "/api/openapi.json"])
def test_what_has_not_changed_is_not_sent_again(client: FlaskClient, path: str) -> None:
    first = client.get(path)
    assert first.headers["Cache-Control"] == "no-cache"
    again = client.get(path, headers={"If-None-Match": first.headers["ETag"]})
    assert (again.status_code, again.data) == (304, b"")


def test_reading_is_not_counted_against_the_limit_on_calls() -> None:
    client = create_app(Settings.from_environ({"LIMIT_CALLS_PER_ADDRESS": "1 per minute"})).test_client()
    for _ in range(3):
        assert [client.get(path).status_code for path in ("/api/docs", "/problems/", "/api/openapi.json")] == [200] * 3


def test_pages_carry_no_session(client: FlaskClient) -> None:
    answer = client.get("/api/docs")
    assert "Set-Cookie" not in answer.headers
    assert "Cookie" not in answer.headers.get("Vary", "")


def modules(client: FlaskClient, name: str) -> Iterator[str]:
    script = client.get(f"/api/docs/assets/{name}", buffered=True).text
    yield script
    for line in script.splitlines():
        if line.startswith("import "):
            yield from modules(client, line.split("'./")[1].rstrip("';"))


def test_scripts_write_no_markup_and_evaluate_nothing(client: FlaskClient) -> None:
    scripts = "".join(modules(client, "pages.js"))
    for risky in ("innerHTML", "outerHTML", "insertAdjacentHTML", "document.write", "eval(", "Function(", "http://"):
        assert risky not in scripts
