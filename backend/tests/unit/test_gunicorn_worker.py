"""What the worker builds on and gunicorn does not promise to keep: a version without it fails here, not at night."""

from __future__ import annotations

import inspect

import gunicorn  # type: ignore[import-untyped] # gunicorn ships no types
import pytest
from gunicorn.http.parser import Parser  # type: ignore[import-untyped] # as above
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped] # as above
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped] # as above

from dialproof.gunicorn_worker import BoundedWorker

OVERRIDDEN = {
    "accept": ["self", "listener"],
    "enqueue_req": ["self", "conn"],
    "on_client_socket_readable": ["self", "conn", "client"],
    "handle": ["self", "conn"],
    "handle_error": ["self", "req", "client", "addr", "exc"],
    "finish_request": ["self", "conn", "fs"],
    "murder_keepalived": ["self", "force"],
}


def test_the_version_is_the_one_that_was_read() -> None:
    assert gunicorn.version_info[0] == 27, "read gthread.py of the new version against gunicorn_worker.py first"


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_is_overridden_is_there_and_takes_the_same(name: str) -> None:
    for worker in (ThreadWorker, BoundedWorker):
        assert list(inspect.signature(getattr(worker, name)).parameters) == OVERRIDDEN[name]


def test_every_request_goes_through_the_one_place_where_it_is_collected() -> None:
    source = inspect.getsource(ThreadWorker)
    assert source.count("self.tpool.submit(") == 1
    assert "self.tpool.submit(" in inspect.getsource(ThreadWorker.enqueue_req)
    for name in ("accept", "on_client_socket_readable", "finish_request"):
        assert "self.enqueue_req(conn)" in inspect.getsource(getattr(ThreadWorker, name))


def test_a_connection_with_a_parser_is_given_no_other() -> None:
    source = inspect.getsource(TConn)
    assert source.count("if self.parser is None:") == 1
    for name in ("sock", "client", "parser", "data_ready"):
        assert f"self.{name} = " in source


def test_the_parser_reads_from_whatever_has_recv() -> None:
    assert 'hasattr(source, "recv")' in inspect.getsource(Parser)
    assert "self.sock.recv(" in inspect.getsource(SocketUnreader)


def test_the_worker_has_what_room_is_told_by() -> None:
    source = inspect.getsource(ThreadWorker)
    for name in ("nr_conns", "worker_connections", "keepalived_conns", "poller"):
        assert f"self.{name} = " in source
    assert source.count("self.murder_keepalived()") == 2
