"""What an intruder would find: as little as possible."""

import io
import json
import re
import subprocess
import tarfile
from collections.abc import Iterator
from typing import Any

import pytest

from compose.stack import Stack, run

USERS = {
    "frontend": "101:101",
    "backend": "10001:10001",
    "prepare": "10001:10001",
    "sandbox": "10001:10001",
    "redis": "999:999",
}
BASES = {
    "dialproof-frontend": "nginx:stable",
    "dialproof-backend": "python:3.13-slim-trixie",
    "dialproof-sandbox": "python:3.13-slim-trixie",
}
UNWANTED_NAMES = re.compile(r"(^|/)(\.env[^/]*|\.git|\.npmrc|tests?|node_modules|id_[a-z0-9]+|[^/]+\.(key|pem))(/|$)")
UNWANTED_TEXT = re.compile(
    rb"-----BEGIN [A-Z ]*PRIVATE KEY-----\s+[A-Za-z0-9+/]{40}|(SECRET_KEY|API_SECRET)=(?!sandbox-secret)[^\s'\"]{8}"
)
# A package brings names that look like ours; what it holds is searched all the same.
PACKAGES_OWN = re.compile(r"^opt/venv/lib/python3\.\d+/site-packages/(?!dialproof)")
OURS = re.compile(r"^(app|opt/venv|etc/nginx|usr/share/nginx/html)(/|$)")


@pytest.mark.parametrize("service", sorted(USERS))
def test_every_container_runs_with_as_few_rights_as_it_can(service: str, stack: Stack) -> None:
    (container,) = stack.containers(service)
    host = container["HostConfig"]
    assert container["Config"]["User"] == USERS[service]
    assert host["ReadonlyRootfs"] is True
    assert host["CapDrop"] == ["ALL"]
    assert not host["CapAdd"]
    assert host["SecurityOpt"] == ["no-new-privileges:true"]
    assert host["Init"] is True
    assert host["Privileged"] is False
    assert 0 < host["Memory"] <= 512 * 2**20
    assert 0 < host["PidsLimit"] <= 1024
    if service == "prepare":
        # It ends, and talks to nobody.
        assert host["NetworkMode"] == "none"
        assert host["RestartPolicy"]["Name"] == "no"
    else:
        assert container["State"]["Health"]["Status"] == "healthy"


def test_redis_can_be_reached_by_backends_only(stack: Stack) -> None:
    (redis,) = stack.containers("redis")
    (network,) = redis["NetworkSettings"]["Networks"]
    assert json.loads(run("docker", "network", "inspect", network).stdout)[0]["Internal"] is True
    neighbours = {
        container["Config"]["Labels"]["com.docker.compose.service"]
        for container in stack.containers()
        if network in container["NetworkSettings"]["Networks"]
    }
    assert neighbours == {"redis", "backend"}


def layers_of(image: str) -> list[str]:
    found: list[str] = json.loads(run("docker", "image", "inspect", image).stdout)[0]["RootFS"]["Layers"]
    return found


def files_of(image: str, own_layers: int) -> Iterator[tuple[tarfile.TarInfo, bytes]]:
    """Yield every file of the last layers of an image, also those that a later layer hides."""
    saved = subprocess.run(["docker", "save", image], capture_output=True, check=True).stdout
    with tarfile.open(fileobj=io.BytesIO(saved)) as archive:
        manifest = json.load(archive.extractfile("manifest.json") or io.BytesIO())
        for name in manifest[0]["Layers"][-own_layers:]:
            layer = archive.extractfile(name)
            assert layer is not None
            with tarfile.open(fileobj=io.BytesIO(layer.read())) as files:
                for member in files:
                    content = files.extractfile(member) if member.isreg() else None
                    yield member, content.read() if content else b""


@pytest.mark.parametrize("image", sorted(BASES))
def test_no_layer_holds_a_secret_a_test_or_anything_of_one_machine(image: str, stack: Stack) -> None:
    base, layers = layers_of(BASES[image]), layers_of(image)
    assert layers[: len(base)] == base
    found = list(files_of(image, len(layers) - len(base)))
    assert found
    names = [member.name for member, _ in found if not PACKAGES_OWN.match(member.name)]
    assert [name for name in names if UNWANTED_NAMES.search(name)] == []
    assert [member.name for member, content in found if UNWANTED_TEXT.search(content)] == []
    # Whoever built it with files that only he may read has built it for every user in it.
    ours = [member for member, _ in found if OURS.match(member.name) and not member.issym()]
    assert ours
    assert [member.name for member in ours if not member.mode & (0o001 if member.isdir() else 0o004)] == []


@pytest.mark.parametrize("image", sorted(BASES))
def test_no_environment_and_no_build_step_holds_a_secret(image: str, stack: Stack) -> None:
    inspected: dict[str, Any] = json.loads(run("docker", "image", "inspect", image).stdout)[0]
    assert not [entry for entry in inspected["Config"]["Env"] if re.search("SECRET|KEY|TOKEN|PASSWORD", entry)]
    history = run("docker", "history", "--no-trunc", "--format", "{{.CreatedBy}}", image).stdout
    assert not re.search("(SECRET|API_KEY|TOKEN|PASSWORD)[A-Z_]*=", history)
