from __future__ import annotations

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, invariant, rule

from dialproof.store.operations import Memory
from dialproof.store.revision_operations import Begin
from dialproof.store.revisions import Latest, MemoryRevisions
from fakes import FakeClock


@pytest.fixture
def clock() -> FakeClock:
    return FakeClock()


@pytest.fixture
def revisions(clock: FakeClock) -> MemoryRevisions:
    return MemoryRevisions(clock=clock)


def test_a_call_that_began_later_is_newer_whichever_ends_first(revisions: MemoryRevisions) -> None:
    first, second = revisions.begin("a", after=0, lifetime=60), revisions.begin("a", after=0, lifetime=60)
    assert revisions.commit("a", second, "two", lifetime=60) == Latest(second, "two")
    assert revisions.commit("a", first, "one", lifetime=60) == Latest(second, "two")


def test_a_call_that_began_later_and_never_ended_supersedes_nothing(revisions: MemoryRevisions) -> None:
    first = revisions.begin("a", after=0, lifetime=60)
    revisions.begin("a", after=0, lifetime=60)
    assert revisions.commit("a", first, "one", lifetime=60) == Latest(first, "one")


def test_a_revision_is_higher_than_what_the_session_knows(revisions: MemoryRevisions) -> None:
    assert revisions.begin("a", after=41, lifetime=60) == 42


def test_it_is_forgotten_a_while_after_the_last_call(revisions: MemoryRevisions, clock: FakeClock) -> None:
    revisions.commit("a", 5, "one", lifetime=60)
    clock.advance(59)
    revisions.commit("a", 3, "late", lifetime=60)
    clock.advance(59)
    assert revisions.latest("a") == Latest(5, "one")
    clock.advance(1)
    assert revisions.latest("a") == Latest()


def test_memory_is_bounded_and_the_nearest_to_their_end_go_first(clock: FakeClock) -> None:
    revisions = MemoryRevisions(clock=clock, capacity=100)
    for index in range(101):
        revisions.commit(str(index), 1, "", lifetime=1000)
        clock.advance(1)
    kept = [index for index in range(101) if revisions.latest(str(index)).revision]
    assert kept == list(range(11, 101))


def test_a_thread_that_hears_from_redis_late_gets_the_revision_that_redis_gave_it(clock: FakeClock) -> None:
    memory = Memory.empty(clock)
    first, second = Begin("a", 60, after=0).start(memory), Begin("a", 60, after=0).start(memory)
    assert second.finish(2) == 2
    assert first.finish(1) == 1
    assert memory.revisions.known("a") == (2, Latest())


def test_a_revision_that_was_given_while_redis_was_away_is_not_given_again(clock: FakeClock) -> None:
    memory, begin = Memory.empty(clock), Begin("session", 60, 0)
    asked = begin.start(memory)
    counted_here = begin.in_memory(memory)
    assert asked.finish(counted_here) > counted_here


class Calls(RuleBasedStateMachine):
    """Any calls of one session under way at once, beside a model that remembers all that happened."""

    def __init__(self) -> None:
        super().__init__()
        self.revisions = MemoryRevisions(clock=FakeClock())
        self.under_way: list[int] = []
        self.reserved: set[int] = set()
        self.committed: dict[int, str] = {0: ""}

    @property
    def newest(self) -> int:
        return max(self.committed)

    @rule()
    def begin(self) -> None:
        revision = self.revisions.begin("session", after=0, lifetime=60)
        assert revision > max(self.reserved, default=0)
        self.reserved.add(revision)
        self.under_way.append(revision)

    @rule(data=st.data(), subject=st.sampled_from(["one", "two", ""]))
    def end(self, data: st.DataObject, subject: str) -> None:
        if not self.under_way:
            return
        revision = self.under_way.pop(data.draw(st.integers(0, len(self.under_way) - 1)))
        if revision > self.newest:
            self.committed[revision] = subject
        assert self.revisions.commit("session", revision, subject, lifetime=60) == Latest(
            self.newest, self.committed[self.newest]
        )

    @rule(data=st.data(), subject=st.sampled_from(["one", "two"]), past=st.sets(st.sampled_from(["one", "two"])))
    def advance(self, data: st.DataObject, subject: str, past: set[str]) -> None:
        base = data.draw(st.sampled_from(sorted(self.committed)))
        allowed = base == self.newest or self.committed[self.newest] in past
        latest = self.revisions.advance("session", base, subject, past=past, lifetime=60)
        assert (latest is not None) == allowed
        if latest:
            assert latest.revision > max(self.reserved | set(self.committed))
            self.reserved.add(latest.revision)
            self.committed[latest.revision] = subject

    @invariant()
    def the_newest_is_what_was_committed_last_by_number(self) -> None:
        assert self.revisions.latest("session") == Latest(self.newest, self.committed[self.newest])


TestCalls = Calls.TestCase
TestCalls.settings = settings(max_examples=50, stateful_step_count=30)
