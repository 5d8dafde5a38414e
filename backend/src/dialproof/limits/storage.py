"""See `dialproof.store.storage`."""

from dialproof.store.redis_link import RETRY_INTERVAL
from dialproof.store.storage import SharedCounters

__all__ = ["RETRY_INTERVAL", "SharedCounters"]
