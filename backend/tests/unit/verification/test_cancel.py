from __future__ import annotations

from dialproof.providers.base import (
    Unavailable,
)
from dialproof.verification.outcome import Status
from support.rules import NUMBER, Visitor, World


def test_cancelling_ends_it_at_the_vendor_too_where_that_is_possible(world: World, visitor: Visitor) -> None:
    visitor.request()
    world.clock.advance(30)
    assert visitor.cancel().status is Status.NONE
    assert world.provider.open_numbers() == ([] if world.features.cancel_after is not None else [NUMBER.e164])


def test_cancelling_early_still_lets_the_number_be_used_again(world: World, visitor: Visitor) -> None:
    visitor.request()
    assert visitor.cancel().status is Status.NONE
    world.clock.advance(30)
    assert visitor.request().status is Status.PENDING
    assert visitor.check().status is Status.VERIFIED


def test_cancelling_never_fails(world: World, visitor: Visitor) -> None:
    assert visitor.cancel().status is Status.NONE
    visitor.request()
    world.clock.advance(30)
    if world.features.cancel_after is not None:
        world.provider.fail_next(Unavailable("refused"))
    assert visitor.cancel().status is Status.NONE
    world.provider.open.clear()
    assert visitor.request().status is Status.PENDING
