"""Host names: which of them mean this machine, and which an operator may list."""

from __future__ import annotations

import ipaddress
import re
from collections.abc import Collection

OWN_NAMES = frozenset({"localhost", "sandbox", "host.docker.internal", "host.containers.internal"})
"""This machine, its name among the containers of one compose file, and its name as containers see it from inside."""

_LONGEST = 253
_HOST = re.compile(r"(?P<name>\[[0-9a-f:.]+\]|[a-z0-9_.-]+)(:[0-9]{1,5})?", re.IGNORECASE)
_LISTABLE = re.compile(r"(\*\.)?[a-z0-9_-]+(\.[a-z0-9_-]+)*", re.IGNORECASE)


def read_hosts(value: object) -> object:
    """Split a comma-separated list of host names; `*.` at the beginning stands for one name before the dot.

    Raises:
        ValueError: for what is no host name.
    """
    if not isinstance(value, str):
        return value
    names = tuple(name.strip().lower() for name in value.split(",") if name.strip())
    if not all(is_listable(name) for name in names):
        raise ValueError(
            "must be host names without scheme and port, separated by commas, such as phone.example.org, *.example.net"
        )
    return names


def is_listable(name: str) -> bool:
    return len(name) <= _LONGEST and _LISTABLE.fullmatch(name) is not None


def is_own(host: str, names: Collection[str]) -> bool:
    """Say whether a `Host` header names this machine: an address, a name under localhost, or one of `names`."""
    name = name_of(host)
    if name is None:
        return False
    if _is_address(name.strip("[]")) or name in names or name.endswith(".localhost"):
        return True
    return f"*.{name.partition('.')[2]}" in names


def name_of(host: str) -> str | None:
    """Take the port off a `Host` header; None when it is malformed."""
    found = _HOST.fullmatch(host)
    return found["name"].lower().removesuffix(".") if found else None


def _is_address(name: str) -> bool:
    try:
        ipaddress.ip_address(name)
    except ValueError:
        return False
    return True
