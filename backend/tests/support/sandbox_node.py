"""The vendor's SDK for Node.js as it is published, installed from its lock file."""

from __future__ import annotations

import shutil
import subprocess
from pathlib import Path
from typing import Final

FOLDER: Final = Path(__file__).resolve().parents[1] / "integration" / "sandbox_node"


def installed() -> str:
    """Install what the lock file names, unless that was done for this very lock file; return the path of Node.js."""
    node, npm = shutil.which("node"), shutil.which("npm")
    assert node, "Node.js 20.19 or later is needed: install it, or run the tests through dev.py, which says how"
    assert npm, "npm is needed: it comes with Node.js"
    lock = (FOLDER / "package-lock.json").read_bytes()
    stamp = FOLDER / "node_modules" / ".installed-lock.json"
    if not stamp.exists() or stamp.read_bytes() != lock:
        subprocess.run([npm, "ci", "--no-audit", "--no-fund"], cwd=FOLDER, check=True, capture_output=True, timeout=300)
        stamp.write_bytes(lock)
    return node
