"""gunicorn really reads its configuration from the settings: it refuses bad ones, and serves within its bounds."""

import json
import os
import re
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from support.api import free_port

BACKEND = Path(__file__).parents[2]
COMMAND = [sys.executable, "-m", "gunicorn", "-c", "gunicorn.conf.py", "dialproof.app:create_app()"]


@pytest.fixture
def environ(tmp_path: Path) -> dict[str, str]:
    (tmp_path / "no.env").touch()
    return {"PATH": os.environ["PATH"], "DIALPROOF_ENV_FILE": str(tmp_path / "no.env")}


def refused(environ: dict[str, str]) -> str:
    run = subprocess.run(COMMAND, cwd=BACKEND, env=environ, capture_output=True, text=True, timeout=60, check=False)
    assert (run.returncode, run.stdout) == (2, "")
    assert "Traceback" not in run.stderr
    return run.stderr


def test_production_with_an_empty_environment_tells_all_mistakes_and_exits_with_2(environ: dict[str, str]) -> None:
    told = refused({**environ, "ENVIRONMENT": "production"})
    assert re.findall(r"^  - (\w+): ", told, re.MULTILINE) == ["SECRET_KEY", "VONAGE_API_KEY"]


def test_several_workers_without_a_shared_store_are_refused_with_the_remedy(environ: dict[str, str]) -> None:
    assert "set REDIS_URL" in refused({**environ, "WEB_CONCURRENCY": "2", "SECRET_KEY": "x" * 40})


def test_what_the_vendor_cannot_be_reached_with_is_told_before_any_worker_starts(environ: dict[str, str]) -> None:
    address = {"VONAGE_API_URL": "https://127.0.0.1:5002", "VONAGE_API_KEY": "sandbox", "VONAGE_API_SECRET": "secret"}
    told = refused({**environ, **address, "PROVIDER_IS_SANDBOX": "true", "REQUESTS_CA_BUNDLE": "/nowhere/ca.pem"})
    assert re.findall(r"^  - (\w+): ", told, re.MULTILINE) == ["REQUESTS_CA_BUNDLE"]


@pytest.fixture
def server(environ: dict[str, str], tmp_path: Path) -> Iterator[str]:
    """Run the server, and hold it to a clean stop and to a log of JSON lines on its standard output."""
    port, log = free_port(), tmp_path / "log"
    environ = {**environ, "PORT": str(port), "LOG_FORMAT": "json"}
    with log.open("w") as stdout:
        process = subprocess.Popen(COMMAND, cwd=BACKEND, env=environ, stdout=stdout)
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        process.send_signal(signal.SIGTERM)
        status = process.wait(timeout=60)
    assert status == 0
    lines = [json.loads(line) for line in log.read_text().splitlines()]
    assert {"Starting gunicorn", "Listening at", "Handling signal"} <= {
        re.split(r"[:\d]", line["event"])[0].strip() for line in lines
    }


@pytest.fixture
def client(server: str) -> Iterator[requests.Session]:
    with requests.Session() as session:
        # Some minutes: it ends a broken run, and a busy machine takes its time to start the server.
        until_it_serves = Retry(total=None, connect=300, read=0, backoff_factor=0.1, backoff_max=0.5)
        session.mount(server, HTTPAdapter(max_retries=until_it_serves))
        yield session


def test_it_serves_and_bounds_what_a_request_may_be(server: str, client: requests.Session) -> None:
    assert client.get(f"{server}/health").status_code == 200
    assert client.get(f"{server}/health?{'a' * 2048}").status_code == 414
    assert client.get(f"{server}/health", headers={"X-Long": "a" * 8191}).status_code == 431
    assert client.get(f"{server}/health", headers={f"X-{n}": "a" for n in range(50)}).status_code == 431
