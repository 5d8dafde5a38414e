"""How a call reaches a provider: once, in bounded time, with a bounded answer.

The vendors' SDKs sit on `requests`, and their defaults are dangerous for calls that cost money: they repeat a POST on
a dropped connection, follow redirects by turning it into a GET, wait for ever, and read answers of any size. This
adapter, mounted on an SDK's session, closes all of that in one place and raises `ProviderFailure` for what goes wrong.
"""

from __future__ import annotations

import contextlib
import socket
import threading
import time
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from requests import PreparedRequest, Response
from requests import exceptions as failed
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError, SSLError

from dialproof.providers.base import Ambiguous, ConnectionDropped, Failed, Unavailable

# The longest honest answer has some 500 bytes.
LARGEST_ANSWER: Final = 64 * 1024
CHUNK: Final = 8 * 1024


class BoundedAdapter(HTTPAdapter):
    """Send every request exactly once, within a deadline, and read a bounded answer.

    Args:
        base_url: ``https://host[:port]``, or ``http://…`` for a sandbox; the SDK always writes ``https``.
        connect_timeout: seconds to get a connection, TLS included.
        read_timeout: seconds for the whole answer, from the moment that the request is out.
        pool_size: connections kept alive, as many as there are threads.
    """

    def __init__(self, base_url: str, *, connect_timeout: float, read_timeout: float, pool_size: int) -> None:
        self._plain = base_url.startswith("http://")
        self._timeout = (connect_timeout, read_timeout)
        self._read_timeout = read_timeout
        super().__init__(
            pool_connections=1, pool_maxsize=pool_size, max_retries=Retry(total=0, read=False, redirect=False)
        )

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make pools whose connections give up at the deadline."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        deadline = self._read_timeout

        class Http(_Deadline, HTTPConnection):
            answer_within = deadline

        class Https(_Deadline, HTTPSConnection):
            answer_within = deadline

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

        manager: PoolManager = self.poolmanager
        manager.pool_classes_by_scheme = {"http": HttpPool, "https": HttpsPool}

    def send(  # noqa: PLR0917  # the signature is the library's
        self,
        request: PreparedRequest,
        stream: bool = False,  # noqa: ARG002  # an answer is always read in pieces
        timeout: Any = None,  # noqa: ARG002  # the SDKs know whole seconds or none
        verify: bool | str = True,
        cert: Any = None,
        proxies: Mapping[str, str] | None = None,
    ) -> Response:
        """Send ``request`` and return its answer, read to the end.

        Raises:
            Unavailable: it was not delivered.
            Ambiguous: it went out, but no whole answer came back in time (`ConnectionDropped`: nor will one come).
            Failed: the answer is a redirect, or larger than any honest one.
        """
        if self._plain and request.url:
            request.url = request.url.replace("https://", "http://", 1)
        try:
            answer = super().send(request, True, self._timeout, verify, cert, proxies)
        except (failed.RequestException, HTTPError, OSError) as error:
            cause = _root_cause(error)
            if isinstance(cause, (NewConnectionError, ConnectTimeoutError, SSLError)) or _never_connected(error):
                raise Unavailable(f"not reached: {type(cause).__name__}") from None
            if isinstance(error, failed.ReadTimeout):
                raise Ambiguous("no answer in time") from None
            raise ConnectionDropped(f"no whole answer: {type(cause).__name__}") from None
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
            raise Failed(f"redirect ({answer.status_code})")
        return answer

    def build_response(self, req: PreparedRequest, resp: HTTPResponse) -> Response:  # type: ignore[override]  # typed for both generations of urllib3
        """Read the whole answer before handing it on, within the size and the time that it may take."""
        gives_up_at = time.monotonic() + self._read_timeout
        body = bytearray()
        for chunk in resp.stream(CHUNK, decode_content=True):
            body += chunk
            if len(body) > LARGEST_ANSWER or time.monotonic() > gives_up_at:
                resp.close()
                raise Failed("answer too large") if len(body) > LARGEST_ANSWER else Ambiguous("answer too slow")
        resp.release_conn()
        headers = {name: value for name, value in resp.headers.items() if name.lower() != "content-encoding"}
        whole = HTTPResponse(
            body=BytesIO(bytes(body)),
            headers=headers,
            status=resp.status,
            version=resp.version,
            reason=resp.reason,
            preload_content=False,
        )
        return super().build_response(req, whole)


class _Deadline:
    """Cut a connection off whose status line and headers drip in too slowly.

    A socket's time-out starts anew with every byte, so a server can hold a thread for as long as it likes.
    """

    answer_within: float
    sock: socket.socket | None

    def getresponse(self) -> Any:
        timer = threading.Timer(self.answer_within, self._cut)
        timer.daemon = True
        timer.start()
        try:
            return super().getresponse()  # type: ignore[misc]  # of the connection class that this is mixed into
        finally:
            timer.cancel()

    def _cut(self) -> None:
        if self.sock is not None:
            with contextlib.suppress(OSError):
                self.sock.shutdown(socket.SHUT_RDWR)


def _root_cause(error: BaseException) -> BaseException:
    """Return the innermost error: requests and urllib3 wrap each other's in their arguments and `reason`."""
    inner = getattr(error, "reason", None) or next(
        (argument for argument in error.args if isinstance(argument, BaseException)), None
    )
    return _root_cause(inner) if isinstance(inner, BaseException) else error


def _never_connected(error: BaseException) -> bool:
    return isinstance(error, (failed.ConnectTimeout, failed.SSLError, failed.ProxyError, failed.InvalidURL))
