"""What holds for every test."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from flask import Flask

from support.contract import CheckedClient


@pytest.fixture(scope="session", autouse=True)
def answers_are_held_to_the_document() -> Iterator[None]:
    """Every answer of Dialproof that a test client sees is compared with the OpenAPI document."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Flask, "test_client_class", CheckedClient)
        yield
