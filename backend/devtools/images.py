"""The verb `lock --images`: pin each base image to the digest that its tag has in the registry at this moment."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from devtools.console import Stop, say, tick
from devtools.places import BACKEND
from devtools.setup.docker_engine import ask_docker

if TYPE_CHECKING:
    from pathlib import Path

FILE = BACKEND / "compose" / "images.env"
DIGEST = re.compile(r"sha256:[0-9a-f]{64}")
ADVICE = (
    "Docker with buildx has to be installed (the engine need not run), and the registry has to be within reach: "
    "`docker buildx imagetools inspect {}` shows what is wrong. Nothing was changed."
)


def lock_images(file: Path = FILE) -> None:
    """Write the digests of today into `file`, all or none; raises `Stop` when one cannot be had."""
    say()
    text = file.read_text(encoding="utf-8")
    for name, tag in tags_in(text).items():
        digest = digest_of(tag)
        tick(f"{tag} is {digest}")
        text = re.sub(rf"^{name}=.*$", f"{name}={tag}@{digest}", text, flags=re.MULTILINE)
    file.write_text(text, encoding="utf-8")
    say("\n  Done. `docker compose build` takes these from now on; `python3 backend/dev.py test compose` tries them.")


def tags_in(text: str) -> dict[str, str]:
    """Map each name to its image and tag, without a digest that it has."""
    return dict(re.findall(r"^([A-Z]+_IMAGE)=([^@\s]+)", text, flags=re.MULTILINE))


def digest_of(tag: str) -> str:
    """Ask the registry for the digest of a tag, which covers the image of every platform."""
    answer = ask_docker("buildx", "imagetools", "inspect", "--format", "{{.Manifest.Digest}}", tag)
    if answer is None or not DIGEST.fullmatch(answer):
        raise Stop(f"There is no digest for {tag}.\n{ADVICE.format(tag)}", status=1)
    return answer
