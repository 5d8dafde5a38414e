"""The containers' nginx, with its own files, run on this machine: other folders and ports, and nothing else."""

from __future__ import annotations

import os
import re
import shutil
import signal
import subprocess
import time
from pathlib import Path
from typing import Self

import requests
from devtools.places import FRONTEND
from devtools.setup.system_packages import find_nginx

from support.api import free_port

CONFIGURATION = FRONTEND / "nginx"
READY_WITHIN = 60.0
MIME_TYPES = "types { text/html html; }\n"
STATIC = {
    "security-headers.conf": "add_header X-Content-Type-Options nosniff always;\n",
    "languages.conf": "map $http_accept_language $language_link {}\n",
    "mime.types": MIME_TYPES,
}
"""What the build of the image makes, as little of it as nginx needs."""


class Nginx:
    """A context manager that runs nginx in front of a backend.

    Args:
        folder: where its files and logs go.
        backend: the port of the backend on this machine.
        proxies: what TRUSTED_PROXIES says.
        most: connections for each visitor, in place of the real figure.
    """

    def __init__(self, folder: Path, backend: int, proxies: str = "1", most: int | None = None) -> None:
        self.folder = folder
        self.port, self.api_port, health_port = free_port(), free_port(), free_port()
        self._ports = {8080: self.port, 5001: self.api_port, 8081: health_port}
        self._process: subprocess.Popen[bytes] | None = None
        for name in ("tmp", "html"):
            (folder / name).mkdir()
        (folder / "html" / "index.html").write_text("<title>the form</title>")
        for name, text in STATIC.items():
            (folder / name).write_text(text)
        self._most = most
        for file in CONFIGURATION.glob("*.conf"):
            (folder / file.name).write_text(self._moved(file.read_text(encoding="utf-8")))
        visitors = subprocess.run(
            ["sh", str(CONFIGURATION / "visitors.sh"), proxies], capture_output=True, text=True, check=True
        )
        (folder / "tmp" / "visitors.conf").write_text(visitors.stdout)
        (folder / "tmp" / "backends.conf").write_text(f"upstream backends {{ server 127.0.0.1:{backend}; }}\n")

    def _moved(self, text: str) -> str:
        places = {
            "/etc/nginx/": f"{self.folder}/",
            "/tmp/": f"{self.folder}/tmp/",
            "/usr/share/nginx/html": f"{self.folder}/html",
            "/dev/stdout": f"{self.folder}/access.log",
            "/dev/stderr": f"{self.folder}/error.log",
        }
        text = re.sub("|".join(map(re.escape, places)), lambda found: places[found[0]], text)
        if self._most:
            text = re.sub(r"limit_conn visitors \d+;", f"limit_conn visitors {self._most};", text)
        return re.sub(
            r"listen (?:[\d.]+:)?(\d+);", lambda found: f"listen 127.0.0.1:{self._ports[int(found[1])]};", text
        )

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def logs(self) -> str:
        """Return all that nginx has written."""
        return "".join(file.read_text(errors="replace") for file in sorted(self.folder.glob("*.log")))

    def __enter__(self) -> Self:
        binary = find_nginx()
        assert binary is not None, "nginx is missing; `dev.py test` installs it"
        command = [binary, "-e", f"{self.folder}/error.log", "-c", f"{self.folder}/nginx.conf"]
        with (self.folder / "start.log").open("wb") as log:
            self._process = subprocess.Popen([*command, *_as_this_user()], stdout=log, stderr=log)
        gives_up_at = time.monotonic() + READY_WITHIN
        while not self._is_ready():
            assert self._process.poll() is None, self.logs()
            assert time.monotonic() < gives_up_at, self.logs()
            time.sleep(0.05)
        return self

    def reload(self) -> None:
        """Have it read its files again."""
        assert self._process is not None
        self._process.send_signal(signal.SIGHUP)

    def __exit__(self, *exc_info: object) -> None:
        assert self._process is not None
        self._process.terminate()
        self._process.wait(READY_WITHIN)
        shutil.rmtree(self.folder / "html")

    def _is_ready(self) -> bool:
        try:
            return requests.get(f"{self.url}/health", timeout=10).ok
        except requests.RequestException:
            return False


def _as_this_user() -> list[str]:
    """As root, nginx would give its workers to somebody who may not read a test's folder."""
    return ["-g", "user root;"] if os.geteuid() == 0 else []
