"""The address of Redis."""

import re
from typing import Annotated, Final
from urllib.parse import parse_qsl, urlsplit

from pydantic import AfterValidator
from redis import Redis, RedisError

_ADVICE: Final = (
    "write redis://host:6379/0, rediss://… for TLS, or unix:///path/to/socket; behind a ? only client_name, db, "
    "health_check_interval, protocol and socket_keepalive are taken, and with rediss:// ssl_…"
)
_OPTION: Final = re.compile("client_name|db|health_check_interval|protocol|socket_keepalive")
_OPTION_OF_TLS: Final = re.compile(f"{_OPTION.pattern}|ssl_[a-z_]+")


def _redis_url(text: str) -> str:
    """Take an address of Redis that a connection can be made of; it may hold a password and is not repeated.

    redis-py hands whatever stands behind the `?` on to its connections. Unknown names fail there, with the first
    visitor, and others change how answers are read, or undo REDIS_TIMEOUT. So only those are taken that do neither.
    """
    try:
        address = urlsplit(text)
        # Nothing is connected here.
        Redis.from_url(text).connection_pool.make_connection()
    except (ValueError, TypeError, RedisError):
        raise ValueError(_ADVICE) from None
    if address.scheme == "unix":
        names_a_place = bool(address.path.strip("/"))
    else:
        # What stands behind a host is the number of a database or nothing.
        names_a_place = bool(address.hostname and re.fullmatch("/?[0-9]*", address.path))
    option = _OPTION_OF_TLS if address.scheme == "rediss" else _OPTION
    names = [name for name, _ in parse_qsl(address.query, keep_blank_values=True)]
    if not names_a_place or not all(map(option.fullmatch, names)):
        raise ValueError(_ADVICE)
    return text


RedisUrl = Annotated[str, AfterValidator(_redis_url)]
