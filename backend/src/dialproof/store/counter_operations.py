"""Operations on counters.

Of what Redis and this process have counted, the higher count holds. What is reserved is counted in memory while Redis
is asked, so that a Redis that goes away in between lets nothing through twice.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar

from dialproof.store.counters import Answer, Claim, Count, Key
from dialproof.store.operations import Memory, Operation, Question, Reply, Step, names_in_redis


@dataclass(frozen=True, slots=True)
class Reserve(Operation[Answer]):
    """Take one from each counter, or none if any is used up."""

    claims: Sequence[Claim]

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the keys of the counters."""
        return tuple(claim.key for claim in self.claims)

    def in_memory(self, memory: Memory) -> Answer:
        """Reserve in ``memory``."""
        return memory.counters.reserve(self.claims)

    def start(self, memory: Memory) -> Step[Answer]:
        """Count in ``memory`` while Redis is asked; if that refuses, ask Redis for the counts alone."""
        own = memory.counters.reserve(self.claims)
        if not own.granted:
            question = Question("look", names_in_redis(self.keys), [len(key) for key in self.keys])
            return Step(
                question,
                lambda reply: Answer(granted=False, counts=_higher(own.counts, _counts(reply, memory))),
                refused=True,
            )
        words = [
            word
            for claim in self.claims
            for word in (len(claim.key), claim.quota, round(claim.window * 1000), int(claim.takes))
        ]
        return Step(
            Question("reserve", names_in_redis(self.keys), words),
            lambda reply: self._finish(reply, memory),
            undo=lambda: memory.counters.release(self.claims),
        )

    def _finish(self, reply: Reply, memory: Memory) -> Answer:
        granted, *figures = reply
        shared = _counts(figures, memory)
        if not granted:
            return Answer(granted=False, counts=tuple(shared))
        own = memory.counters.take(self.claims)
        memory.counters.align(self.keys, shared)
        return Answer(granted=True, counts=_higher(own, shared), shared=True)


@dataclass(frozen=True, slots=True)
class Release(Operation[None]):
    """Return what `Reserve` granted; ``shared`` as its answer said."""

    claims: Sequence[Claim]
    shared: bool

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the keys of the counters."""
        return tuple(claim.key for claim in self.claims if claim.takes)

    def in_memory(self, memory: Memory) -> None:
        """Release in ``memory``."""
        memory.counters.release(self.claims)

    def start(self, memory: Memory) -> Step[None]:
        """Ask Redis only where it has counted."""
        question = Question("release", names_in_redis(self.keys)) if self.shared else None
        released = memory.counters.release(self.claims)
        return Step(question, lambda _: self.in_memory(memory), undo=lambda: memory.counters.take(released))


@dataclass(frozen=True, slots=True)
class Look(Operation[Count]):
    """Return a count and change nothing."""

    key: Key
    changes: ClassVar[bool] = False

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the key of the counter."""
        return (self.key,)

    def in_memory(self, memory: Memory) -> Count:
        """Look in ``memory``."""
        [count] = memory.counters.look([self.key])
        return count

    def start(self, memory: Memory) -> Step[Count]:
        """Ask Redis."""
        question = Question("look", names_in_redis(self.keys), [len(self.key)])
        return Step(question, lambda reply: _higher([self.in_memory(memory)], _counts(reply, memory))[0])


@dataclass(frozen=True, slots=True)
class Add(Operation[Count]):
    """Count ``amount`` more, whatever the count; the first starts the window of so many seconds."""

    key: Key
    window: float
    amount: int = 1

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the key of the counter."""
        return (self.key,)

    def in_memory(self, memory: Memory) -> Count:
        """Count in ``memory``."""
        return memory.counters.add(self.key, self.window, self.amount)

    def start(self, memory: Memory) -> Step[Count]:
        """Ask Redis."""
        question = Question("add", names_in_redis(self.keys), [round(self.window * 1000), self.amount])
        return Step(question, lambda reply: _higher([self.in_memory(memory)], _counts(reply, memory))[0])


@dataclass(frozen=True, slots=True)
class Forget(Operation[None]):
    """Let a counter begin anew."""

    key: Key

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the key of the counter."""
        return (self.key,)

    def in_memory(self, memory: Memory) -> None:
        """Forget it in ``memory``."""
        memory.counters.forget(self.key)

    def start(self, memory: Memory) -> Step[None]:
        """Tell Redis."""
        return Step(Question("forget", names_in_redis(self.keys)), lambda _: self.in_memory(memory))


def _counts(figures: Sequence[int], memory: Memory) -> list[Count]:
    now = memory.clock()
    return [Count(count, now + left / 1000) for count, left in zip(figures[::2], figures[1::2], strict=True)]


def _higher(own: Sequence[Count], shared: Sequence[Count]) -> tuple[Count, ...]:
    return tuple(mine if mine.count > theirs.count else theirs for mine, theirs in zip(own, shared, strict=True))
