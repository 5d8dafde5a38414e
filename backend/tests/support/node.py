"""Node.js, a type checker and a browser, as whoever follows the guide has them: out of the form's own packages."""

from __future__ import annotations

import contextlib
import http.server
import json
import os
import shutil
import subprocess
import threading
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Final

from devtools.setup.system_packages import find_browser

PACKAGES: Final = Path(__file__).resolve().parents[3] / "frontend" / "node_modules"
LONGEST_RUN: Final = 600
PLAYWRIGHT: Final = """
export default {
  reporter: 'line',
  workers: 1,
  timeout: 120_000,
  expect: { timeout: 20_000 },
  forbidOnly: true,
  use: { launchOptions: { executablePath: %s, args: ['--no-sandbox', '--disable-gpu', '--disable-quic',
    '--no-first-run', '--disable-background-networking', '--disable-component-update', '--disable-sync'] } },
};
"""


class Workshop:
    """A folder in which a frontend developer works: files, and packages that were installed."""

    def __init__(self, folder: Path) -> None:
        assert PACKAGES.is_dir(), (
            "the form's packages are needed: run `npm ci` in frontend, or the tests through dev.py"
        )
        self.folder = folder
        (folder / "node_modules").symlink_to(PACKAGES, target_is_directory=True)

    def write(self, name: str, text: str) -> Path:
        path = self.folder / name
        path.write_text(text, encoding="utf-8")
        return path

    def run(self, script: str | Path, *arguments: str) -> str:
        """Run a script with Node.js and return what it printed; a failure shows all of it."""
        node = shutil.which("node")
        assert node, "Node.js 20.19 or later is needed"
        result = subprocess.run(
            [node, str(script), *arguments],
            cwd=self.folder,
            env={**os.environ, "NO_COLOR": "1", "FORCE_COLOR": "0"},
            capture_output=True,
            text=True,
            check=False,
            timeout=LONGEST_RUN,
        )
        assert result.returncode == 0, result.stdout + result.stderr
        return result.stdout

    def playwright(self) -> str:
        """Run the browser tests in this folder, and return what Playwright printed."""
        self.write("playwright.config.ts", PLAYWRIGHT % json.dumps(_browser()))
        return self.tool("@playwright/test", "cli.js", "test")

    def tool(self, package: str, script: str, *arguments: str) -> str:
        """Run the command of a package."""
        return self.run(PACKAGES / package / script, *arguments)


def _browser() -> str:
    found = find_browser()
    assert found, "a Chromium is needed: install Debian's `chromium`, or name one in CHROME_PATH"
    return found


@contextlib.contextmanager
def served(folder: Path, port: int) -> Iterator[str]:
    """Serve the files in ``folder`` as ``python3 -m http.server`` does, and yield the origin."""
    handler = partial(_Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", port), handler) as server:
        thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.1})
        thread.start()
        try:
            yield f"http://localhost:{server.server_port}"
        finally:
            server.shutdown()
            thread.join()


class _Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, *_: object) -> None:
        """Write nothing."""
