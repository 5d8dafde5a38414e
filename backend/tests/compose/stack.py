"""The containers of one project, as a person drives them with `docker compose`."""

import hashlib
import json
import os
import re
import socket
import subprocess
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import phonenumbers
import requests
import yaml
from devtools.places import BACKEND, ROOT

PATIENCE = 120.0
SERVICES = ("backend", "frontend", "redis", "sandbox")
RESERVED = ("FORM_PORT", "API_PORT", "SANDBOX_PORT")
READ_BY_COMPOSE = (*RESERVED, "BACKENDS", "FORM_ADDRESS", "COMPOSE_FILE", "COMPOSE_PROFILES", "COMPOSE_PROJECT_NAME")


def free_ports(count: int) -> list[int]:
    """Find ports that nothing listens on at this moment."""
    probes = [socket.socket() for _ in range(count)]
    try:
        for probe in probes:
            probe.bind(("127.0.0.1", 0))
        return [int(probe.getsockname()[1]) for probe in probes]
    finally:
        for probe in probes:
            probe.close()


def setting_names() -> list[str]:
    """List the names that are handed on to the API."""
    content = yaml.safe_load((BACKEND / "compose" / "services.yml").read_text(encoding="utf-8"))
    return [entry.partition("=")[0] for entry in content["x-settings"]["environment"]]


def run(*command: str, env: dict[str, str] | None = None, check: bool = True) -> subprocess.CompletedProcess[str]:
    """Run a command from the top of the repository; what it printed is in the failure."""
    done = subprocess.run(
        command, cwd=ROOT, env=env, stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    if check:
        assert done.returncode == 0, f"{' '.join(command)}\n{done.stdout}\n{done.stderr}"
    return done


def wait_until(happened: Any, what: str) -> None:
    """Ask again and again until something is so; the bound is only there to end a broken run."""
    deadline = time.monotonic() + PATIENCE
    while not happened():
        assert time.monotonic() < deadline, f"never happened: {what}"
        time.sleep(0.1)


class Stack:
    """One project: its own names, ports and volumes, whatever else runs on this machine and whatever `.env` says."""

    def __init__(self, name: str, env_file: Path, **settings: str) -> None:
        checkout = hashlib.sha256(str(ROOT).encode()).hexdigest()[:8]
        self.project = f"dialproof-{name}-{checkout}"
        self.env_file = env_file
        self.form_port, self.api_port, self.sandbox_port = free_ports(len(RESERVED))
        own = {
            **dict(zip(RESERVED, map(str, (self.form_port, self.api_port, self.sandbox_port)), strict=True)),
            **settings,
        }
        self.settings = own
        self.write()
        hidden = {*setting_names(), *READ_BY_COMPOSE}
        self.environ = {
            key: value for key, value in os.environ.items() if key not in hidden and not key.startswith("SANDBOX_")
        }

    @property
    def form(self) -> str:
        return f"http://localhost:{self.form_port}"

    @property
    def api(self) -> str:
        return f"http://localhost:{self.api_port}"

    @property
    def sandbox(self) -> str:
        return f"http://localhost:{self.sandbox_port}"

    def write(self, **changes: str) -> None:
        """Write the `.env` of this project, with `changes` to it from now on; a blank one takes a setting away."""
        self.settings.update(changes)
        lines = [f"{key}='{value}'\n" for key, value in self.settings.items() if value]
        self.env_file.write_text("".join(lines), encoding="utf-8")

    def follow(self, recipe: str) -> subprocess.CompletedProcess[str]:
        """Run lines for a shell as an operator would, for this project."""
        named = f"docker compose --project-name {self.project} --env-file {self.env_file}"
        return run("sh", "-c", recipe.replace("docker compose", named), env=self.environ, check=False)

    def compose(self, *words: str, check: bool = True) -> subprocess.CompletedProcess[str]:
        options = ["--project-name", self.project, "--env-file", str(self.env_file)]
        return run("docker", "compose", *options, *words, env=self.environ, check=check)

    def up(self, backends: int = 1, *, build: bool = False) -> None:
        build_too = ["--build"] if build else []
        self.compose("up", "--detach", "--wait", "--scale", f"backend={backends}", *build_too)
        wait_until(lambda: len(self.upstreams()) == backends, f"nginx knows {backends} backends")

    def is_whole(self, backends: int = 1) -> bool:
        """Tell whether each service is there and healthy, with so many backends that nginx knows."""
        states = [
            (one["Config"]["Labels"]["com.docker.compose.service"], one["State"].get("Health", {}).get("Status"))
            for one in self.containers()
            if one["State"]["Running"]
        ]
        wanted = [(service, "healthy") for service in (*SERVICES, *["backend"] * (backends - 1))]
        return sorted(states) == sorted(wanted) and len(self.upstreams()) == backends

    def down(self) -> None:
        """Take everything away, the volumes too."""
        self.compose("down", "--volumes", "--remove-orphans", "--timeout", "5", check=False)

    def log_of(self, service: str) -> str:
        """Read what the containers of a service have logged; nothing where there are none."""
        return self.compose("logs", "--no-log-prefix", "--no-color", "--tail", "100", service, check=False).stdout

    def containers(self, service: str = "") -> list[dict[str, Any]]:
        """Inspect the containers of a service, or all, in the order of their numbers."""
        ids = self.compose("ps", "--all", "--quiet", *([service] if service else [])).stdout.split()
        found: list[dict[str, Any]] = json.loads(run("docker", "inspect", *ids).stdout) if ids else []
        return sorted(found, key=lambda container: str(container["Name"]))

    def addresses(self) -> list[str]:
        """List the doors of the backends themselves, past nginx."""
        network = f"{self.project}_web"
        found = (one["NetworkSettings"]["Networks"][network]["IPAddress"] for one in self.containers("backend"))
        return [f"http://{address}:5001" for address in found if address]

    def upstreams(self) -> list[str]:
        """List the backends that nginx passes calls on to."""
        listed = self.compose("exec", "--no-TTY", "frontend", "cat", "/tmp/backends.conf").stdout
        return re.findall(r"server ([\d.]+):5001", listed)

    def readiness(self) -> dict[str, Any]:
        answer: dict[str, Any] = requests.get(f"{self.api}/ready", timeout=10).json()
        return answer

    def code_for(self, number: str) -> str:
        """Read the newest code from the phone, as soon as it is there."""
        found: list[str] = []

        def arrived() -> bool:
            messages = requests.get(f"{self.sandbox}/inbox/messages", params={"to": number}, timeout=10).json()
            found[:] = [message["code"] for message in messages]
            return bool(found)

        wait_until(arrived, "a text on the phone")
        return found[0]


class Visitor:
    """Somebody with one number, one address and one browser; `at` is whichever door is knocked at."""

    def __init__(self, number: str, address: str) -> None:
        self.number = number
        self.address = address
        self.cookies: dict[str, str] = {}

    def post(self, at: str, path: str, body: dict[str, str]) -> requests.Response:
        headers = {"X-Forwarded-For": self.address}
        answer = requests.post(at + path, json=body, headers=headers, cookies=self.cookies, timeout=60)
        self.cookies.update(answer.cookies.get_dict())
        return answer

    def ask(self, at: str) -> requests.Response:
        return self.post(at, "/api/request-verification", {"phoneNumber": self.number})

    def check(self, at: str, code: str) -> requests.Response:
        return self.post(at, "/api/check-verification", {"code": code})

    def state(self, at: str) -> requests.Response:
        return requests.get(f"{at}/api/verification", cookies=self.cookies, timeout=60)


def strangers() -> Iterator[Visitor]:
    """Make up visitors of whom no two share a number, a range of numbers or an address."""
    areas = [area for area in range(201, 990) if is_valid(f"+1{area}5550100")]
    for count, area in enumerate(areas):
        yield Visitor(f"+1{area}5550100", f"203.0.113.{count % 256}")


def is_valid(number: str) -> bool:
    return phonenumbers.is_valid_number(phonenumbers.parse(number))
