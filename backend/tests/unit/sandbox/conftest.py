"""Fixtures of the sandbox's unit tests."""

from __future__ import annotations

import pytest

from unit.sandbox.world import Make, World, build_world


@pytest.fixture
def make() -> Make:
    """Build a sandbox with other settings than the default ones."""
    return build_world


@pytest.fixture
def world() -> World:
    return build_world()
