"""Operations on revisions.

Revisions only grow, so of what Redis and this process know the later one holds. Each question tells Redis what this
process knows, in case it was away.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import ClassVar

from dialproof.store.counters import Key
from dialproof.store.operations import Memory, Operation, Question, Reply, Step, names_in_redis
from dialproof.store.revisions import Latest


@dataclass(frozen=True, slots=True)
class _OfSession:
    """What every operation on a session's revisions is given: its key, and how many seconds they are remembered."""

    key: str
    lifetime: float

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the key of the session."""
        return ((self.key,),)

    def _question(self, memory: Memory, name: str, *words: str | int) -> Question:
        begun, latest = memory.revisions.known(self.key)
        known = round(self.lifetime * 1000), begun, latest.revision, latest.subject
        return Question(name, names_in_redis(self.keys), (*known, *words))

    def _heard(self, memory: Memory, reply: Reply) -> Latest:
        """Remember what Redis said, and return the later of that and what this process knows."""
        revision, subject = reply
        if revision == 0:
            return memory.revisions.latest(self.key)
        return memory.revisions.commit(self.key, revision, subject.decode(), lifetime=self.lifetime)

    def _made(self, memory: Memory, reply: Reply) -> Latest:
        """Remember what Redis made the newest, and return it, though another thread may have heard of a later one."""
        revision, subject = reply
        self._heard(memory, reply)
        return Latest(revision, subject.decode())


@dataclass(frozen=True, slots=True)
class Begin(_OfSession, Operation[int]):
    """Return the next revision, higher than ``after`` and all before."""

    after: int

    def in_memory(self, memory: Memory) -> int:
        """Take the next in ``memory``."""
        return memory.revisions.begin(self.key, after=self.after, lifetime=self.lifetime)

    def start(self, memory: Memory) -> Step[int]:
        """Ask Redis."""
        question = self._question(memory, "begin", self.after)
        return Step(question, lambda reply: memory.revisions.begun(self.key, reply, lifetime=self.lifetime))


@dataclass(frozen=True, slots=True)
class Commit(_OfSession, Operation[Latest]):
    """Make ``revision``, about ``subject``, the newest unless a later one is; return the newest."""

    revision: int
    subject: str

    def in_memory(self, memory: Memory) -> Latest:
        """Commit in ``memory``."""
        return memory.revisions.commit(self.key, self.revision, self.subject, lifetime=self.lifetime)

    def start(self, memory: Memory) -> Step[Latest]:
        """Ask Redis."""
        question = self._question(memory, "commit", self.revision, self.subject)
        return Step(question, lambda reply: self._heard(memory, reply))


@dataclass(frozen=True, slots=True)
class Advance(_OfSession, Operation["Latest | None"]):
    """Begin and commit in one step, from ``base`` on.

    The result is None where a later one than ``base`` is the newest, unless that is about one of ``past``.
    """

    base: int
    subject: str
    past: Collection[str] = ()

    def in_memory(self, memory: Memory) -> Latest | None:
        """Advance in ``memory``."""
        return memory.revisions.advance(self.key, self.base, self.subject, past=self.past, lifetime=self.lifetime)

    def start(self, memory: Memory) -> Step[Latest | None]:
        """Ask Redis."""
        question = self._question(memory, "advance", self.base, self.subject, *self.past)
        return Step(question, lambda reply: self._made(memory, reply) if reply else None)


@dataclass(frozen=True, slots=True)
class Supersede(_OfSession, Operation[Latest]):
    """Begin and commit in one step, whatever the newest was; return what is the newest now."""

    after: int
    subject: str

    def in_memory(self, memory: Memory) -> Latest:
        """Supersede in ``memory``."""
        return memory.revisions.supersede(self.key, after=self.after, subject=self.subject, lifetime=self.lifetime)

    def start(self, memory: Memory) -> Step[Latest]:
        """Ask Redis."""
        question = self._question(memory, "supersede", self.after, self.subject)
        return Step(question, lambda reply: self._made(memory, reply))


@dataclass(frozen=True, slots=True)
class Newest(_OfSession, Operation[Latest]):
    """Return the newest; tell Redis where it does not know it, because it was away."""

    changes: ClassVar[bool] = False

    def in_memory(self, memory: Memory) -> Latest:
        """Look in ``memory``."""
        return memory.revisions.latest(self.key)

    def start(self, memory: Memory) -> Step[Latest]:
        """Ask Redis."""
        return Step(self._question(memory, "latest"), lambda reply: self._heard(memory, reply))
