"""How gunicorn serves Dialproof; every figure that an operator may change is a setting (see .env.example).

Settings of gunicorn: https://docs.gunicorn.org/en/stable/settings.html
"""

import math
import os
import resource
import sys
from pathlib import Path
from typing import Any

from gunicorn.glogging import Logger  # type: ignore[import-untyped] # gunicorn ships no types

from dialproof.observability.logs import configure_logging
from dialproof.settings import SettingsError, load_settings
from dialproof.wiring import check_vendor

try:
    _settings = load_settings()
    # Told once here, and not by a traceback of each worker.
    check_vendor(_settings)
except SettingsError as error:
    sys.stderr.write(f"{error}\n")
    # gunicorn turns whatever a configuration raises into a traceback, but lets an exit pass.
    sys.exit(2)

# What gunicorn or Python itself says when all else fails stays apart from it, on standard error.
configure_logging(
    _settings.server.log_level, _settings.server.log_format, secrets=_settings.secret_values(), stream=sys.stdout
)


class _OneLog(Logger):  # type: ignore[misc] # as above
    """Hand gunicorn's own lines to the root logger, so that they are formatted and masked like all others."""

    def setup(self, cfg: object) -> None:
        super().setup(cfg)
        self.error_log.handlers.clear()
        self.error_log.propagate = True


_host = f"[{_settings.server.host}]" if ":" in _settings.server.host else _settings.server.host
bind = [f"{_host}:{_settings.server.port}"]
proc_name = "dialproof"

workers = _settings.server.web_concurrency
worker_class = "dialproof.gunicorn_worker.BoundedWorker"
threads = _settings.server.threads
# Heartbeats live in memory: on a disk that is slow to write, a healthy worker would be taken for dead.
_memory = Path("/dev/shm")  # noqa: S108 - gunicorn creates its file there safely
worker_tmp_dir = str(_memory) if _memory.is_dir() else None

# A worker that stops answering its heartbeat for so long is replaced.
timeout = 30
graceful_timeout = max(30, math.ceil(_settings.longest_request) + 2)
# Longer than a proxy keeps an idle connection, so that it is the proxy that closes: no request meets a closed door.
keepalive = 75

limit_request_line = 2048
limit_request_fields = 50
limit_request_field_size = 8190

# A connection needs a file of its own, and each thread a few; the usual bound has room for hardly more than the former.
worker_connections = 1000
_, _most_files = resource.getrlimit(resource.RLIMIT_NOFILE)
resource.setrlimit(resource.RLIMIT_NOFILE, (_most_files if _most_files < 0 else min(_most_files, 65536), _most_files))

# Which proxies to believe is decided by TRUSTED_PROXIES alone, for gunicorn would take the scheme from any of them.
forwarded_allow_ips = ""
secure_scheme_headers: dict[str, str] = {}

# Nobody steers the server through a socket in a home folder, which a container may not even have.
control_socket_disable = True

# Every request is one line of the application's own log, under its request id.
accesslog = None
errorlog = "-"
loglevel = "info" if _settings.server.log_level == "debug" else _settings.server.log_level
logger_class = _OneLog


def on_starting(server: Any) -> None:  # noqa: ANN401 # gunicorn ships no types
    """Hold a number of workers that the command line gives to what holds for WEB_CONCURRENCY."""
    try:
        load_settings({**os.environ, "WEB_CONCURRENCY": str(server.cfg.workers)})
    except SettingsError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
