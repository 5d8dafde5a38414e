"""Who counts as one client in the limits."""

from __future__ import annotations

import ipaddress
from typing import Final

# A household or a machine usually holds a whole /64 (RFC 6177), so single IPv6 addresses are as good as free.
IPV6_PREFIX: Final = 64


def client_address(peer: str | None) -> str:
    """Return what stands for the client at ``peer``: its IPv4 address, or the /64 of its IPv6 address.

    ``peer`` is the connection's own address, or what the trusted proxies say it is, in any of the forms that proxies
    write: with a port, with brackets, with a zone. What is no address at all shares one entry, so that nobody gains
    from inventing some.
    """
    text = (peer or "").strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        if address.ipv4_mapped:
            return str(address.ipv4_mapped)
        return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address)
