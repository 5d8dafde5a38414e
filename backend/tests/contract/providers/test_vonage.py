"""Vonage's adapter, its SDK, and the sandbox that plays Vonage, held to the contract of all adapters."""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from support.provider_contract.suite import ProviderContract
from support.vonage_stage import VonageStage


@pytest.fixture(scope="module")
def stage() -> Iterator[VonageStage]:
    with VonageStage() as stage:
        yield stage


class TestVonage(ProviderContract):
    """Every test of the contract."""
