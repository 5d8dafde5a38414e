#!/usr/bin/env python3
"""The command for developers: `python3 backend/dev.py --help`. It needs nothing but Python itself.

This file stays readable for Pythons that are too old to run Dialproof, so that it can tell them so.
"""

import os
import shutil
import sys
from pathlib import Path

SUPPORTED = ((3, 11), (3, 12), (3, 13))
TRIED = "DIALPROOF_PYTHON_TRIED"


def find_supported_python() -> "str | None":
    """Look for a supported Python beside the one that was called, newest first."""
    names = [f"python{major}.{minor}" for major, minor in reversed(SUPPORTED)]
    return next(filter(None, map(shutil.which, names)), None)


def main() -> int:
    """Run under a supported Python, or say which ones those are."""
    if sys.version_info[:2] not in SUPPORTED:
        other = None if os.environ.get(TRIED) else find_supported_python()
        if other:
            os.environ[TRIED] = "1"
            os.execv(other, [other, str(Path(__file__).resolve()), *sys.argv[1:]])
        found = f"{sys.version_info[0]}.{sys.version_info[1]}"
        sys.stderr.write(
            f"Dialproof needs Python 3.11, 3.12 or 3.13, and this is Python {found}.\n"
            "Get one from your package manager or from python.org/downloads, then call it by its name:\n"
            f"  python3.13 backend/dev.py {' '.join(sys.argv[1:])}\n"
        )
        return 2
    from devtools.cli import run  # noqa: PLC0415 - an older Python could not even read it

    return run(sys.argv[1:])


if __name__ == "__main__":
    sys.exit(main())
