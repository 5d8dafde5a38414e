"""How a call reaches a provider: once, in bounded time, with a bounded answer.

The vendors' SDKs sit on `requests`, and their defaults are dangerous for calls that cost money: they repeat a POST on
a dropped connection, follow redirects by turning it into a GET, wait for ever, and read answers of any size. This
adapter, mounted on an SDK's session, closes all of that in one place and raises `ProviderFailure` for what goes wrong.
"""

from __future__ import annotations

import contextlib
import socket
import threading
from collections.abc import Mapping
from http import HTTPStatus
from io import BytesIO
from typing import Any, Final

from requests import PreparedRequest, Response
from requests import exceptions as failed
from requests.adapters import HTTPAdapter
from urllib3 import HTTPConnectionPool, HTTPResponse, HTTPSConnectionPool, PoolManager, Retry
from urllib3.connection import HTTPConnection, HTTPSConnection
from urllib3.exceptions import ConnectTimeoutError, HTTPError, NewConnectionError

from dialproof.providers.base import Ambiguous, ConnectionDropped, Failed, Unavailable

# The longest honest answer has some 500 bytes.
LARGEST_ANSWER: Final = 64 * 1024
CHUNK: Final = 8 * 1024
# An honest answer has some ten brackets; a parser gives up at a thousand within each other.
MOST_BRACKETS: Final = 256
# Headers that tell how an answer travelled, and no longer hold once it has been read and decoded.
_OF_THE_WIRE: Final = {"content-encoding", "content-length", "transfer-encoding"}


class BoundedAdapter(HTTPAdapter):
    """Send every request exactly once, within a deadline, and read a bounded answer.

    Args:
        base_url: ``https://host[:port]``, or ``http://…`` for a sandbox; the SDK always writes ``https``.
        connect_timeout: seconds to get a connection, and again for each step of the TLS handshake.
        read_timeout: seconds for the whole answer, from the moment that the request goes out.
        pool_size: connections kept alive, as many as there are threads.
    """

    def __init__(self, base_url: str, *, connect_timeout: float, read_timeout: float, pool_size: int) -> None:
        self._plain = base_url.startswith("http://")
        self._timeout = (connect_timeout, read_timeout)
        super().__init__(
            pool_connections=1, pool_maxsize=pool_size, max_retries=Retry(total=0, read=False, redirect=False)
        )

    def init_poolmanager(self, connections: int, maxsize: int, block: bool = False, **pool_kwargs: Any) -> None:
        """Make pools whose connections tell when nothing has gone out, and give up at the deadline."""
        super().init_poolmanager(connections, maxsize, block, **pool_kwargs)
        self._use_own_connections(self.poolmanager)

    def proxy_manager_for(self, proxy: str, **proxy_kwargs: Any) -> Any:
        """Make the same pools for connections through the proxy that the environment names."""
        manager = super().proxy_manager_for(proxy, **proxy_kwargs)
        self._use_own_connections(manager)
        return manager

    def _use_own_connections(self, manager: PoolManager) -> None:
        _, read_timeout = self._timeout

        class Http(_Once, HTTPConnection):
            answer_within = read_timeout

        class Https(_Once, HTTPSConnection):
            answer_within = read_timeout

        class HttpPool(HTTPConnectionPool):
            ConnectionCls = Http

        class HttpsPool(HTTPSConnectionPool):
            ConnectionCls = Https

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
            causes = _causes(error)
            if any(isinstance(cause, _NEVER_CONNECTED) for cause in causes):
                raise Unavailable(f"not reached: {type(causes[-1]).__name__}") from None
            if any(isinstance(cause, TimeoutError) for cause in causes) or isinstance(error, failed.ReadTimeout):
                raise Ambiguous("no answer in time") from None
            raise ConnectionDropped(f"no whole answer: {type(causes[-1]).__name__}") from None
        if HTTPStatus.MULTIPLE_CHOICES <= answer.status_code < HTTPStatus.BAD_REQUEST:
            raise Failed(f"redirect ({answer.status_code})")
        return answer

    def build_response(self, req: PreparedRequest, resp: HTTPResponse) -> Response:  # type: ignore[override]  # typed for both generations of urllib3
        """Read the whole answer before handing it on, within the size and the time that it may take."""
        deadline: _Deadline = resp.deadline  # type: ignore[attr-defined]  # set by `_Once`
        with deadline:
            body = bytearray()
            for chunk in resp.stream(CHUNK, decode_content=True):
                body += chunk
                if len(body) > LARGEST_ANSWER:
                    resp.close()
                    raise Failed("answer too large")
        resp.release_conn()
        if body.count(b"[") + body.count(b"{") > MOST_BRACKETS:
            # Nothing in it can be read, and a parser would fail in ways of its own: the status alone counts.
            body.clear()
        headers = {name: value for name, value in resp.headers.items() if name.lower() not in _OF_THE_WIRE}
        whole = HTTPResponse(
            body=BytesIO(bytes(body)),
            headers=headers,
            status=resp.status,
            version=resp.version,
            reason=resp.reason,
            preload_content=False,
        )
        return super().build_response(req, whole)


class _Once:
    """A connection that says whether a request can have gone out, and does not wait for ever for its answer."""

    answer_within: float
    sock: socket.socket | None
    _deadline: _Deadline

    def connect(self) -> None:
        try:
            super().connect()  # type: ignore[misc]  # of the connection class that this is mixed into
        except OSError as error:
            # A handshake that stalls or breaks looks like a request that does: only here they can be told apart.
            raise NewConnectionError(self, "no handshake") from error  # type: ignore[arg-type]  # it is one

    def request(self, *arguments: Any, **options: Any) -> None:
        if self.sock is None:
            self.connect()
        try:
            self._deadline = _Deadline(self.sock, self.answer_within)
        except RuntimeError as error:
            # A process with as many threads as it may have: better to say so now than with a text on its way.
            raise NewConnectionError(self, "no thread to time it") from error  # type: ignore[arg-type]  # as above
        try:
            super().request(*arguments, **options)  # type: ignore[misc]  # as above
        except BrokenPipeError:
            # urllib3 goes on to the answer, which may have come before all was said.
            raise
        except BaseException:
            self._deadline.stop()
            raise

    def getresponse(self) -> Any:
        deadline = self._deadline
        with deadline:
            answer = super().getresponse()  # type: ignore[misc]  # as above
            deadline.keep()
        answer.deadline = deadline
        return answer


class _Deadline:
    """Cut a connection off whose answer drips in too slowly; a context manager around what reads it.

    A socket's time-out starts anew with every byte, so a server could hold a thread for as long as it likes.

    Raises:
        TimeoutError: on leaving, once the time is over, whatever the cut has made of the answer.
    """

    def __init__(self, sock: socket.socket | None, seconds: float) -> None:
        self._sock = sock
        self._passed = False
        self._kept = False
        self._timer = threading.Timer(seconds, self._cut)
        self._timer.daemon = True
        self._timer.start()

    def keep(self) -> None:
        """Let the clock run on when this block is left: there is more to read in another."""
        self._kept = not self._passed

    def stop(self) -> None:
        """Stop the clock: there will be nothing to read."""
        self._timer.cancel()

    def __enter__(self) -> None:
        self._kept = False

    def __exit__(self, _: type[BaseException] | None, error: BaseException | None, __: object) -> None:
        if self._kept and error is None:
            return
        self.stop()
        if self._passed:
            # Headers that are cut off pass for headers that end.
            raise TimeoutError("the answer took too long") from error

    def _cut(self) -> None:
        self._passed = True
        if self._sock is not None:
            with contextlib.suppress(OSError):
                self._sock.shutdown(socket.SHUT_RDWR)


_NEVER_CONNECTED: Final = (
    NewConnectionError,
    ConnectTimeoutError,
    failed.InvalidURL,
)
"""What only connecting raises; `_Once` says `NewConnectionError` of a proxy that refuses and of a broken handshake too.

`ProxyError` and `SSLError` are not among them: libraries say so of a request that has gone out as well.
"""


def _causes(error: BaseException) -> list[BaseException]:
    """Return ``error`` and what it wraps, outermost first: requests and urllib3 nest each other's in many ways."""
    inner = (
        getattr(error, "reason", None)
        or next((argument for argument in error.args if isinstance(argument, BaseException)), None)
        or error.__cause__
    )
    return [error, *(_causes(inner) if isinstance(inner, BaseException) else [])]
