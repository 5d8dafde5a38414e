"""A failed test tells what the servers that it started have logged."""

import subprocess
import sys
from pathlib import Path

from devtools.places import BACKEND

FAILS = """
def test_bad(tmp_path):
    (tmp_path / "api-1.log").write_text("".join(f"line {number}\\n" for number in range(99)))
    assert False
"""


def test_the_end_of_each_log_is_part_of_the_report(tmp_path: Path) -> None:
    (tmp_path / "test_it.py").write_text(FAILS)
    command = [sys.executable, "-m", "pytest", "-q", "-p", "conftest", "--rootdir", str(tmp_path), "-c", "/dev/null"]
    done = subprocess.run(
        [*command, str(tmp_path)],
        env={"PYTHONPATH": f"{BACKEND}/tests:{BACKEND}", "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        check=False,
    )
    assert "- End of api-1.log -" in done.stdout
    assert "line 98" in done.stdout
    assert "… 69 lines before" in done.stdout
    assert "line 68\n" not in done.stdout
