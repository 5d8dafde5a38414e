"""What the containers' start script settles before gunicorn starts, seen by a gunicorn that only prints it."""

import os
import stat
import subprocess
from pathlib import Path

import pytest
from devtools.places import BACKEND

PRINT_ENVIRONMENT = "#!/bin/sh\necho arguments $*\nenv\n"


class Container:
    """A folder that stands for the volume, and a gunicorn that prints what it was given."""

    def __init__(self, folder: Path) -> None:
        self.key = folder / "secret-key"
        self.bin = folder / "bin"
        self.bin.mkdir()
        gunicorn = self.bin / "gunicorn"
        gunicorn.write_text(PRINT_ENVIRONMENT)
        gunicorn.chmod(0o755)

    def start(self, verb: str, **settings: str) -> dict[str, str]:
        done = self.run(verb, **settings)
        assert (done.returncode, done.stderr) == (0, "")
        arguments, *lines = done.stdout.splitlines()
        return {"arguments": arguments, **dict(line.split("=", 1) for line in lines)}

    def run(self, verb: str, **settings: str) -> subprocess.CompletedProcess[str]:
        path = f"{self.bin}{os.pathsep}{BACKEND / '.venv' / 'bin'}{os.pathsep}{os.environ['PATH']}"
        return subprocess.run(
            ["sh", "compose/start.sh", verb],
            cwd=BACKEND,
            env={"PATH": path, "DIALPROOF_KEY_FILE": str(self.key), **settings},
            capture_output=True,
            text=True,
            check=False,
        )


@pytest.fixture
def container(tmp_path: Path) -> Container:
    return Container(tmp_path)


def test_the_demo_has_one_proxy_the_sandbox_and_a_key_that_stays(container: Container) -> None:
    checked = container.start("prepare")
    assert checked["arguments"].endswith("--check-config")
    served = container.start("serve")
    assert "--check-config" not in served["arguments"]
    assert served["TRUSTED_PROXIES"] == "1"
    assert served["VONAGE_API_URL"] == "http://sandbox:5002"
    assert served["PROVIDER_IS_SANDBOX"] == "true"
    assert "SECRET_KEY" not in served
    assert checked["SECRET_KEY_FILE"] == served["SECRET_KEY_FILE"] == str(container.key)
    key = container.key.read_text()
    assert len(key.strip()) >= 48
    container.start("prepare")
    assert container.key.read_text() == key
    assert stat.S_IMODE(container.key.stat().st_mode) == 0o600


def test_the_demo_uses_the_account_that_the_sandbox_was_given(container: Container) -> None:
    usual = container.start("prepare")
    assert (usual["VONAGE_API_KEY"], usual["VONAGE_API_SECRET"]) == ("sandbox", "sandbox-secret")
    given = container.start("prepare", SANDBOX_API_KEY="mine", SANDBOX_API_SECRET="my secret")
    assert (given["VONAGE_API_KEY"], given["VONAGE_API_SECRET"]) == ("mine", "my secret")


def test_the_sandbox_is_not_looked_for_through_a_proxy(container: Container) -> None:
    proxy = "http://proxy.example:3128"
    served = container.start("prepare", HTTP_PROXY=proxy, NO_PROXY="localhost")
    assert (served["NO_PROXY"], served["no_proxy"]) == ("localhost,sandbox", "sandbox")
    real = container.start("prepare", HTTP_PROXY=proxy, NO_PROXY="localhost", ENVIRONMENT="production")
    assert real["NO_PROXY"] == "localhost"


def test_production_has_two_proxies_and_nothing_is_made_up_for_it(container: Container) -> None:
    served = container.start("prepare", ENVIRONMENT="production")
    assert served["TRUSTED_PROXIES"] == "2"
    assert "SECRET_KEY" not in served
    assert "VONAGE_API_URL" not in served
    assert not container.key.exists()


def test_where_proxies_are_named_by_address_nginx_is_one_of_them(container: Container, tmp_path: Path) -> None:
    routes = tmp_path / "route"
    head = "Iface Destination Gateway Flags RefCnt Use Metric Mask MTU Window IRTT\n"
    routes.write_text(
        head + "e0 00000000 010012AC 3 0 0 0 00000000 0 0 0\ne0 000012AC 00000000 1 0 0 0 0000FFFF 0 0 0\n"
    )
    served = container.start("serve", TRUSTED_PROXIES="10.0.0.5", SECRET_KEY="given", ROUTES=str(routes))
    assert served["TRUSTED_PROXIES"] == "10.0.0.5,172.18.0.0/16"
    assert container.start("serve", TRUSTED_PROXIES="3", SECRET_KEY="given")["TRUSTED_PROXIES"] == "3"


@pytest.mark.parametrize("name", ["VONAGE_API_KEY", "VONAGE_APPLICATION_ID", "VONAGE_API_URL"])
def test_an_account_of_ones_own_is_used_in_development_too(name: str, container: Container) -> None:
    served = container.start("prepare", **{name: "given"})
    assert "PROVIDER_IS_SANDBOX" not in served
    assert served[name] == "given"


def test_a_secret_that_a_file_of_the_machine_holds_is_named_by_its_file(container: Container, tmp_path: Path) -> None:
    files = tmp_path / "secrets"
    files.mkdir()
    (files / "VONAGE_API_SECRET").touch()
    for name in ("SECRET_KEY", "VONAGE_API_KEY", "REDIS_URL"):
        (files / name).write_text("held")
    default = {"REDIS_URL": "redis://redis:6379/0", "DIALPROOF_SECRETS": str(files)}
    served = container.start("prepare", **default)
    for name in ("SECRET_KEY", "VONAGE_API_KEY", "REDIS_URL"):
        assert served[f"{name}_FILE"] == str(files / name)
        assert name not in served
    assert "VONAGE_API_SECRET_FILE" not in served
    assert "PROVIDER_IS_SANDBOX" not in served
    assert not container.key.exists()
    # Two answers to one question are for the settings to refuse.
    assert container.start("serve", **default | {"REDIS_URL": "redis://other"})["REDIS_URL"] == "redis://other"


def test_what_is_set_wins(container: Container) -> None:
    served = container.start("prepare", TRUSTED_PROXIES="3", SECRET_KEY="given")
    assert (served["TRUSTED_PROXIES"], served["SECRET_KEY"]) == ("3", "given")
    assert not container.key.exists()


@pytest.mark.parametrize(
    ("processes", "threads", "status"),
    [("4", "100", 0), ("5", "1", 2), ("4", "101", 2), ("1", "400", 0), ("1", "512", 2), ("08", "8", 2), ("x", "8", 0)],
)
def test_more_than_one_container_can_hold_is_refused_with_the_remedy(
    processes: str, threads: str, status: int, container: Container
) -> None:
    done = container.run("prepare", WEB_CONCURRENCY=processes, THREADS=threads)
    assert done.returncode == status
    assert ("BACKENDS=2" in done.stderr) == (status == 2)
    assert "--check-config" in done.stdout
