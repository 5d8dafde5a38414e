"""Every test of the rules runs with every kind of vendor."""

from __future__ import annotations

from functools import partial

import pytest

from fakes import KINDS
from support.rules import MakeWorld, Visitor, World


@pytest.fixture(params=KINDS, ids=lambda kind: kind.__name__)
def make_world(request: pytest.FixtureRequest) -> MakeWorld:
    """Return what makes a world with one kind of vendor, and with the limits that a test wants."""
    return partial(World, request.param)


@pytest.fixture
def world(make_world: MakeWorld) -> World:
    return make_world()


@pytest.fixture
def visitor(world: World) -> Visitor:
    return world.visitor()
