"""See `dialproof.store.shared_revisions`."""

from dialproof.store.shared_revisions import SharedRevisions

__all__ = ["SharedRevisions"]
