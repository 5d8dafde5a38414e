"""How a call reaches a vendor: once, in bounded time, with a bounded answer.

The defaults of the vendors' SDKs are dangerous for calls that cost money: they repeat a POST on a dropped connection,
follow redirects, wait for ever, and read answers of any size. All of them end up in urllib3, so that is where calls are
bounded: `bounded_manager` makes a `PoolManager` for an SDK that uses urllib3 directly, and `BoundedAdapter` puts the
same one under an SDK that uses `requests`.
"""

from dialproof.providers.transport.adapter import BoundedAdapter
from dialproof.providers.transport.pools import Bounds, bounded_manager

__all__ = ["BoundedAdapter", "Bounds", "bounded_manager"]
