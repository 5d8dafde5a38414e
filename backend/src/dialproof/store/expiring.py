"""Short texts that are remembered for a while and shared between processes, for whoever has a use for them."""

from __future__ import annotations

from collections.abc import Callable

from dialproof.store.counters import Key
from dialproof.store.operations import OperationStore
from dialproof.store.value_operations import DeleteValue, GetValue, SetValue


class StoredValues:
    """Texts by key, each kept for a number of seconds.

    They are a help, not an authority: what was set can be gone before its time, since a Redis may lose its data, and
    while Redis is away a process knows only what it has set or read itself. Keys are hashed before they are stored, so
    they may hold phone numbers.

    Args:
        store: where they are kept. A ``Store()`` without a Redis keeps them in memory.
        names: turns a key into names that tell nothing about it, see `keys.keyed_hash`.
    """

    def __init__(self, store: OperationStore, *, names: Callable[[str], Key]) -> None:
        self._store = store
        self._names = names

    def get(self, key: str) -> str | None:
        """Return the text that was set last for ``key``, by whichever process; None where there is none any more."""
        value = self._store.ask(GetValue(self._names(key)))
        return value.text if value else None

    def expect(self, key: str) -> None:
        """Say that ``key`` is likely to be read soon, so that this can be read with what the store is asked next."""
        self._store.expect(GetValue(self._names(key)))

    def set(self, key: str, value: str, seconds: float) -> None:
        """Remember ``value`` for that many seconds in place of what was set before; 0 or less deletes it."""
        self._store.defer(SetValue(self._names(key), value, seconds))

    def delete(self, key: str) -> None:
        """Forget what was set for ``key``."""
        self._store.defer(DeleteValue(self._names(key)))
