"""What batches of operations must come to, told by a model that is too simple to be wrong, and operations to try it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from hypothesis import strategies as st

from dialproof.store.counter_operations import Add, Forget, Look, Release, Reserve
from dialproof.store.counters import Answer, Claim, Count
from dialproof.store.operations import Operation, Results
from dialproof.store.revision_operations import Advance, Begin, Commit, Newest, Supersede
from dialproof.store.revisions import Latest
from dialproof.store.value_operations import DeleteValue, GetValue, SetValue
from dialproof.store.values import Value

LEFT_OUT = "left out"
LIFETIME = 3600
Batch = list[Operation[Any]]


@dataclass
class Model:
    """Counters, revisions and values of which none expires."""

    counters: dict[str, int] = field(default_factory=dict)
    begun: int = 0
    latest: Latest = field(default_factory=Latest)
    values: dict[str, str] = field(default_factory=dict)

    def run(self, batch: Batch) -> list[Any]:
        """Return what each operation comes to, as `plain` tells it."""
        results: list[Any] = []
        refused = False
        for operation in batch:
            left_out = refused and not isinstance(operation, Look | Newest | GetValue)
            result = LEFT_OUT if left_out else self._count(operation)
            refused = refused or (isinstance(operation, Reserve) and not left_out and not result[0])
            results.append(result)
        return results

    def _count(self, operation: Operation[Any]) -> Any:
        match operation:
            case Reserve(claims):
                granted = all(self.counters.get(claim.key[0], 0) < claim.quota for claim in claims)
                for claim in claims:
                    if granted and claim.takes:
                        self.counters[claim.key[0]] = self.counters.get(claim.key[0], 0) + 1
                return granted, [self.counters.get(claim.key[0], 0) for claim in claims]
            case Release(claims):
                for claim in claims:
                    if claim.takes:
                        self.counters[claim.key[0]] = max(0, self.counters.get(claim.key[0], 0) - 1)
                return None
            case Look((name,)):
                return self.counters.get(name, 0)
            case Add((name,), _, amount):
                self.counters[name] = self.counters.get(name, 0) + amount
                return self.counters[name]
            case Forget((name,)):
                self.counters[name] = 0
                return None
            case _:
                return self._revise(operation)

    def _revise(self, operation: Operation[Any]) -> Any:
        match operation:
            case Begin(after=after):
                return self._next(after)
            case Commit(revision=revision, subject=subject):
                if revision >= self.latest.revision:
                    self.latest = Latest(revision, subject)
            case Advance(base=base, subject=subject, past=past):
                if self.latest.revision > base and self.latest.subject not in past:
                    return None
                self.latest = Latest(self._next(base), subject)
            case Supersede(after=after, subject=subject):
                self.latest = Latest(self._next(after), subject)
            case Newest():
                pass
            case _:
                return self._remember(operation)
        return self.latest

    def _remember(self, operation: Operation[Any]) -> Any:
        match operation:
            case SetValue((name,), text):
                self.values[name] = text
            case DeleteValue((name,)):
                self.values.pop(name, None)
            case GetValue((name,)):
                return self.values.get(name)
        return None

    def _next(self, after: int) -> int:
        self.begun = max(self.begun, self.latest.revision, after) + 1
        return self.begun


def plain(batch: Batch, results: Results) -> list[Any]:
    """Return ``results`` without times, in the order of ``batch``."""
    return [_plain(results[operation]) if operation in results else LEFT_OUT for operation in batch]


def _plain(result: Any) -> Any:
    match result:
        case Answer(granted, counts):
            return granted, [count.count for count in counts]
        case Count(count):
            return count
        case Value(text):
            return text
        case _:
            return result


def batches() -> st.SearchStrategy[list[Batch]]:
    """Return a strategy for batches about a few counters, one session and a few values, each of a small choice."""
    keys = st.sampled_from([("a",), ("b",), ("c",)])
    claims = st.lists(
        st.builds(Claim, keys, st.integers(1, 3), st.just(LIFETIME), st.booleans()),
        min_size=1,
        max_size=3,
        unique_by=lambda claim: claim.key,
    )
    session, subjects = st.just("session"), st.sampled_from(["one", "two", ""])
    numbers, lifetime = st.integers(0, 6), st.just(LIFETIME)
    operations = st.one_of(
        st.builds(Reserve, claims),
        st.builds(Release, claims, st.just(True)),
        st.builds(Look, keys),
        st.builds(Add, keys, lifetime, st.integers(1, 2)),
        st.builds(Forget, keys),
        st.builds(Begin, session, lifetime, numbers),
        st.builds(Commit, session, lifetime, st.integers(1, 6), subjects),
        st.builds(Advance, session, lifetime, numbers, subjects, st.lists(subjects, max_size=2)),
        st.builds(Supersede, session, lifetime, numbers, subjects),
        st.builds(Newest, session, lifetime),
        st.builds(GetValue, keys),
        st.builds(SetValue, keys, st.sampled_from(["", "text", "1", "né\n"]), lifetime),
        st.builds(DeleteValue, keys),
    )
    return st.lists(st.lists(operations, min_size=1, max_size=6), min_size=1, max_size=12)
