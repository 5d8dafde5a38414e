"""The sandbox could be lifted out, and any vendor out of the sandbox."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import dialproof.sandbox

PACKAGE = Path(dialproof.sandbox.__file__).parent


def imported_by(source: Path) -> Iterator[str]:
    for node in ast.walk(ast.parse(source.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{source.name} imports relatively"
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def test_it_imports_nothing_from_the_rest_of_dialproof() -> None:
    sources = list(PACKAGE.rglob("*.py"))
    assert len(sources) > 20
    strangers = {
        (source.name, name)
        for source in sources
        for name in imported_by(source)
        if name.partition(".")[0] == "dialproof" and not name.startswith("dialproof.sandbox")
    }
    assert strangers == set()


def test_what_all_vendors_share_imports_none_of_them() -> None:
    sources = list((PACKAGE / "core").rglob("*.py"))
    assert len(sources) > 20
    above = ("dialproof.sandbox.vendors", "dialproof.sandbox.sandbox", "dialproof.sandbox.server")
    assert {
        (source.name, name) for source in sources for name in imported_by(source) if name.startswith(above)
    } == set()


def test_vendors_are_named_by_the_wiring_alone() -> None:
    outside = {source for source in PACKAGE.rglob("*.py") if PACKAGE / "vendors" not in source.parents}
    assert {
        source.relative_to(PACKAGE).as_posix()
        for source in outside
        if any(name.startswith("dialproof.sandbox.vendors") for name in imported_by(source))
    } == {"sandbox.py"}
