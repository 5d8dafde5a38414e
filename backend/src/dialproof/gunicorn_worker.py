"""gunicorn's threaded worker, whose threads never wait for a request to come in.

gunicorn's own reads a request for as long as its client likes: a few dozen connections that begin a request and never
finish it hold every thread. It also blocks its main loop until a client that it has refused hangs up. It has no setting
against either and advises a proxy that waits for whole requests
(https://docs.gunicorn.org/en/stable/deploy.html); nginx does so in the containers, and this worker where there is none.

The main loop collects requests without waiting, and a thread gets one when it is whole. An unfinished request holds a
socket, for `REQUEST_DEADLINE` at most; when there is no room for more, the address with the most connections gives way.

gunicorn promises to keep none of what this builds on, so only one major version is taken, and
`tests/unit/test_gunicorn_worker.py` holds these names and their parameters fast:

    ThreadWorker  overridden, each calling the original where the connection goes on as usual:
                  `accept`            a connection has come        make room for the next
                  `enqueue_req`       hands one to a thread        collect its request first
                  `on_client_socket_readable`  a kept one speaks   unless it was closed just now
                  `handle`            in the thread                refuse oversized heads, keep what is left over
                  `handle_error`      answers a parser's error     as problem+json, without an echo
                  `finish_request`    back from the thread         hang up without blocking the loop
                  `murder_keepalived` in every turn of the loop    end what is past its deadline
                  read and set: `cfg`, `poller`, `keepalived_conns`, `nr_conns`, `worker_connections`
    TConn         `sock`, `client`, `parser` (set before gunicorn does), `data_ready` (do not wait for data), `close`
    its parser    `unreader`, which reads from our `RequestBuffer` as its `sock`: `take_buffered`, `unread`
"""

from __future__ import annotations

import contextlib
import functools
import socket
import uuid
from collections import Counter
from concurrent.futures import Future
from typing import Any, Final

import structlog
from gunicorn import http  # type: ignore[import-untyped] # gunicorn ships no types
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped] # as above

from dialproof.api.client_address import client_address
from dialproof.connection_waits import ConnectionWaits
from dialproof.problems import InternalError, Problem
from dialproof.refusals import AddressTooLong, HeadersTooLarge, Unfinished, raw_answer, refusal_for
from dialproof.request_buffer import RequestBuffer

log = structlog.get_logger(__name__)

REQUEST_DEADLINE: Final = 10.0
"""Seconds for a request to come in, from its first byte to its last; gunicorn's `timeout` when that is shorter."""
LINGER: Final = 2.0
"""Seconds for a client to hang up after the last answer, so that it reads it before the connection is torn down."""
READ_AT_ONCE: Final = 64 * 1024

_network = functools.lru_cache(maxsize=4096)(client_address)


def _address(conn: TConn) -> str:
    """Return the address that a connection counts under; all of a Unix socket's share one."""
    return _network(str(conn.client[0]) if isinstance(conn.client, tuple) else None)


class BoundedWorker(ThreadWorker):  # type: ignore[misc] # as above
    """Collect whole requests before a thread is spent on them."""

    def __init__(self, *arguments: Any, **options: Any) -> None:  # noqa: ANN401 # gunicorn's
        super().__init__(*arguments, **options)
        self._waits = ConnectionWaits()
        self._being_served: set[TConn] = set()
        self._deadline = min(REQUEST_DEADLINE, self.cfg.timeout or REQUEST_DEADLINE)

    # --- A request comes in -------------------------------------------------------------------------------------------

    def accept(self, listener: socket.socket) -> None:
        """Take a new connection, and make room for the next."""
        super().accept(listener)
        self._make_room()

    def enqueue_req(self, conn: TConn) -> None:
        """Begin to collect a request: of a new connection, of one that was kept, or with what came beside the last."""
        if self.cfg.is_ssl:
            # What comes in is not what was sent; gunicorn's own reading has to do.
            super().enqueue_req(conn)
            return
        if conn.parser is None:
            conn.parser = http.get_parser(self.cfg, RequestBuffer(), conn.client)
        _buffer(conn).start_over(conn.parser.unreader.take_buffered())
        conn.sock.setblocking(False)
        self._collect(conn)

    def on_client_socket_readable(self, conn: TConn, client: socket.socket) -> None:
        """Go on with a connection that was kept, unless it was closed to make room in the same turn of the loop."""
        if conn in self.keepalived_conns:
            super().on_client_socket_readable(conn, client)

    def _collect(self, conn: TConn, readable: object = None) -> None:
        """Take what has come in, without waiting for more."""
        if readable and conn not in self._waits:
            # Closed to make room, in the same turn of the loop that found it readable.
            return
        buffer = _buffer(conn)
        ended = False
        if not buffer.is_whole():
            try:
                piece = conn.sock.recv(READ_AT_ONCE)
            except (BlockingIOError, InterruptedError):
                pass
            except OSError:
                self._drop(conn)
                return
            else:
                buffer.add(piece)
                ended = not piece
        if ended and not buffer:
            self._drop(conn)
        elif ended or buffer.is_whole():
            self._waits.end(conn)
            conn.data_ready = True
            self._being_served.add(conn)
            super().enqueue_req(conn)
        else:
            self._wait_for_more(conn)

    def _wait_for_more(self, conn: TConn) -> None:
        if _buffer(conn).waits_to_be_told_to_go_on:
            with contextlib.suppress(OSError):
                conn.sock.send(b"HTTP/1.1 100 Continue\r\n\r\n")
        if conn not in self._waits:
            self._waits.begin(
                conn,
                self.poller,
                self._deadline,
                on_readable=self._collect,
                on_timeout=self._refuse_unfinished,
            )

    def _refuse_unfinished(self, conn: TConn) -> None:
        if not _buffer(conn):
            self._drop(conn)
            return
        self._refuse(conn.sock, Unfinished())
        self._hang_up(conn)

    # --- A request is served, in a thread -----------------------------------------------------------------------------

    def handle(self, conn: TConn) -> object:
        """Serve one request; what is left of a refused one is never taken for the next."""
        if self.cfg.is_ssl:
            return super().handle(conn)
        buffer = _buffer(conn)
        if buffer.head_is_too_large:
            self._refuse(conn.sock, AddressTooLong() if buffer.first_line_is_too_long else HeadersTooLarge())
            return False
        kept = super().handle(conn)
        if buffer:
            conn.parser.unreader.unread(buffer.recv(len(buffer)))
        return kept and not buffer.ran_dry

    def handle_error(self, req: object, client: socket.socket, addr: object, exc: BaseException) -> None:  # noqa: ARG002 # gunicorn's
        """Answer what went wrong before or beside the application."""
        self._refuse(client, refusal_for(exc), error=exc)

    def _refuse(self, to: socket.socket, problem: Problem, *, error: BaseException | None = None) -> None:
        """Send a problem; the log names it, and repeats nothing of the request."""
        request_id = uuid.uuid4().hex
        if isinstance(problem, InternalError):
            log.error("internal_error", request_id=request_id, exc_info=error)
        else:
            cause = type(error or problem).__name__
            log.info("request_refused", request_id=request_id, status=problem.status, cause=cause)
        # A client that takes no small answer gets none.
        with contextlib.suppress(OSError):
            to.setblocking(False)
            to.send(raw_answer(problem, request_id))

    # --- A connection ends --------------------------------------------------------------------------------------------

    def finish_request(self, conn: TConn, fs: Future[object]) -> None:
        """Keep the connection for another request, or end it; back in the main loop."""
        self._being_served.discard(conn)
        kept = not fs.cancelled() and fs.exception() is None and fs.result()
        if kept or self.cfg.is_ssl:
            super().finish_request(conn, fs)
        else:
            self._hang_up(conn)

    def _hang_up(self, conn: TConn) -> None:
        """Say that nothing more will come, and close when the client has read so far (RFC 9112, section 9.6)."""
        self._waits.end(conn)
        try:
            conn.sock.setblocking(False)
            conn.sock.shutdown(socket.SHUT_WR)
        except OSError:
            self._drop(conn)
            return
        self._waits.begin(conn, self.poller, LINGER, on_readable=self._discard, on_timeout=self._drop)

    def _discard(self, conn: TConn, _: object) -> None:
        if conn not in self._waits:
            return
        try:
            more = conn.sock.recv(READ_AT_ONCE)
        except (BlockingIOError, InterruptedError):
            return
        except OSError:
            more = b""
        if not more:
            self._drop(conn)

    def _drop(self, conn: TConn) -> None:
        self._waits.end(conn)
        self.nr_conns -= 1
        conn.close()

    # --- Deadlines and room -------------------------------------------------------------------------------------------

    def murder_keepalived(self, force: bool = False) -> None:
        """End what has waited too long, and make room; gunicorn calls this in every turn of its loop."""
        self._waits.expire()
        super().murder_keepalived(force)
        self._make_room()

    def _make_room(self) -> None:
        """When all places are taken, close a connection of the address with the most: an idle one, or the oldest.

        At the last place gunicorn stops accepting, and does not know which clients it keeps out. What is being served
        is left alone: when all of that address's are, one of them ends soon.
        """
        if self.nr_conns < self.worker_connections:
            return
        waiting = [*self.keepalived_conns, *self._waits]
        for most, _ in Counter(map(_address, [*waiting, *self._being_served])).most_common(1):
            for conn in waiting:
                if _address(conn) == most:
                    self._close_waiting(conn)
                    return

    def _close_waiting(self, conn: TConn) -> None:
        if conn not in self._waits:
            self.keepalived_conns.remove(conn)
            self.poller.unregister(conn.sock)
        self._drop(conn)


def _buffer(conn: TConn) -> RequestBuffer:
    """Return what collects a connection's requests; its parser takes it for the socket."""
    buffer: RequestBuffer = conn.parser.unreader.sock
    return buffer
