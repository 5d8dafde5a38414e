"""Revisions of sessions in a store, question by question."""

from __future__ import annotations

from collections.abc import Callable, Collection

from dialproof.store.revision_operations import Advance, Begin, Commit, Newest
from dialproof.store.revisions import Latest
from dialproof.store.storage import SharedCounters


class SharedRevisions:
    """Revisions in Redis and in memory, of which the later holds; in memory alone without a Redis.

    Args:
        storage: whose store is asked.
        lifetime: seconds for which a session's revisions are remembered after its last call.
    """

    def __init__(self, storage: SharedCounters, *, lifetime: float, clock: Callable[[], float]) -> None:  # noqa: ARG002  # the store has one
        self._store = storage.store
        self._lifetime = lifetime

    def reserve(self, key: str, *, after: int) -> int:
        """Return the next revision."""
        return self._store.ask(Begin(key, self._lifetime, after))

    def commit(self, key: str, revision: int, subject: str) -> Latest:
        """Make ``revision`` the newest, unless a later one is."""
        return self._store.ask(Commit(key, self._lifetime, revision, subject))

    def advance(self, key: str, base: int, subject: str, *, past: Collection[str] = ()) -> Latest | None:
        """Reserve and commit in one step."""
        return self._store.ask(Advance(key, self._lifetime, base, subject, past))

    def latest(self, key: str) -> Latest:
        """Return the newest; tell Redis where it does not know it, because it was away."""
        return self._store.ask(Newest(key, self._lifetime))
