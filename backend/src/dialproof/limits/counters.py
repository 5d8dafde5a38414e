"""See `dialproof.store.counters`."""

from dialproof.store.counters import Answer, Claim, Count, Counters, Key, MemoryCounters

__all__ = ["Answer", "Claim", "Count", "Counters", "Key", "MemoryCounters"]
