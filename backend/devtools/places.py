"""Where things are. Nothing here depends on the directory that a command was called from."""

from pathlib import Path

BACKEND = Path(__file__).resolve().parent.parent
ROOT = BACKEND.parent
FRONTEND = ROOT / "frontend"

VENV = BACKEND / ".venv"
VENV_BIN = VENV / "bin"
VENV_PYTHON = VENV_BIN / "python"

NODE_MODULES = FRONTEND / "node_modules"
BUILT_FORM = FRONTEND / "dist"

VAR = BACKEND / "var"
LOGS = VAR / "log"
