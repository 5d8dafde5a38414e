"""The contract suite: what every adapter does, whatever its vendor is like.

Where vendors differ, what is expected follows from the provider's `features`.
"""

from __future__ import annotations

from collections.abc import Iterator

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import Features, Provider
from support.provider_contract.ending import Cancelling, Checking
from support.provider_contract.failing import Answering, Failing, Silence
from support.provider_contract.sending import SendingAgain, Starting
from support.provider_contract.stage import SLOW, Stage


@pytest.fixture
def provider(stage: Stage, request: pytest.FixtureRequest) -> Provider:
    """Return a provider that gives up early only where a test waits for that."""
    callspec = getattr(request.node, "callspec", None)
    slow = callspec is not None and callspec.params.get("trouble") in SLOW
    return stage.process(patience=1.5 if slow else 10)


@pytest.fixture
def features(provider: Provider) -> Features:
    return provider.features[Channel.SMS]


class ProviderContract(Starting, SendingAgain, Checking, Cancelling, Failing, Answering, Silence):
    """Subclass this as ``Test…`` in a file with a fixture ``stage``, which may live as long as the module."""

    @pytest.fixture(autouse=True)
    def _afresh(self, stage: Stage) -> Iterator[None]:
        stage.reset()
        yield
        stage.mend()
