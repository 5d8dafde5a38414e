"""Slow clients at the containers' door: one address does not keep the others out, and the list of backends stays."""

from __future__ import annotations

import socket
from contextlib import ExitStack, suppress

from compose.stack import Stack, Visitor

ATTACKER = "203.0.113.250"
CALL = f"POST /api/check-verification HTTP/1.1\r\nHost: form\r\nX-Forwarded-For: {ATTACKER}\r\n"


def begin(stack: Stack, request: str, count: int, closing: ExitStack) -> None:
    for _ in range(count):
        connection = closing.enter_context(socket.create_connection(("127.0.0.1", stack.form_port), timeout=60))
        with suppress(ConnectionError):
            connection.sendall(request.encode())


def test_thousands_of_slow_bodies_of_one_visitor_keep_no_other_out(stack: Stack, visitor: Visitor) -> None:
    with ExitStack() as closing:
        begin(stack, CALL + "Content-Length: 50\r\n\r\n{", 800, closing)
        assert {visitor.check(stack.form, "123456").status_code for _ in range(20)} == {409}


def test_large_bodies_do_not_cost_nginx_its_list_of_backends(stack: Stack, visitor: Visitor) -> None:
    before = stack.upstreams()
    with ExitStack() as closing:
        begin(stack, CALL + "Content-Length: 60000\r\n\r\n" + "{" * 59_000, 280, closing)
        begin(stack, CALL + "Content-Length: 8000\r\n\r\n" + "{" * 7_999, 90, closing)
        assert visitor.ask(stack.form).json()["status"] == "pending"
        used = stack.compose("exec", "--no-TTY", "frontend", "sh", "-c", "find /tmp -type f -size +64k").stdout
        assert used == ""
    assert stack.upstreams() == before
    tried = stack.compose("exec", "--no-TTY", "frontend", "nginx", "-t", check=False)
    assert tried.returncode == 0, tried.stderr
