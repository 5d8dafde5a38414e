"""What one HTTP call asks of a store, gathered so that it takes few round trips."""

from __future__ import annotations

import copy
from collections.abc import Sequence
from typing import Any

from dialproof.store.operations import Operation, Results


class Call:
    """What a call under way has deferred, expects to read, and has read ahead.

    What was read ahead answers one read, and none after the call has changed what stands there.
    """

    def __init__(self) -> None:
        self._deferred: list[Operation[Any]] = []
        self._expected: list[Operation[Any]] = []
        self._read_ahead: dict[Operation[Any], Any] = {}

    def defer(self, operations: Sequence[Operation[Any]]) -> None:
        """Run ``operations`` before the next ones."""
        self._deferred += operations
        self._forget_changed(operations)

    def expect(self, operations: Sequence[Operation[Any]]) -> None:
        """Run ``operations``, which only read, after the next ones."""
        # Copies, since the caller may run the very same objects: results are told apart by identity.
        self._expected += map(copy.copy, operations)

    def answer(self, operations: Sequence[Operation[Any]]) -> Results | None:
        """Return the results of ``operations`` where all were read ahead."""
        if not all(not operation.changes and operation in self._read_ahead for operation in operations):
            return None
        results = Results()
        for operation in operations:
            results[operation] = self._read_ahead[operation]
        for operation in operations:
            self._read_ahead.pop(operation, None)
        return results

    def batch(self, operations: Sequence[Operation[Any]]) -> list[Operation[Any]]:
        """Return what is to be run for ``operations``: with what was deferred before, and what is expected after."""
        return [*self._deferred, *operations, *self._expected]

    def ran(self, operations: Sequence[Operation[Any]], results: Results) -> None:
        """Note the results of a batch that was run for ``operations``."""
        self._forget_changed(operations)
        self._read_ahead |= {operation: results[operation] for operation in self._expected}
        self._deferred, self._expected = [], []

    def rest(self) -> list[Operation[Any]]:
        """Return what is left to run at the end of the call."""
        return self._deferred

    def _forget_changed(self, operations: Sequence[Operation[Any]]) -> None:
        """Forget what was read ahead of keys that ``operations`` change."""
        changed = {key for operation in operations if operation.changes for key in operation.keys}
        if changed and self._read_ahead:
            self._read_ahead = {
                operation: result
                for operation, result in self._read_ahead.items()
                if changed.isdisjoint(operation.keys)
            }
