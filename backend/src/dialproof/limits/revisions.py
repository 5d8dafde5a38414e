"""See `dialproof.store.revisions`."""

from dialproof.store.revisions import Latest, MemoryRevisions, Revisions

__all__ = ["Latest", "MemoryRevisions", "Revisions"]
