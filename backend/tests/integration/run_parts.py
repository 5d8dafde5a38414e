"""Run two web servers side by side, as `demo` runs its parts: `run_parts.py LOGS PORT PORT FAILING STUBBORN`."""

import sys
from pathlib import Path

from devtools.console import Stop, say
from devtools.running.ports import Endpoint
from devtools.running.supervise import Part, run_together

SERVER = "import http.server, sys; http.server.test(http.server.SimpleHTTPRequestHandler, port=int(sys.argv[1]))"
PARENT = f"import subprocess, sys; sys.exit(subprocess.run([sys.executable, '-c', {SERVER!r}, sys.argv[1]]).returncode)"
DEAF = f"import signal; signal.signal(signal.SIGTERM, signal.SIG_IGN); {SERVER}"
BROKEN = "print('no such account'); raise SystemExit(3)"


def make_part(name: str, code: str, port: str, logs: Path) -> Part:
    command = [sys.executable, "-u", "-c", code, port]
    return Part(name, command, logs, {}, Endpoint(f"the {name}", int(port)), "/", logs)


def main(folder: str, first: str, second: str, failing: str, stubborn: str) -> int:
    logs = Path(folder)
    parts = [
        make_part("one", PARENT, first, logs),
        make_part("two", DEAF if stubborn == "yes" else SERVER, second, logs),
    ]
    if failing == "yes":
        parts.append(make_part("three", BROKEN, second, logs))
    try:
        run_together(parts, show=None, when_ready=lambda: say("ready"), grace=1.0)
    except Stop as stop:
        say(str(stop))
        return stop.status
    return 0


if __name__ == "__main__":
    sys.exit(main(*sys.argv[1:]))
