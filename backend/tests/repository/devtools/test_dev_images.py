"""Base images are pinned by a command that asks the registry, and every file names the same ones."""

from __future__ import annotations

import re
import shutil
from pathlib import Path

import pytest
from devtools.console import Stop
from devtools.images import FILE, digest_of, lock_images, tags_in
from devtools.places import BACKEND, FRONTEND

ASKED_FOR = "buildx imagetools inspect --format {{.Manifest.Digest}}"
FAKE = """#!/bin/sh
case "$*" in
  "%s python:3"*) echo sha256:%s ;;
  "%s redis:8") %s ;;
  *) echo "$*" >&2; exit 1 ;;
esac
"""


@pytest.fixture
def images(tmp_path: Path) -> Path:
    file = tmp_path / "images.env"
    file.write_text(f"# Two images.\nPYTHON_IMAGE=python:3\nREDIS_IMAGE=redis:8@sha256:{'0' * 64}\n")
    return file


def docker_that_says(redis: str, folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Put a `docker` on the path that knows two images."""
    docker = folder / "docker"
    docker.write_text(FAKE % (ASKED_FOR, "a" * 64, ASKED_FOR, redis))
    docker.chmod(0o755)
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")


def test_each_tag_gets_the_digest_that_the_registry_has_for_it_today(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker_that_says(f"echo sha256:{'b' * 64}", tmp_path, monkeypatch)
    lock_images(images)
    pinned = f"# Two images.\nPYTHON_IMAGE=python:3@sha256:{'a' * 64}\nREDIS_IMAGE=redis:8@sha256:{'b' * 64}\n"
    assert images.read_text() == pinned
    lock_images(images)
    assert images.read_text() == pinned


@pytest.mark.parametrize("redis", ["exit 1", "echo no digest", "true"])
def test_where_one_digest_cannot_be_had_nothing_is_changed(
    redis: str, images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    docker_that_says(redis, tmp_path, monkeypatch)
    before = images.read_text()
    with pytest.raises(Stop, match="no digest for redis:8"):
        lock_images(images)
    assert images.read_text() == before


def test_without_docker_the_remedy_is_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PATH", str(tmp_path))
    assert shutil.which("docker") is None
    with pytest.raises(Stop, match="Docker with buildx"):
        digest_of("redis:8")


def test_a_build_without_compose_takes_the_same_images() -> None:
    tags = tags_in(FILE.read_text(encoding="utf-8"))
    defaults: dict[str, str] = {}
    for folder in (BACKEND, FRONTEND):
        text = (folder / "Dockerfile").read_text(encoding="utf-8")
        defaults |= dict(re.findall(r"^ARG (\w+_IMAGE)=(\S+)$", text, flags=re.MULTILINE))
        bases = re.findall(r"^FROM (\S+)", text, flags=re.MULTILINE)
        stages = set(re.findall(r" AS (\w+)$", text, flags=re.MULTILINE))
        assert {base for base in bases if base not in stages} <= {f"${{{name}}}" for name in defaults}
    assert defaults == {name: tag for name, tag in tags.items() if name != "REDIS_IMAGE"}


def test_no_compose_file_names_an_image_of_others_by_itself() -> None:
    for file in (BACKEND / "compose").glob("*.yml"):
        text = file.read_text(encoding="utf-8")
        named = re.findall(r"^ +image: (\S+)$", text, flags=re.MULTILINE)
        assert all(image.startswith("dialproof-") or image == "${REDIS_IMAGE}" for image in named)
        # By its value: a bare name is looked for in the environment alone, and not in images.env.
        handed_on = re.findall(r"(\w+_IMAGE): \"\$\{(\w+)\}\"", text)
        assert handed_on == [(name, name) for name, _ in handed_on]
        assert len(re.findall(r"\bargs:", text)) == len(re.findall(r"\bbuild:", text))
