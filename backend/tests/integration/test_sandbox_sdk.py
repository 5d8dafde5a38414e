"""The vendor's own Python SDK against the sandbox, with both kinds of credentials.

Only its transport is told where to go.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
import requests
from cryptography.hazmat.primitives.asymmetric.rsa import generate_private_key
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat, PublicFormat
from requests import PreparedRequest, Response
from requests.adapters import HTTPAdapter
from vonage import Auth, HttpClientOptions, Vonage
from vonage_http_client.errors import (
    AuthenticationError,
    HttpRequestError,
    NotFoundError,
    RateLimitedError,
    ServerError,
)
from vonage_verify import EmailChannel, SilentAuthChannel, SmsChannel, VerifyRequest, VoiceChannel, WhatsappChannel
from vonage_verify.enums import Locale

from dialproof.sandbox.server import SandboxServer
from dialproof.sandbox.settings import SandboxSettings
from dialproof.sandbox.vendors.vonage.settings import VonageSettings

NUMBER = "+14155550100"
DIGITS = NUMBER.removeprefix("+")
APPLICATION = "3fa85f64-5717-4562-b3fc-2c963f66afa6"

KEY = generate_private_key(public_exponent=65537, key_size=2048)
PRIVATE = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()

BASIC = {"api_key": "sandbox", "api_secret": "sandbox-secret"}
JWT = {"application_id": APPLICATION, "private_key": PRIVATE}


class PlainHttp(HTTPAdapter):
    """Take the addresses the SDK writes as https:// to the sandbox over plain http."""

    def send(self, request: PreparedRequest, *args: Any, **options: Any) -> Response:
        request.url = str(request.url).replace("https://", "http://", 1)
        return super().send(request, *args, **options)


@pytest.fixture
def sandbox() -> Iterator[SandboxServer]:
    settings = SandboxSettings(vonage=VonageSettings(application_id=APPLICATION, public_key=PUBLIC, cancel_after=0))
    with SandboxServer(settings) as server:
        yield server


def connect(sandbox: SandboxServer, credentials: dict[str, str]) -> Any:
    client = Vonage(Auth(**credentials), HttpClientOptions(api_host=sandbox.url.removeprefix("http://"), timeout=30))
    client.http_client._session.mount("https://", PlainHttp())
    return client.verify


def test_a_sandbox_as_it_comes_takes_the_tokens_of_any_application() -> None:
    with SandboxServer() as sandbox:
        verify = connect(sandbox, JWT)
        started = verify.start_verification(wanted())
        assert verify.check_code(started.request_id, newest_code(sandbox)).status == "completed"
        verify.http_client._session.close()


@pytest.fixture(params=[BASIC, JWT], ids=["basic", "jwt"])
def verify(request: pytest.FixtureRequest, sandbox: SandboxServer) -> Iterator[Any]:
    verify = connect(sandbox, request.param)
    yield verify
    verify.http_client._session.close()


def wanted(**changes: Any) -> VerifyRequest:
    workflow = [SmsChannel(to=DIGITS), VoiceChannel(to=DIGITS)]
    return VerifyRequest(**({"brand": "Acme", "code_length": 6, "workflow": workflow} | changes))


def newest_code(sandbox: SandboxServer) -> str:
    return sandbox.sandbox.inbox.messages(NUMBER)[0].code


def wrong_code(sandbox: SandboxServer) -> str:
    return f"{(int(newest_code(sandbox)) + 1) % 10**6:06}"


def status_of(error: pytest.ExceptionInfo[HttpRequestError]) -> int:
    return int(error.value.response.status_code)


def test_start_and_check(sandbox: SandboxServer, verify: Any) -> None:
    started = verify.start_verification(wanted())
    checked = verify.check_code(started.request_id, newest_code(sandbox))
    assert (checked.request_id, checked.status) == (started.request_id, "completed")


def test_wrong_codes_then_too_many_then_gone(sandbox: SandboxServer, verify: Any) -> None:
    request_id = verify.start_verification(wanted()).request_id
    statuses = []
    for _ in range(4):
        with pytest.raises(HttpRequestError) as error:
            verify.check_code(request_id, wrong_code(sandbox))
        statuses.append(status_of(error))
    assert statuses == [400, 400, 410, 404]


def test_a_second_start_conflicts_and_names_the_first(verify: Any) -> None:
    request_id = verify.start_verification(wanted()).request_id
    with pytest.raises(HttpRequestError) as error:
        verify.start_verification(wanted())
    assert status_of(error) == 409
    assert error.value.response.json()["request_id"] == request_id


def test_cancel_frees_the_number(sandbox: SandboxServer, verify: Any) -> None:
    request_id = verify.start_verification(wanted()).request_id
    verify.cancel_verification(request_id)
    with pytest.raises(NotFoundError):
        verify.check_code(request_id, newest_code(sandbox))
    assert verify.start_verification(wanted()).request_id != request_id


def test_next_workflow_calls_and_then_has_nothing_left(sandbox: SandboxServer, verify: Any) -> None:
    request_id = verify.start_verification(wanted()).request_id
    verify.trigger_next_workflow(request_id)
    assert sandbox.sandbox.inbox.messages(NUMBER)[0].channel == "voice"
    with pytest.raises(HttpRequestError) as error:
        verify.trigger_next_workflow(request_id)
    assert status_of(error) == 409
    assert verify.check_code(request_id, newest_code(sandbox)).status == "completed"


def test_an_unknown_request_is_not_found(verify: Any) -> None:
    with pytest.raises(NotFoundError):
        verify.check_code("c11236f4-00bf-4b89-84ba-88b25df97315", "123456")


def test_a_value_the_sdk_lets_through_is_refused_by_the_server(verify: Any) -> None:
    with pytest.raises(HttpRequestError) as error:
        verify.start_verification(wanted(brand="a/b"))
    assert status_of(error) == 422
    assert error.value.response.json()["invalid_parameters"][0]["name"] == "brand"


def test_every_channel_and_option_of_the_sdk_is_understood(sandbox: SandboxServer, verify: Any) -> None:
    for workflow in (
        [SmsChannel(to=DIGITS, from_="Acme", app_hash="ABC123def45", entity_id="1", content_id="2")],
        [WhatsappChannel(to=DIGITS, from_="14155550199")],
        [EmailChannel(to="someone@example.org", from_="acme@example.org")],
        [SilentAuthChannel(to=DIGITS), SmsChannel(to=DIGITS)],
    ):
        request = wanted(workflow=workflow, locale=Locale.ES_ES, channel_timeout=60, client_ref="abc", code="abcd12")
        request_id = verify.start_verification(request).request_id
        if len(workflow) == 1:
            verify.cancel_verification(request_id)
    channels = [message.channel for message in sandbox.sandbox.inbox.messages()]
    assert channels == ["sms", "email", "whatsapp", "sms"]
    assert {message.code for message in sandbox.sandbox.inbox.messages()} == {"abcd12"}


def test_silent_authentication_goes_through_with_the_code_that_a_handset_brings(verify: Any) -> None:
    started = verify.start_verification(wanted(workflow=[SilentAuthChannel(to="9902345602"), SmsChannel(to=DIGITS)]))
    answer = requests.get(started.check_url, timeout=30)
    assert [hop.status_code for hop in answer.history] == [302]
    assert verify.check_code(started.request_id, answer.json()["code"]).status == "completed"


@pytest.mark.parametrize(
    ("number", "error"),
    [
        ("14155550182", HttpRequestError),
        ("14155550183", RateLimitedError),
        ("14155550187", ServerError),
        ("14155550194", AuthenticationError),
    ],
)
def test_reserved_numbers_bring_out_the_sdks_errors(verify: Any, number: str, error: type[HttpRequestError]) -> None:
    with pytest.raises(error):
        verify.start_verification(wanted(workflow=[SmsChannel(to=number)]))


@pytest.mark.parametrize(
    "credentials",
    [
        {"api_key": "sandbox", "api_secret": "wrong"},
        {"application_id": "3fa85f64-5717-4562-b3fc-000000000000", "private_key": PRIVATE},
    ],
)
def test_wrong_credentials_are_refused(sandbox: SandboxServer, credentials: dict[str, str]) -> None:
    verify = connect(sandbox, credentials)
    with pytest.raises(AuthenticationError):
        verify.start_verification(wanted())
    verify.http_client._session.close()


def test_one_connection_carries_many_calls(sandbox: SandboxServer, verify: Any) -> None:
    for line in range(100, 120):
        verify.start_verification(wanted(workflow=[SmsChannel(to=f"1415555{line:04}")]))
    assert sandbox._server is not None
    assert len(sandbox._server._open) == 1
