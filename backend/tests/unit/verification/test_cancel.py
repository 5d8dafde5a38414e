from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

import pytest

from dialproof.channels import Channel
from dialproof.problems import CodeExpired
from dialproof.providers.base import Features, Request, Unavailable
from dialproof.store.operations import Operation, Results
from dialproof.store.store import Store
from dialproof.verification.outcome import Status
from fakes import NeverCancelling
from support.rules import NUMBER, OTHER, Visitor, World


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


class OnlyCallsEnd(NeverCancelling):
    """A vendor that lets a voice call be cancelled and no text."""

    @property
    def features(self) -> Mapping[Channel, Features]:
        return {Channel.SMS: self.FEATURES, Channel.VOICE: replace(self.FEATURES, cancel_after=0)}

    def _cancel(self, request: Request) -> None:
        assert self.sent[-1][1] is Channel.VOICE
        self._end(request.id)


def test_only_a_channel_that_the_vendor_can_cancel_is_cancelled_there() -> None:
    world = World(OnlyCallsEnd)
    visitor = world.visitor()
    visitor.request(channel=Channel.SMS)
    assert visitor.cancel().status is Status.NONE
    assert world.provider.open_numbers() == [NUMBER.e164]
    visitor.request(OTHER, channel=Channel.VOICE)
    assert visitor.cancel().status is Status.NONE
    assert world.provider.open_numbers() == [NUMBER.e164]


class Interrupted(Store):
    """A store that lets something happen once, right after it was asked."""

    happen: Callable[[], object] | None = None

    def run(self, *operations: Operation[Any]) -> Results:
        results = super().run(*operations)
        happen, self.happen = self.happen, None
        if happen:
            happen()
        return results


def test_a_right_code_that_comes_in_the_middle_of_a_cancel_is_cancelled_too(world: World) -> None:
    store = Interrupted(clock=world.clock)
    somebody = World(type(world.provider), store=store, clock=world.clock).visitor()
    somebody.request()
    cancelling, checking = somebody.at_once(), somebody.at_once()

    answers: list[type[Exception]] = []

    def check() -> None:
        with pytest.raises(CodeExpired) as refused:
            checking.check()
        answers.append(refused.type)

    store.happen = check
    assert cancelling.cancel().status is Status.NONE
    assert cancelling.session.state is None
    assert checking.view.status is Status.EXPIRED
    assert answers == [CodeExpired]
