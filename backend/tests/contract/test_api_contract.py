"""The OpenAPI document from both sides: what is answered is described, and what is described is answered."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator
from typing import Any, Final

import pytest
import schemathesis
from jsonschema import Draft202012Validator
from openapi_pydantic.v3.v3_1 import OpenAPI

from dialproof.api.examples import NUMBER
from dialproof.app import create_app
from dialproof.problems import catalogue
from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings
from dialproof.settings import Settings
from support.contract import Contract, Seen, contract_of
from support.scenarios import CALLS, REQUEST, Scenario, World, scenarios

SCENARIOS: Final = scenarios()
UNDESCRIBED: Final = {
    "/api/openapi.json",
    "/api/docs",
    "/api/docs/assets/{filename}",
    "/problems/",
    "/problems/{code}",
}
"""The document itself and the pages made from it; everything else that is answered is in it."""


@pytest.fixture(scope="module")
def sandbox() -> Iterator[SandboxServer]:
    with SandboxServer(SandboxSettings(vonage=VonageSettings(cancel_after=0))) as server:
        yield server


@pytest.fixture
def world(sandbox: SandboxServer) -> World:
    return World(sandbox)


@pytest.fixture
def contract() -> Contract:
    return contract_of(create_app(Settings.from_environ({})))


@pytest.fixture(scope="module")
def seen(sandbox: SandboxServer) -> list[Seen]:
    """Play every scenario, and return all answers that were given on the way."""
    found = []
    for scenario in SCENARIOS:
        world = World(sandbox)
        scenario.play(world)
        found += world.contract.seen
    return found


def responses(contract: Contract) -> Iterator[tuple[str, int, dict[str, Any]]]:
    """Yield operation, status and description of every answer in the document."""
    for path in contract.document["paths"].values():
        for operation in path.values():
            for status, response in operation["responses"].items():
                yield operation["operationId"], int(status), response


def examples(response: dict[str, Any]) -> dict[str, Any]:
    (content,) = response["content"].values()
    named: dict[str, Any] = content["examples"]
    return named


@pytest.mark.parametrize("scenario", SCENARIOS, ids=str)
def test_an_answer_is_what_the_document_shows(world: World, scenario: Scenario) -> None:
    answer = scenario.play(world)
    assert answer.status_code == scenario.status
    if scenario.example is not None:
        operation = world.contract.operation(*CALLS[scenario.operation][:2])
        assert operation
        shown = examples(operation["responses"][str(scenario.status)])
        assert answer.get_json() == shown[scenario.example]["value"]


def test_every_answer_in_the_document_has_a_scenario(contract: Contract) -> None:
    described = {
        (operation, status, name) for operation, status, response in responses(contract) for name in examples(response)
    }
    assert {(each.operation, each.status, each.example) for each in SCENARIOS if each.example} == described


def test_every_status_and_code_in_the_document_is_seen(contract: Contract, seen: list[Seen]) -> None:
    described = {
        (operation, status, code)
        for operation, status, response in responses(contract)
        for code in (examples(response) if status != 200 else [None])
    }
    assert {(answer.operation, answer.status, answer.code) for answer in seen} == described


def test_every_header_in_the_document_is_seen(contract: Contract, seen: list[Seen]) -> None:
    described = {
        (operation, status, header)
        for operation, status, response in responses(contract)
        for header in response["headers"]
    }
    assert {(answer.operation, answer.status, header) for answer in seen for header in answer.headers} == described


def test_answers_off_the_paths_are_what_the_document_shows(world: World) -> None:
    shown = world.contract.document["components"]["responses"]
    for name, answer in {
        "NotFound": world.call("GET", "/api/nothing"),
        "MethodNotAllowed": world.call("GET", REQUEST),
    }.items():
        (example,) = examples(shown[name]).values()
        assert answer.get_json() == example["value"]


def test_every_code_of_the_catalogue_is_in_the_document(contract: Contract) -> None:
    shown = [response for _, _, response in responses(contract)]
    shown += contract.document["components"]["responses"].values()
    assert {
        code for response in shown if "application/problem+json" in response["content"] for code in examples(response)
    } == {problem.code for problem in catalogue()}


def test_every_body_that_is_shown_is_accepted(world: World) -> None:
    operation = world.contract.operation("POST", REQUEST)
    assert operation
    for example in operation["requestBody"]["content"]["application/json"]["examples"].values():
        world.sandbox.sandbox.reset(None)
        world.setting()
        answer = world.call("POST", REQUEST, example["value"])
        assert answer.get_json()["phoneNumber"] == NUMBER


def test_examples_fit_their_schemas(contract: Contract) -> None:
    for path in contract.document["paths"].values():
        for operation in path.values():
            bodies = [operation["requestBody"]] if "requestBody" in operation else []
            for described in [*bodies, *operation["responses"].values()]:
                (content,) = described["content"].values()
                for example in content["examples"].values():
                    assert contract.errors(content["schema"], example["value"]) == []


def test_every_route_is_described_or_a_page(contract: Contract) -> None:
    app = create_app(Settings.from_environ({}))
    routes = {re.sub(r"<(?:\w+:)?(\w+)>", r"{\1}", rule.rule) for rule in app.url_map.iter_rules()}
    assert routes - set(contract.document["paths"]) == UNDESCRIBED


def test_the_document_is_openapi_3_1(contract: Contract) -> None:
    assert contract.document["openapi"].startswith("3.1.")
    OpenAPI.model_validate(contract.document)
    schemathesis.openapi.from_dict(contract.document).validate()
    for schema in contract.document["components"]["schemas"].values():
        Draft202012Validator.check_schema(schema)


def test_patterns_mean_the_same_in_every_language(contract: Contract) -> None:
    patterns = re.findall(r'"pattern": "([^"]+)"', json.dumps(contract.document))
    assert patterns
    assert not [pattern for pattern in patterns if re.search(r"\\[AZzh]|\(\?", pattern)]


def test_every_field_is_explained(contract: Contract) -> None:
    fields = {
        f"{name}.{field}": described
        for name, schema in contract.document["components"]["schemas"].items()
        for field, described in schema.get("properties", {}).items()
    }
    assert [name for name, field in fields.items() if not str(field.get("description", "")).endswith(".")] == []


def test_the_document_names_the_cookie_that_is_set(world: World) -> None:
    scheme = world.client.get("/api/openapi.json").get_json()["components"]["securitySchemes"]["session"]
    assert world.ask().headers["Set-Cookie"].startswith(f"{scheme['name']}=")
