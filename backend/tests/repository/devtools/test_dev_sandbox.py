"""Where `dev.py sandbox` runs the sandbox, and what it passes on."""

import pytest
from devtools.console import Stop
from devtools.running.sandbox import CERTIFICATE, check_port, environment, free_port, wanted_port


@pytest.mark.parametrize(
    ("environ", "port"),
    [
        ({}, 5002),
        ({"SANDBOX_PORT": " "}, 5002),
        ({"DIALPROOF_PORT_OFFSET": "100"}, 5102),
        ({"SANDBOX_PORT": "6002", "DIALPROOF_PORT_OFFSET": "100"}, 6002),
        ({"SANDBOX_PORT": "65535"}, 65535),
    ],
)
def test_reads_the_port(environ: dict[str, str], port: int) -> None:
    assert wanted_port(environ) == port


@pytest.mark.parametrize("text", ["0", "65536", "high", "-1", "\u0661"])
def test_refuses_what_is_no_port(text: str) -> None:
    with pytest.raises(Stop, match="whole number from 1 to 65535"):
        wanted_port({"SANDBOX_PORT": text})


def test_refuses_a_port_that_browsers_refuse_with_the_next_good_one() -> None:
    with pytest.raises(Stop) as stopped:
        wanted_port({"SANDBOX_PORT": "6665"})
    assert str(stopped.value).endswith("SANDBOX_PORT=6670")


def test_a_taken_port_is_named_with_a_command_that_works() -> None:
    check_port(5002, "sandbox", lambda _port: False)
    with pytest.raises(Stop) as stopped:
        check_port(5059, "sandbox --tls", {5059, 5062}.__contains__)
    message = str(stopped.value)
    assert "Port 5059 is taken" in message
    assert message.endswith("SANDBOX_PORT=5063 python3 backend/dev.py sandbox --tls")


def test_says_so_where_no_port_is_free() -> None:
    assert free_port(5002, lambda _port: True) is None
    with pytest.raises(Stop, match=r"runs already\.$"):
        check_port(5002, "sandbox", lambda _port: True)


def test_every_setting_is_passed_on_and_no_env_file_is_read() -> None:
    given = {"SANDBOX_CODE": "123456", "SANDBOX_CANCEL_AFTER": "0", "PATH": "/bin"}
    assert environment(given, tls=False) == {**given, "DIALPROOF_ENV_FILE": "/dev/null"}
    assert environment({"DIALPROOF_ENV_FILE": "mine"}, tls=False) == {"DIALPROOF_ENV_FILE": "mine"}


def test_the_certificate_is_kept_unless_another_folder_is_named() -> None:
    assert environment({}, tls=True)["SANDBOX_TLS"] == str(CERTIFICATE)
    assert environment({"SANDBOX_TLS": "mine"}, tls=True)["SANDBOX_TLS"] == "mine"
