from __future__ import annotations

import pytest
from openapi_pydantic.v3.v3_1 import OpenAPI

from dialproof.api.examples import example_of
from dialproof.api.openapi import document, operations_of
from dialproof.app import create_app
from dialproof.problems import Problem, RetryLater, catalogue
from dialproof.settings import Settings

APP = create_app(Settings.from_environ({}))


def test_the_document_is_openapi_3_1() -> None:
    OpenAPI.model_validate(document(APP, cookie_name="dialproof"))


@pytest.mark.parametrize(
    ("settings", "name"),
    [
        ({}, "dialproof"),
        ({"COOKIE_SECURE": "true"}, "__Host-dialproof"),
        ({"COOKIE_SECURE": "true", "COOKIE_SAMESITE": "None"}, "__Host-dialproof-embedded"),
    ],
)
def test_the_served_document_names_the_cookie_of_these_settings(settings: dict[str, str], name: str) -> None:
    served = create_app(Settings.from_environ(settings)).test_client().get("/api/openapi.json").json
    assert served is not None
    assert served["components"]["securitySchemes"]["session"]["name"] == name


def test_every_route_of_the_api_is_described() -> None:
    described = {(path, method) for path, method, _, _ in operations_of(APP)}
    assert described >= {
        ("/api/request-verification", "post"),
        ("/api/check-verification", "post"),
        ("/api/cancel-verification", "post"),
        ("/api/verification", "get"),
        ("/api/config", "get"),
        ("/health", "get"),
        ("/ready", "get"),
    }


def test_no_schema_names_the_providers_request_id() -> None:
    verification = document(APP, cookie_name="dialproof")["components"]["schemas"]["Verification"]
    assert set(verification["properties"]) == {
        *("status", "phoneNumber", "channel", "channels", "codeLength", "expiresIn", "resendIn", "attemptsLeft"),
        *("delivery", "verifiedAt"),
    }
    assert set(verification["required"]) == set(verification["properties"])


@pytest.mark.parametrize("problem", list(catalogue()), ids=lambda problem: problem.code)
def test_every_problem_has_an_example_of_its_kind(problem: type[Problem]) -> None:
    example = example_of(problem)
    assert isinstance(example, problem)
    assert (example.retry_after is not None) is issubclass(problem, RetryLater)


def test_operations_keep_their_ids_which_generated_clients_use_as_names() -> None:
    paths = document(APP, cookie_name="dialproof")["paths"]
    operations = [operation for methods in paths.values() for operation in methods.values()]
    assert {operation["operationId"] for operation in operations} == {
        "requestVerification",
        "checkVerification",
        "cancelVerification",
        "verification",
        "getConfig",
        "health",
        "ready",
    }
