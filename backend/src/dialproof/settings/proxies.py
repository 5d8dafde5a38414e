"""Parser of TRUSTED_PROXIES: how many proxies stand in front, or which they are."""

import re
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Final, Literal

from dialproof.settings.parsers import integer, items, parse_all
from dialproof.settings.rule import InvalidValueError

UNIX: Final = "unix"
Network = IPv4Network | IPv6Network
Proxy = Network | Literal["unix"]
TrustedProxies = int | tuple[Proxy, ...]
"""A number of hops, or the peers whose word counts: networks, and `unix` for whatever comes through a Unix socket."""

_ADVICE: Final = "write a number, or addresses and networks such as 10.0.0.5, 172.16.0.0/12, ::1"
_MAPPED: Final = 96  # the bits of ::ffff:0:0/96, which stand before an IPv4 address (RFC 4291, section 2.5.5.2)


def trusted_proxies(text: str) -> TrustedProxies:
    """Take a number from 0 to 10, or a list of addresses and networks."""
    if re.fullmatch(r"[0-9]+", text):
        return integer(0, 10)(text)
    # The start script of the containers adds its own networks, which may be named already.
    return tuple(dict.fromkeys(parse_all(_proxy, items(text))))


def _proxy(text: str) -> Proxy:
    if text.lower() == UNIX:
        return UNIX
    if re.fullmatch(r"[0-9]+", text):
        raise InvalidValueError(f"{text}: a number cannot be mixed with addresses; write the one or the others")
    if text.startswith("[") and text.endswith("]"):
        raise InvalidValueError(f"write {text[1:-1]}: brackets belong to a port")
    try:
        network = ip_network(text, strict=False)
        address = ip_address(text.partition("/")[0])
    except ValueError:
        raise InvalidValueError(f"{text!r} is neither an address nor a network; {_ADVICE}") from None
    if network.prefixlen == 0:
        raise InvalidValueError(f"{text} is every address, and lets anybody say where a call comes from; {_ADVICE}")
    if address != network.network_address:
        raise InvalidValueError(f"{text} is not a network; write {network}, or {address} for that address alone")
    if isinstance(address, IPv6Address) and network.prefixlen >= _MAPPED and (inner := address.ipv4_mapped):
        plain = IPv4Network((inner, network.prefixlen - _MAPPED))
        raise InvalidValueError(f"{text} is IPv4 inside IPv6; write {plain if plain.num_addresses > 1 else inner}")
    return network
