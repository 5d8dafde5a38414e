"""Vonage's own SDK, made safe: over our transport, silent, and with failures of ours for all that it raises.

What Vonage's answers become stands in `answers`.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Callable
from typing import Any, Final
from urllib.parse import urlsplit

from pydantic import ValidationError
from requests import PreparedRequest, Response
from urllib3 import PoolManager
from vonage import Auth, HttpClientOptions, Vonage
from vonage_http_client.errors import HttpRequestError
from vonage_verify import SmsChannel, VerifyRequest, VoiceChannel, WhatsappChannel

from dialproof.channels import Channel
from dialproof.providers.base import (
    Ambiguous,
    ConnectionDropped,
    Failed,
    Misconfigured,
    NumberInvalid,
    ProviderFailure,
    Unavailable,
)
from dialproof.providers.transport import BoundedAdapter
from dialproof.providers.vonage.answers import cancel_failure, check_failure, start_failure
from dialproof.providers.vonage.locales import vonage_locale

UUID: Final = re.compile(r"[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}", re.IGNORECASE)


class _VerifyRequest(VerifyRequest):  # type: ignore[misc]  # the SDK ships without type information
    """The SDK's request, for all the languages of the API: the SDK lists thirteen of them."""

    locale: str | None = None


class VonageClient:
    """Call Vonage Verify v2, once for each call, and raise `ProviderFailure` alone.

    Args:
        auth: credentials, see `auth`.
        api_url: where Vonage answers, without a path.
        manager: the way there, see `transport.bounded_manager`.
        brand: the name in the message, 1 to 16 characters.
        code_length: digits, 4 to 10.
        code_lifetime: seconds for which a code is good (Vonage's ``channel_timeout``), 15 to 900.
        whatsapp_sender: the business number that WhatsApp messages come from; None without that channel.
    """

    def __init__(
        self,
        *,
        auth: Auth,
        api_url: str,
        manager: PoolManager,
        brand: str,
        code_length: int,
        code_lifetime: int,
        whatsapp_sender: str | None,
    ) -> None:
        self._brand = brand
        self._code_length = code_length
        self._code_lifetime = code_lifetime
        self._whatsapp_sender = whatsapp_sender
        self._reachability = "unknown"
        _silence_sdk()
        client = Vonage(auth, HttpClientOptions(api_host=urlsplit(api_url).netloc, pool_maxsize=1, max_retries=0))
        session = client.http_client._session  # noqa: SLF001  # the SDK has no public way to set its transport
        session.mount("https://", BoundedAdapter(manager))
        # Without an auth of its own, requests would replace our credentials by those of a ~/.netrc.
        session.auth = _keep_authorization
        self._verify = client.verify

    def reachability(self) -> str:
        """Return whether the last call reached Vonage."""
        return self._reachability

    def start(self, number: str, channel: Channel, locale: str | None) -> str:
        """Send a code, as the only step of its workflow, and return the request's id."""
        request = self._build(number, channel, locale)
        answer = self._call(
            lambda: self._verify.start_verification(request),
            lambda refused: start_failure(refused, self._code_lifetime),
        )
        return _require_uuid(answer.request_id)

    def check(self, request_id: str, code: str) -> None:
        """Compare ``code``; asked once more when the connection broke, as an idle one does now and then."""
        try:
            self._check_once(request_id, code)
        except ConnectionDropped:
            self._check_once(request_id, code)

    def cancel(self, request_id: str) -> None:
        """End the request."""
        request_id = _require_uuid(request_id)
        self._call(lambda: self._verify.cancel_verification(request_id), cancel_failure)

    def _check_once(self, request_id: str, code: str) -> None:
        request_id = _require_uuid(request_id)
        answer = self._call(lambda: self._verify.check_code(request_id, code), check_failure)
        if answer.request_id != request_id or answer.status not in {"completed", "complete"}:
            raise Failed("200 for another request, or without the word that it is completed")

    def _build(self, number: str, channel: Channel, locale: str | None) -> _VerifyRequest:
        """Build the request; what the SDK does not take never reaches Vonage."""
        try:
            return _VerifyRequest(
                brand=self._brand,
                workflow=[self._step(number.removeprefix("+"), channel)],
                locale=vonage_locale(locale),
                channel_timeout=self._code_lifetime,
                code_length=self._code_length,
            )
        except ValidationError as error:
            # Not chained: the SDK's error repeats the number.
            fields = sorted({str(part) for detail in error.errors(include_input=False) for part in detail["loc"]})
            if "to" in fields:
                raise NumberInvalid("the SDK does not take this number") from None
            raise Misconfigured(f"the SDK does not take {', '.join(fields)}; see the VONAGE_ settings") from None

    def _step(self, digits: str, channel: Channel) -> SmsChannel | VoiceChannel | WhatsappChannel:
        match channel:
            case Channel.SMS:
                return SmsChannel(to=digits)
            case Channel.VOICE:
                return VoiceChannel(to=digits)
            case Channel.WHATSAPP:
                return WhatsappChannel(to=digits, from_=self._whatsapp_sender)

    def _call(self, call: Callable[[], Any], failure_for: Callable[[Response], ProviderFailure]) -> Any:
        """Make one call of the SDK and turn whatever it raises into a `ProviderFailure`, here and nowhere else.

        Nothing is chained: the SDK's errors carry the whole answer, which may name a number or a stranger's request.
        """
        reached = True
        try:
            return call()
        except (Unavailable, Ambiguous):
            reached = False
            raise
        except ProviderFailure:
            raise
        except HttpRequestError as error:
            raise failure_for(error.response) from None
        except OSError as error:
            # Of requests, outside of what our transport does: nothing is known to come here, and nothing may pass.
            raise Ambiguous(f"a fault of the transport: {type(error).__name__}") from None
        except Exception as error:  # noqa: BLE001  # the SDK parses what the vendor wrote, and fails in any way that this can
            raise Failed(f"an answer that makes no sense: {type(error).__name__}") from None
        finally:
            self._reachability = "ok" if reached else "unreachable"


def _require_uuid(request_id: str) -> str:
    """Return ``request_id`` if it is a UUID: the SDK puts it into the path as it is."""
    if not UUID.fullmatch(request_id):
        raise Failed("a request id that is not a UUID")
    return request_id


def _keep_authorization(request: PreparedRequest) -> PreparedRequest:
    return request


def _silence_sdk() -> None:
    """Keep the SDK out of every log: it writes numbers, codes and bearer tokens at DEBUG, whole answers at WARNING.

    A filter and not a level, because levels can be changed from outside.
    """
    logger = logging.getLogger("vonage")
    if not any(getattr(existing, "__name__", "") == _refuse.__name__ for existing in logger.filters):
        logger.addFilter(_refuse)


def _refuse(_: logging.LogRecord) -> bool:
    return False
