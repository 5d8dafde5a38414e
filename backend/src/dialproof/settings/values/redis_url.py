"""The address of Redis."""

import re
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator
from redis import Redis, RedisError

_ADVICE: Final = "write redis://host:6379/0, rediss://… for TLS, or unix:///path/to/socket"
_OPTIONS: Final = ("client_name", "db", "health_check_interval", "protocol", "socket_keepalive")
_OF_TLS: Final = re.compile(r"ssl_[a-z_]+")


def _redis_url(text: str) -> str:
    """Take an address of Redis that a connection can be made of; it may hold a password and is not repeated.

    redis-py hands whatever stands behind the `?` on to its connections. Unknown names fail there, with the first
    visitor, and others change how answers are read, or undo REDIS_TIMEOUT. So only those are taken that do neither.
    """
    if not _has_place(text):
        raise ValueError(_ADVICE)
    if not all(_is_option(name, text) for name, _ in parse_qsl(urlsplit(text).query, keep_blank_values=True)):
        listed = ", ".join(_OPTIONS)
        raise ValueError(f"behind the ? only these are taken: {listed}, and with rediss:// ssl_…; {_ADVICE}")
    try:
        # Nothing is connected here.
        Redis.from_url(text).connection_pool.make_connection()
    except (ValueError, TypeError, RedisError):
        raise ValueError(_ADVICE) from None
    return text


def _has_place(text: str) -> bool:
    """Tell whether a host or a socket is named; what stands behind a host is the number of a database or nothing."""
    try:
        address = urlsplit(text)
    except ValueError:
        return False
    if address.scheme == "unix":
        return address.path.strip("/") != ""
    return bool(address.hostname) and re.fullmatch(r"/?[0-9]*", address.path) is not None


def _is_option(name: str, text: str) -> bool:
    return name in _OPTIONS or (text.startswith("rediss:") and _OF_TLS.fullmatch(name) is not None)


RedisUrl = Annotated[str, AfterValidator(_redis_url)]
