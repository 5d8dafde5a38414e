"""What a store can be asked, and what it answers.

An operation says what is wanted and how long what it writes is kept. A store runs several of them as one batch, see
`Store.run`. Each knows how it is done in the memory of this process and how Redis is asked for it; which of both holds
is told beside it.
"""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Final, Generic, Protocol, TypeVar, cast

from dialproof.store.counters import Key, MemoryCounters
from dialproof.store.revisions import MemoryRevisions
from dialproof.store.values import MemoryValues

PREFIX: Final = "dialproof"

Reply = Any
"""What Redis replies to one question: a number, bytes, or a list of these."""

Result = TypeVar("Result")
Result_co = TypeVar("Result_co", covariant=True)


@dataclass(frozen=True, slots=True)
class Memory:
    """What one process remembers.

    Attributes:
        clock: seconds since the epoch.
    """

    counters: MemoryCounters
    revisions: MemoryRevisions
    values: MemoryValues
    clock: Callable[[], float]

    @classmethod
    def empty(cls, clock: Callable[[], float]) -> Memory:
        """Return a memory that remembers nothing yet."""
        return cls(MemoryCounters(clock=clock), MemoryRevisions(clock=clock), MemoryValues(clock=clock), clock)


@dataclass(frozen=True, slots=True)
class Question:
    """What Redis is asked for one operation: the name of a function in ``batch.lua``, its keys, and its other words."""

    name: str
    keys: Sequence[str]
    words: Sequence[str | int] = ()


def names_in_redis(keys: Iterable[Key], kind: str | None = None) -> list[str]:
    """Return all names of ``keys``, as Redis knows those of a ``kind`` that has a space of its own."""
    prefix = f"{PREFIX}:{kind}" if kind else PREFIX
    return [f"{prefix}:{name}" for key in keys for name in key]


@dataclass(frozen=True, slots=True)
class Step(Generic[Result]):
    """An operation that Redis is about to be asked for.

    Attributes:
        question: what it is asked; None where its answer would change nothing.
        finish: takes the reply, completes the operation in memory and returns its result.
        undo: takes back what was done in memory beforehand; called in any case.
        refused: says that a reservation cannot be granted, whatever Redis replies.
    """

    question: Question | None
    finish: Callable[[Reply], Result]
    undo: Callable[[], object] = lambda: None
    refused: bool = False


class Operation(ABC, Generic[Result_co]):
    """One thing that a store is asked to do."""

    __slots__ = ()
    changes: ClassVar[bool] = True
    """Whether it changes what is stored, as far as the caller is concerned."""

    @property
    @abstractmethod
    def keys(self) -> tuple[Key, ...]:
        """Return the keys that it reads or changes."""

    @abstractmethod
    def in_memory(self, memory: Memory) -> Result_co:
        """Do it in ``memory``, where there is no Redis or it is away."""

    @abstractmethod
    def start(self, memory: Memory) -> Step[Result_co]:
        """Return how Redis is asked, having done in ``memory`` what other threads have to see meanwhile."""


class Results:
    """What the operations of one batch came to."""

    def __init__(self) -> None:
        # By identity, since a batch can hold two equal operations. It keeps them alive, so no identity is used twice.
        self._results: dict[int, tuple[Operation[Any], Any]] = {}

    def __getitem__(self, operation: Operation[Result]) -> Result:
        """Return the result of ``operation``.

        Raises:
            KeyError: it was not in the batch, or was left out because a reservation before it was refused.
        """
        return cast("Result", self._results[id(operation)][1])

    def __setitem__(self, operation: Operation[Result], result: Result) -> None:
        """Note the result of ``operation``."""
        self._results[id(operation)] = operation, result

    def __contains__(self, operation: Operation[Any]) -> bool:
        """Say whether ``operation`` was run."""
        return id(operation) in self._results


class OperationStore(Protocol):
    """Where operations are run."""

    def run(self, *operations: Operation[Any]) -> Results:
        """Run ``operations`` in their order, as one: nothing else comes in between.

        Once a `Reserve` was refused, no operation after it changes anything; those that only read are run all the same.
        """

    def ask(self, operation: Operation[Result]) -> Result:
        """Run one operation and return its result."""

    def defer(self, *operations: Operation[Any]) -> None:
        """Run ``operations``, whose results nobody needs, no later than the call under way ends."""

    def expect(self, *operations: Operation[Any]) -> None:
        """Say which reads the call under way is likely to ask for, so that they can be run with others before."""
