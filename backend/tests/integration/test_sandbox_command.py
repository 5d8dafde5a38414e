"""`dialproof sandbox` as a person runs it: it starts, says where, stops when told, and explains what it cannot do."""

from __future__ import annotations

import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import requests

COMMAND = (sys.executable, "-m", "dialproof.cli", "sandbox")


def environment(**changes: str) -> dict[str, str]:
    kept = {name: value for name, value in os.environ.items() if not name.startswith(("SANDBOX_", "DIALPROOF_"))}
    return kept | changes


@contextmanager
def running(folder: Path, *arguments: str, **changes: str) -> Iterator[tuple[subprocess.Popen[str], str]]:
    process = subprocess.Popen(
        [*COMMAND, *arguments], cwd=folder, env=environment(**changes), stderr=subprocess.PIPE, text=True
    )
    assert process.stderr is not None
    try:
        address = re.search(r"https?://\S+", process.stderr.readline())
        assert address is not None
        yield process, address[0].rstrip(",")
    finally:
        process.kill()
        process.wait()
        process.stderr.close()


def refused(folder: Path, *arguments: str, **changes: str) -> tuple[int, str]:
    result = subprocess.run(
        [*COMMAND, *arguments],
        cwd=folder,
        env=environment(**changes),
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    return result.returncode, result.stderr


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_it_serves_until_it_is_told_to_stop_even_while_a_page_is_open(tmp_path: Path, number: signal.Signals) -> None:
    with running(tmp_path, "--port", "0") as (process, url):
        with requests.get(f"{url}/control/events", stream=True, timeout=60) as page:
            next(page.iter_lines())
            process.send_signal(number)
            assert process.wait(timeout=60) == 0
        assert process.stderr is not None
        rest = process.stderr.read()
        assert "stopped" in rest
        assert "Traceback" not in rest


def test_settings_come_from_the_environment_and_from_a_file(tmp_path: Path) -> None:
    (tmp_path / ".env").write_text("SANDBOX_CODE=654321\nSANDBOX_API_SECRET=from-the-file\nSECRET_KEY=not ours\n")
    body = {"brand": "Acme", "workflow": [{"channel": "sms", "to": "14155550100"}]}
    with running(tmp_path, "--port", "0", SANDBOX_API_SECRET="from-outside") as (_, url):
        response = requests.post(f"{url}/v2/verify", json=body, auth=("sandbox", "from-outside"), timeout=60)
        assert response.status_code == 202
        assert requests.get(f"{url}/inbox/messages", timeout=60).json()[0]["code"] == "654321"


def test_mistaken_settings_are_told_all_at_once(tmp_path: Path) -> None:
    status, words = refused(tmp_path, SANDBOX_CODE="12", SANDBOX_PORT="high", SANDBOX_COED="x")
    assert status == 2
    assert all(name in words for name in ("SANDBOX_CODE:", "SANDBOX_PORT:", "SANDBOX_COED "))
    assert "Traceback" not in words


def test_a_taken_port_is_named_with_the_way_out(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        status, words = refused(tmp_path, "--port", str(port))
    assert status == 1
    assert str(port) in words
    assert "--port" in words
    assert "Traceback" not in words


@pytest.mark.parametrize("port", ["70000", "-1", "high"])
def test_a_port_that_cannot_be_is_refused(tmp_path: Path, port: str) -> None:
    status, words = refused(tmp_path, "--port", port)
    assert status == 2
    assert "from 0 to 65535" in words or "expected one argument" in words


def test_a_port_that_browsers_refuse_is_refused(tmp_path: Path) -> None:
    status, words = refused(tmp_path, "--port", "6666")
    assert status == 2
    assert "browsers refuse to open port 6666" in words


def test_https_is_switched_on_with_a_flag_and_keeps_its_certificate_where_it_is_told(tmp_path: Path) -> None:
    with running(tmp_path, "--port", "0", "--tls", "kept") as (_, url):
        authority = str(tmp_path / "kept" / "authority.pem")
        assert requests.get(f"{url}/health", verify=authority, timeout=60).status_code == 200


def test_a_folder_for_the_certificate_that_cannot_be_written_is_explained(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    status, words = refused(tmp_path, "--port", "0", SANDBOX_TLS="file/folder")
    assert status == 2
    assert "The certificate cannot be kept in file/folder" in words
    assert "Traceback" not in words


def test_listening_beyond_this_machine_is_pointed_out(tmp_path: Path) -> None:
    with running(tmp_path, "--host", "0.0.0.0", "--port", "0") as (process, url):
        assert url.startswith("http://127.0.0.1:")
        assert process.stderr is not None
        assert "can read the messages" in process.stderr.readline()


def test_help_says_what_it_does() -> None:
    result = subprocess.run([*COMMAND, "--help"], capture_output=True, text=True, check=True, timeout=60)
    assert "--port" in result.stdout
    assert "Vonage Verify v2" in result.stdout
