"""Fixtures of the contract suite."""

from __future__ import annotations

import pytest

pytest.register_assert_rewrite("support.provider_contract")

from support.provider_contract.suite import features, provider  # noqa: E402  # only after the rewrite was asked for

__all__ = ["features", "provider"]
