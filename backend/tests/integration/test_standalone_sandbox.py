"""`dev.py sandbox` as somebody calls it who has an application of their own and knows nothing of Dialproof."""

from __future__ import annotations

import signal
import socket
import subprocess
import sys
from pathlib import Path

import requests
from devtools.places import BACKEND

from support.standalone_sandbox import clean_environment, standalone_sandbox

BODY = {"brand": "Acme", "workflow": [{"channel": "sms", "to": "14155550100"}]}
ACCOUNT = ("sandbox", "sandbox-secret")


def test_it_says_where_it_is_passes_settings_on_and_ends_with_ctrl_c(tmp_path: Path) -> None:
    # The application's own settings, which are no business of the sandbox.
    (tmp_path / ".env").write_text("SANDBOX_CODE=999999\nSANDBOX_OF_THEIRS=1\n")
    with standalone_sandbox(tmp_path, SANDBOX_CODE="123456", SANDBOX_CANCEL_AFTER="0") as standalone:
        at = f"http://localhost:{standalone.port}"
        assert f"{at}/inbox/messages" in standalone.words
        started = requests.post(f"{at}/v2/verify", json=BODY, auth=ACCOUNT, timeout=60)
        assert requests.get(f"{at}/inbox/messages", timeout=60).json()[0]["code"] == "123456"
        address = f"{at}/v2/verify/{started.json()['request_id']}"
        assert requests.delete(address, auth=ACCOUNT, timeout=60).status_code == 204
        standalone.process.send_signal(signal.SIGINT)
        assert standalone.process.wait(timeout=60) == 0
    assert "Traceback" not in standalone.words


def test_with_tls_the_printed_variables_are_all_that_a_program_needs(tmp_path: Path) -> None:
    with standalone_sandbox(tmp_path, "--tls", SANDBOX_TLS=str(tmp_path / "kept")) as standalone:
        assert set(standalone.exported) == {"NODE_EXTRA_CA_CERTS", "REQUESTS_CA_BUNDLE", "SSL_CERT_FILE"}
        script = f"import requests; print(requests.get('https://localhost:{standalone.port}/health').json())"
        done = subprocess.run(
            [sys.executable, "-c", script],
            env=clean_environment(**standalone.exported),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
        assert done.stdout == "{'status': 'ok'}\n", done.stderr


def test_it_needs_no_nodejs_and_a_taken_port_is_explained_before_anything_is_set_up(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = subprocess.run(
            [sys.executable, str(BACKEND / "dev.py"), "sandbox"],
            cwd=tmp_path,
            env=clean_environment(SANDBOX_PORT=str(port), PATH=str(tmp_path)),
            capture_output=True,
            text=True,
            check=False,
            timeout=60,
        )
    assert done.returncode == 2
    assert f"Port {port} is taken" in done.stderr
    assert "Node.js" not in done.stdout + done.stderr
    assert "packages" not in done.stdout
