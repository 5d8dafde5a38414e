"""Operations on values that expire.

Redis alone is asked, so that all processes say the same. Each process remembers what it heard last, and goes by that
while Redis is away.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from dialproof.store.counters import Key
from dialproof.store.operations import Memory, Operation, Question, Reply, Step, names_in_redis
from dialproof.store.values import Value


@dataclass(frozen=True, slots=True)
class _OfValue:
    """What every operation on a value is given."""

    key: Key

    @property
    def keys(self) -> tuple[Key, ...]:
        """Return the key of the value."""
        return (self.key,)

    def _question(self, name: str, *words: str | int) -> Question:
        return Question(name, names_in_redis(self.keys, "value"), words)


@dataclass(frozen=True, slots=True)
class GetValue(_OfValue, Operation["Value | None"]):
    """Return the value that was set last, by whichever process; None where there is none or it has expired."""

    changes: ClassVar[bool] = False

    def in_memory(self, memory: Memory) -> Value | None:
        """Return what this process set or heard last."""
        return memory.values.get(self.key)

    def start(self, memory: Memory) -> Step[Value | None]:
        """Ask Redis."""
        return Step(self._question("get"), lambda reply: self._finish(reply, memory))

    def _finish(self, reply: Reply, memory: Memory) -> Value | None:
        if not reply:
            memory.values.delete(self.key)
            return None
        text, left = reply
        memory.values.set(self.key, text.decode(), left / 1000)
        return memory.values.get(self.key)


@dataclass(frozen=True, slots=True)
class SetValue(_OfValue, Operation[None]):
    """Remember ``text`` for that many seconds, whatever was remembered before."""

    text: str
    seconds: float

    def in_memory(self, memory: Memory) -> None:
        """Remember it in this process."""
        memory.values.set(self.key, self.text, self.seconds)

    def start(self, memory: Memory) -> Step[None]:
        """Tell Redis."""
        milliseconds = round(self.seconds * 1000)
        question = self._question("set", self.text, milliseconds) if milliseconds > 0 else self._question("delete")
        return Step(question, lambda _: self.in_memory(memory))


@dataclass(frozen=True, slots=True)
class DeleteValue(_OfValue, Operation[None]):
    """Forget the value."""

    def in_memory(self, memory: Memory) -> None:
        """Forget it in this process."""
        memory.values.delete(self.key)

    def start(self, memory: Memory) -> Step[None]:
        """Tell Redis."""
        return Step(self._question("delete"), lambda _: self.in_memory(memory))
