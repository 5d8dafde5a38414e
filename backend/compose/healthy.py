"""Exit with 0 when `GET /health` on the given port of this container is answered with 200.

It is called every few seconds in every container, so it needs nothing but a socket.
"""

import socket
import sys

with socket.create_connection(("127.0.0.1", int(sys.argv[1])), timeout=2) as connection:
    connection.sendall(b"GET /health HTTP/1.0\r\nHost: localhost\r\n\r\n")
    answer = connection.recv(64)
sys.exit(0 if b" 200 " in answer.partition(b"\r\n")[0] else 1)
