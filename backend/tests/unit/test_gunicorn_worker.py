"""gunicorn's private parts that the worker uses: a version that changes one of them fails here, and says which.

gunicorn promises none of them, so `pyproject.toml` takes one major version only. When a test here fails, read
`gunicorn/workers/gthread.py` of the new version, change `gunicorn_worker.py` where it has to, run
`tests/integration/test_unfinished_requests.py`, and then bring the tables below and the bound up to date.
"""

from __future__ import annotations

import ast
import importlib.metadata
import inspect
from pathlib import Path
from typing import Any

import gunicorn  # type: ignore[import-untyped] # gunicorn ships no types
import pytest
from gunicorn.http import get_parser  # type: ignore[import-untyped] # as above
from gunicorn.http.parser import Parser  # type: ignore[import-untyped] # as above
from gunicorn.http.unreader import SocketUnreader  # type: ignore[import-untyped] # as above
from gunicorn.workers.gthread import TConn, ThreadWorker  # type: ignore[import-untyped] # as above

from dialproof import gunicorn_worker
from dialproof.gunicorn_worker import BoundedWorker

OVERRIDDEN = {
    "accept": "(self, listener)",
    "enqueue_req": "(self, conn)",
    "on_client_socket_readable": "(self, conn, client)",
    "handle": "(self, conn)",
    "handle_error": "(self, req, client, addr, exc)",
    "finish_request": "(self, conn, fs)",
    "murder_keepalived": "(self, force=False)",
}
"""Methods of `ThreadWorker`, with the arguments that gunicorn calls them with."""

OF_THE_WORKER = {"cfg", "keepalived_conns", "nr_conns", "poller", "worker_connections"}
OF_A_CONNECTION = {"client", "close", "data_ready", "parser", "sock"}
OF_THE_PARSER = {"unreader"}
OF_THE_UNREADER = {"sock", "take_buffered", "unread"}
CALLED = {
    get_parser: "(cfg, source, source_addr, http2_connection=False)",
    TConn.close: "(self, graceful=False)",
    SocketUnreader.take_buffered: "(self)",
    SocketUnreader.unread: "(self, data)",
}
"""Functions that the worker calls, besides the methods that it overrides."""

NAMES = {*OVERRIDDEN, *OF_THE_WORKER, *OF_A_CONNECTION, *OF_THE_PARSER, *OF_THE_UNREADER}
SOURCE = inspect.getsource(gunicorn_worker)
ADVICE = f"gunicorn {gunicorn.__version__} is not what gunicorn_worker.py was written for: read its gthread.py first"


def parameters(function: Any) -> str:
    """Write the parameters of a function, without annotations."""
    signature = inspect.signature(function)
    bare = [one.replace(annotation=inspect.Parameter.empty) for one in signature.parameters.values()]
    return str(signature.replace(parameters=bare, return_annotation=inspect.Signature.empty))


def sets(cls: type, name: str) -> bool:
    """Tell whether the class or one that it inherits from sets an attribute of its instances."""
    bases = (inspect.getsource(base) for base in cls.__mro__ if base is not object)
    return any(f"self.{name} = " in source for source in bases) or hasattr(cls, name)


def test_only_the_major_version_that_was_read_is_taken() -> None:
    assert gunicorn.version_info[0] == 27, ADVICE
    requirements = importlib.metadata.requires("dialproof") or []
    [ours] = [one for one in requirements if one.startswith("gunicorn")]
    assert set(ours.removeprefix("gunicorn").split(",")) == {">=27", "<28"}


@pytest.mark.parametrize("name", OVERRIDDEN)
def test_what_is_overridden_is_there_and_takes_the_same(name: str) -> None:
    for worker in (ThreadWorker, BoundedWorker):
        assert hasattr(worker, name), f"{name} is gone. {ADVICE}"
        assert parameters(getattr(worker, name)) == OVERRIDDEN[name], f"{worker.__name__}.{name}. {ADVICE}"


@pytest.mark.parametrize("function", CALLED, ids=lambda function: str(function.__qualname__))
def test_what_is_called_takes_the_same(function: Any) -> None:
    assert parameters(function) == CALLED[function], ADVICE


@pytest.mark.parametrize(
    ("cls", "names"),
    [
        (ThreadWorker, OF_THE_WORKER),
        (TConn, OF_A_CONNECTION),
        (Parser, OF_THE_PARSER),
        (SocketUnreader, OF_THE_UNREADER),
    ],
)
def test_what_is_read_and_set_is_there(cls: type, names: set[str]) -> None:
    gone = {name for name in names if not sets(cls, name)}
    assert not gone, f"{cls.__name__} has lost {gone}. {ADVICE}"


def test_the_worker_uses_no_other_parts_and_its_head_names_each() -> None:
    tree = ast.parse(SOURCE)
    attributes = [node for node in ast.walk(tree) if isinstance(node, ast.Attribute)]
    own = {name for name in vars(BoundedWorker) if name not in OVERRIDDEN}
    own |= {"_waits", "_being_served", "_deadline"}
    used = {"self": OF_THE_WORKER | own | set(OVERRIDDEN), "conn": OF_A_CONNECTION, "parser": OF_THE_PARSER}
    used |= {"super": set(OVERRIDDEN) | {"__init__"}, "unreader": OF_THE_UNREADER}
    for node in attributes:
        known = used.get(owner(node.value))
        assert known is None or node.attr in known, f"line {node.lineno} uses {ast.unparse(node)}: add it to the tables"
    head = ast.get_docstring(tree) or ""
    assert {name for name in NAMES if f"`{name}`" not in head} == set()


def owner(value: ast.expr) -> str:
    """Name what an attribute is taken from: `conn` for `conn.sock`, `parser` for `conn.parser.unreader`."""
    match value:
        case ast.Name(id=name) | ast.Attribute(attr=name) | ast.Call(func=ast.Name(id=name)):
            return name
    return ""


def test_every_request_goes_through_the_one_place_where_it_is_collected() -> None:
    source = inspect.getsource(ThreadWorker)
    assert source.count("self.tpool.submit(") == 1, ADVICE
    assert "self.tpool.submit(" in inspect.getsource(ThreadWorker.enqueue_req), ADVICE
    for name in ("accept", "on_client_socket_readable", "finish_request"):
        assert "self.enqueue_req(conn)" in inspect.getsource(getattr(ThreadWorker, name)), ADVICE


def test_a_connection_with_a_parser_is_given_no_other() -> None:
    assert inspect.getsource(TConn).count("if self.parser is None:") == 1, ADVICE


def test_the_parser_reads_from_whatever_has_recv() -> None:
    assert 'hasattr(source, "recv")' in inspect.getsource(Parser), ADVICE
    assert "self.sock.recv(" in inspect.getsource(SocketUnreader), ADVICE


def test_the_loop_looks_at_deadlines_while_it_serves_and_while_it_stops() -> None:
    source = inspect.getsource(ThreadWorker.run)
    assert source.count("self.murder_keepalived()") == 2, ADVICE
    assert "self.nr_conns < self.worker_connections" in source, ADVICE


def test_the_folder_of_the_worker_has_no_second_user_of_private_parts() -> None:
    package = Path(gunicorn_worker.__file__).parent
    users = {file.name for file in package.rglob("*.py") if "gunicorn.workers" in file.read_text(encoding="utf-8")}
    assert users == {"gunicorn_worker.py"}
