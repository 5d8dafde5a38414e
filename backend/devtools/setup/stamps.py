"""Stamps: small files that say what a set-up step was done for, so that it is done again only when that changes.

A stamp is written after its step has finished. An interrupted step leaves none, and is done again.
"""

from __future__ import annotations

import hashlib
import os
from fnmatch import fnmatch
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path


def digest(files: Iterable[Path], *words: str) -> str:
    """Hash the contents of files, together with words for whatever else the step depends on."""
    total = hashlib.sha256()
    for part in (*(str(word).encode() for word in words), *(file.read_bytes() for file in files)):
        total.update(len(part).to_bytes(8, "big"))
        total.update(part)
    return total.hexdigest()


def digest_tree(root: Path, *, without: Iterable[str]) -> str:
    """Hash every file below a folder, by name and content, leaving out names that match a pattern of `without`."""
    patterns = tuple(without)
    found: list[Path] = []
    for folder, folders, names in os.walk(root):
        folders[:] = [name for name in sorted(folders) if not _matches(name, patterns)]
        found += [root / folder / name for name in sorted(names) if not _matches(name, patterns)]
    return digest(found, *(str(file.relative_to(root)) for file in found))


def _matches(name: str, patterns: tuple[str, ...]) -> bool:
    return any(fnmatch(name, pattern) for pattern in patterns)


def is_current(stamp: Path, expected: str) -> bool:
    """Tell whether a step was finished for this digest."""
    return stamp.is_file() and stamp.read_text(encoding="utf-8").strip() == expected


def write(stamp: Path, value: str) -> None:
    """Record that a step is finished."""
    stamp.parent.mkdir(parents=True, exist_ok=True)
    stamp.write_text(value + "\n", encoding="utf-8")
