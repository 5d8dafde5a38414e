"""The address under which the limits count a client."""

from __future__ import annotations

import ipaddress
from typing import Final

# A household or a machine usually holds a whole /64 (RFC 6177), so single IPv6 addresses are as good as free.
IPV6_PREFIX: Final = 64


def client_address(peer: str | None) -> str:
    """Return the address under which ``peer`` is counted: its IPv4 address, or the /64 of its IPv6 address.

    ``peer`` is the connection's own address, or what the trusted proxies say it is, in any of the forms that proxies
    write: with a port, with brackets, with a zone. What is no address at all shares one entry, so that nobody gains
    from inventing some.
    """
    address = parse_address(peer or "")
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        return str(ipaddress.IPv6Network((address, IPV6_PREFIX), strict=False))
    return str(address)


def parse_address(text: str) -> ipaddress.IPv4Address | ipaddress.IPv6Address | None:
    """Parse an address in any form that proxies write, IPv4 inside IPv6 as IPv4; None if it is not an address."""
    text = text.strip()
    if text.startswith("["):
        text = text[1:].partition("]")[0]
    elif text.count(":") == 1:
        text = text.partition(":")[0]
    try:
        address = ipaddress.ip_address(text.partition("%")[0])
    except ValueError:
        return None
    return (address.ipv4_mapped or address) if isinstance(address, ipaddress.IPv6Address) else address
