"""The sandbox could be lifted out: it imports nothing from the rest of Dialproof."""

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
            yield str(node.module)


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
