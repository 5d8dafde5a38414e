"""What processes share: in Redis, and always in this process's memory as well.

Money is at stake, so a limit never switches off. While Redis is slow, refusing, read-only or full, every process goes
on by itself at the same figures, and goes back to what is shared when Redis works again. What a process has let through
is remembered in its own memory all along, so that a Redis that dies or comes back empty never buys more.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

from dialproof.store.calls import Call
from dialproof.store.counters import Answer
from dialproof.store.operations import Memory, Operation, Reply, Result, Results, Step
from dialproof.store.redis_link import RedisLink

Steps = list[tuple[Operation[Any], Step[Any]]]


class Store:
    """Run operations in Redis and in memory; in memory alone without a Redis.

    Args:
        redis_url: ``redis://``, ``rediss://`` or ``unix://``; None for memory alone.
        redis_timeout: seconds that Redis may take to connect, and again for each answer.
        clock: seconds since the epoch.
    """

    def __init__(
        self, redis_url: str | None = None, *, redis_timeout: float = 0.25, clock: Callable[[], float] = time.time
    ) -> None:
        self.memory = Memory.empty(clock)
        # The memory storage of `limits` drops a key's lock while another thread still counts under it, which loses
        # counts when many threads hit a new key at once. Here one lock guards everything.
        self._lock = threading.Lock()
        self._redis = RedisLink(redis_url, timeout=redis_timeout, clock=clock) if redis_url else None
        self._call: ContextVar[Call | None] = ContextVar("call", default=None)

    @property
    def status(self) -> str:
        """Return ``memory``, ``ok`` or ``unreachable``."""
        if self._redis is None:
            return "memory"
        return "ok" if self._redis.is_up else "unreachable"

    def check(self) -> bool:
        """Find out whether Redis works, and say so; True without a Redis."""
        return self._redis is None or self._redis.check()

    def health(self) -> str:
        """Find out whether Redis works, and return `status`."""
        self.check()
        return self.status

    def run(self, *operations: Operation[Any]) -> Results:
        """Run ``operations`` in their order, as one: nothing else comes in between, and Redis is asked once.

        Once a `Reserve` was refused, no operation after it changes anything; those that only read are run all the same.
        """
        call = self._call.get()
        if call is None:
            return self._run(operations)
        if (results := call.answer(operations)) is None:
            results = self._run(call.batch(operations))
            call.ran(operations, results)
        return results

    def ask(self, operation: Operation[Result]) -> Result:
        """Run one operation and return its result."""
        return self.run(operation)[operation]

    def defer(self, *operations: Operation[Any]) -> None:
        """Run ``operations``, whose results nobody needs, with the next ones of this call or at its end."""
        call = self._call.get()
        if call is None:
            self._run(operations)
        else:
            call.defer(operations)

    def expect(self, *operations: Operation[Any]) -> None:
        """Run ``operations``, which only read, with the next ones of this call, and answer them from there later."""
        call = self._call.get()
        if call is not None:
            call.expect(operations)

    def reset(self) -> int:
        """Forget the counters of this process and return how many that were; what is shared stays."""
        with self._lock:
            return self.memory.counters.reset()

    @contextmanager
    def call(self) -> Iterator[None]:
        """Gather what is asked inside the block; what was deferred has been run when it is left."""
        call = Call()
        token = self._call.set(call)
        try:
            yield
        finally:
            self._call.reset(token)
            if rest := call.rest():
                self._run(rest)

    def _run(self, operations: Sequence[Operation[Any]]) -> Results:
        redis = self._redis
        if redis is None or not redis.is_to_be_asked():
            with self._lock:
                return self._in_memory(operations)
        with self._lock:
            steps = self._start(operations)
        questions = [step.question for _, step in steps if step.question]
        replies = redis.ask(questions) if questions else []
        with self._lock:
            for _, step in reversed(steps):
                step.undo()
            return self._in_memory(operations) if replies is None else _finish(steps, replies)

    def _in_memory(self, operations: Sequence[Operation[Any]]) -> Results:
        results, refused = Results(), False
        for operation in operations:
            if refused and operation.changes:
                continue
            result = results[operation] = operation.in_memory(self.memory)
            refused = refused or _is_refusal(result)
        return results

    def _start(self, operations: Sequence[Operation[Any]]) -> Steps:
        steps: Steps = []
        refused = False
        for operation in operations:
            if refused and operation.changes:
                continue
            step = operation.start(self.memory)
            refused = refused or step.refused
            steps.append((operation, step))
        return steps


def _finish(steps: Steps, replies: Sequence[Reply]) -> Results:
    results, refused = Results(), False
    remaining = iter(replies)
    for operation, step in steps:
        reply = next(remaining) if step.question else None
        if refused and operation.changes:
            continue
        result = results[operation] = step.finish(reply)
        refused = refused or _is_refusal(result)
    return results


def _is_refusal(result: object) -> bool:
    return isinstance(result, Answer) and not result.granted
