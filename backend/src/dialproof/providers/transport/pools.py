"""Pools of connections that bound every call, and the manager that hands them out."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from requests.utils import get_auth_from_url
from urllib3 import (
    HTTPConnectionPool,
    HTTPResponse,
    HTTPSConnectionPool,
    PoolManager,
    ProxyManager,
    Timeout,
    make_headers,
)
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import (
    ConnectTimeoutError,
    HTTPError,
    LocationValueError,
    NewConnectionError,
    ReadTimeoutError,
)
from urllib3.util import parse_url

from dialproof.providers.base import Ambiguous, ConnectionDropped, Failed, ProviderFailure, Unavailable
from dialproof.providers.transport.connections import Deadline, Once
from dialproof.providers.transport.environment import proxy_for, tls_context

# The longest honest answer has some 500 bytes.
LARGEST_ANSWER: Final = 64 * 1024
CHUNK: Final = 8 * 1024
# An honest answer has some ten brackets; a parser gives up at a thousand within each other.
MOST_BRACKETS: Final = 256
# Headers that tell how an answer travelled, and no longer hold once it has been read and decoded.
_OF_THE_WIRE: Final = {"content-encoding", "content-length", "transfer-encoding"}


@dataclass(frozen=True, slots=True)
class Bounds:
    """How long a call may take, and how many connections are kept.

    Attributes:
        connect_timeout: seconds to get a connection, and again for each step of the TLS handshake.
        read_timeout: seconds for the whole answer, from the moment that the request goes out.
        pool_size: connections kept alive, as many as there are threads.
    """

    connect_timeout: float
    read_timeout: float
    pool_size: int


def bounded_manager(base_url: str, bounds: Bounds) -> PoolManager:
    """Return a manager that sends every request to ``base_url``, exactly once, and reads a bounded answer.

    ``base_url`` is ``https://host[:port]``, or ``http://…`` for a sandbox. It replaces scheme, host and port of
    whatever address an SDK writes. What the SDK says about retries, redirects and time-outs is ignored. The manager
    raises:

    - `Unavailable`: the request was not delivered.
    - `Ambiguous`: it went out, and no whole answer came back in time (`ConnectionDropped`: nor will one come).
    - `Failed`: the answer is a redirect, or larger than any honest one.

    Raises:
        SettingsError: the environment names a proxy or a bundle of certificates that cannot be used.
    """
    options: dict[str, Any] = {"num_pools": 1, "maxsize": bounds.pool_size}
    if base_url.startswith("https://"):
        options["ssl_context"] = tls_context()
    proxy = proxy_for(base_url)
    manager: _Bounded
    if proxy:
        user = get_auth_from_url(proxy)
        headers = make_headers(proxy_basic_auth=":".join(user)) if user[0] else None
        manager = _ThroughProxy(proxy, proxy_headers=headers, **options)
    else:
        manager = _Direct(**options)
    manager.base_url = base_url
    manager.pool_classes_by_scheme = _pool_classes(bounds)
    return manager


class _Bounded(PoolManager):
    """A manager that knows one address."""

    base_url: str

    def urlopen(  # type: ignore[override]  # as in the class above
        self,
        method: str,
        url: str,
        redirect: bool = True,  # noqa: ARG002  # none is followed
        **options: Any,
    ) -> Any:
        """Send the request to the base address, whatever host ``url`` names."""
        return super().urlopen(method, f"{self.base_url}{parse_url(url).request_uri}", redirect=False, **options)


class _Direct(_Bounded):
    """… and goes there by itself."""


class _ThroughProxy(_Bounded, ProxyManager):
    """… and goes there through a proxy."""


def _pool_classes(bounds: Bounds) -> dict[str, type[HTTPConnectionPool]]:
    """Return pools whose connections tell when nothing has gone out, and give up at the deadline."""

    class Http(Once, HTTPConnection):
        answer_within = bounds.read_timeout

    class Https(Once, HTTPSConnection):
        answer_within = bounds.read_timeout

    class HttpPool(_BoundedPool):
        ConnectionCls = Http
        every_call = bounds

    class HttpsPool(_BoundedPool, HTTPSConnectionPool):
        ConnectionCls = Https
        every_call = bounds

    return {"http": HttpPool, "https": HttpsPool}


class _BoundedPool(HTTPConnectionPool):
    """The narrow place that every call of every SDK passes."""

    every_call: Bounds

    def urlopen(  # type: ignore[override]  # only what a call is made of is taken from the caller
        self, method: str, url: str, body: Any = None, headers: Mapping[str, str] | None = None, **_: Any
    ) -> HTTPResponse:
        """Send one request and return its answer, read to the end; see `bounded_manager` for what it raises."""
        timeout = Timeout(connect=self.every_call.connect_timeout, read=self.every_call.read_timeout)
        options: dict[str, Any] = {"retries": False, "redirect": False, "timeout": timeout, "preload_content": False}
        try:
            answer = super().urlopen(method, url, body, headers, assert_same_host=False, **options)
            whole = _read(answer)
        except ProviderFailure:
            raise
        except (HTTPError, OSError) as error:
            raise _failure(error) from None
        if HTTPStatus.MULTIPLE_CHOICES <= whole.status < HTTPStatus.BAD_REQUEST:
            raise Failed(f"redirect ({whole.status})")
        return whole


def _read(answer: Any) -> HTTPResponse:
    """Read the whole answer before handing it on, within the size and the time that it may take."""
    deadline: Deadline = answer.deadline  # set by `Once`
    try:
        with deadline:
            body = _read_body(answer)
    except BaseException:
        answer.close()
        raise
    answer.release_conn()
    if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
        # Nothing in it can be read, and a parser would fail in ways of its own: the status alone counts.
        body.clear()
    return HTTPResponse(
        body=BytesIO(bytes(body)),
        headers={name: value for name, value in answer.headers.items() if name.lower() not in _OF_THE_WIRE},
        status=answer.status,
        version=answer.version,
        reason=answer.reason,
        preload_content=False,
    )


def _read_body(answer: Any) -> bytearray:
    body = bytearray()
    for chunk in answer.stream(CHUNK, decode_content=True):
        body += chunk
        if len(body) > LARGEST_ANSWER:
            raise Failed("answer too large")
    return body


# What only connecting raises; `Once` says `NewConnectionError` of a proxy that refuses and of a broken handshake too.
# `ProxyError` and `SSLError` are not among them: libraries say so of a request that has gone out as well.
_NEVER_CONNECTED: Final = (NewConnectionError, ConnectTimeoutError, LocationValueError)
_TOO_LATE: Final = (TimeoutError, ReadTimeoutError)


def _failure(error: Exception) -> ProviderFailure:
    causes = _causes(error)
    if any(isinstance(cause, _NEVER_CONNECTED) for cause in causes):
        return Unavailable(f"not reached: {type(causes[-1]).__name__}")
    if any(isinstance(cause, _TOO_LATE) for cause in causes):
        return Ambiguous("no answer in time")
    return ConnectionDropped(f"no whole answer: {type(causes[-1]).__name__}")


def _causes(error: BaseException) -> list[BaseException]:
    """Return ``error`` and what it wraps, outermost first: urllib3 nests errors in many ways."""
    inner = (
        getattr(error, "reason", None)
        or next((argument for argument in error.args if isinstance(argument, BaseException)), None)
        or error.__cause__
    )
    return [error, *(_causes(inner) if isinstance(inner, BaseException) else [])]
