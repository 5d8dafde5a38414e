"""Trusted proxies: how many stand in front, or which they are."""

import re
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network
from typing import Annotated, Final, Literal

from pydantic import AfterValidator, Discriminator, PlainValidator, Tag

from dialproof.settings.values.plain import LISTED, whole

UNIX: Final = "unix"
Network = IPv4Network | IPv6Network
Proxy = Network | Literal["unix"]

_ADVICE: Final = "write a number, or addresses and networks such as 10.0.0.5, 172.16.0.0/12, ::1"
_MAPPED: Final = 96  # the bits of ::ffff:0:0/96, which stand before an IPv4 address (RFC 4291, section 2.5.5.2)


def _proxy(text: str) -> Proxy:
    if text.lower() == UNIX:
        return UNIX
    if re.fullmatch(r"[0-9]+", text):
        raise ValueError(f"{text}: a number cannot be mixed with addresses; write the one or the others")
    if text.startswith("[") and text.endswith("]"):
        raise ValueError(f"write {text[1:-1]}: brackets belong to a port")
    try:
        network = ip_network(text, strict=False)
        address = ip_address(text.partition("/")[0])
    except ValueError:
        raise ValueError(f"{text!r} is neither an address nor a network; {_ADVICE}") from None
    if network.prefixlen == 0:
        raise ValueError(f"{text} is every address, and lets anybody say where a call comes from; {_ADVICE}")
    if address != network.network_address:
        raise ValueError(f"{text} is not a network; write {network}, or {address} for that address alone")
    if isinstance(address, IPv6Address) and network.prefixlen >= _MAPPED and (inner := address.ipv4_mapped):
        plain = IPv4Network((inner, network.prefixlen - _MAPPED))
        raise ValueError(f"{text} is IPv4 inside IPv6; write {plain if plain.num_addresses > 1 else inner}")
    return network


def _form(value: object) -> str:
    return "number" if re.fullmatch(r"[0-9]+", str(value)) else "list"


_List = Annotated[
    tuple[Annotated[Proxy, PlainValidator(_proxy)], ...],
    # The start script of the containers adds its own networks, which may be named already.
    AfterValidator(lambda proxies: tuple(dict.fromkeys(proxies))),
    LISTED,
]
TrustedProxies = Annotated[
    Annotated[Annotated[int, whole(0, 10)], Tag("number")] | Annotated[_List, Tag("list")], Discriminator(_form)
]
"""A number of hops, or the peers whose word counts: networks, and `unix` for whatever comes through a Unix socket."""
