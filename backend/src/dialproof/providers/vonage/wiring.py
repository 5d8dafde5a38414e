"""Vonage, put together from the settings."""

from __future__ import annotations

from vonage import Auth

from dialproof.channels import Channel
from dialproof.providers.context import Context
from dialproof.providers.transport import bounded_manager
from dialproof.providers.vonage.adapter import VonageVerify
from dialproof.providers.vonage.auth import ApplicationAuth, key_and_secret
from dialproof.providers.vonage.client import VonageClient
from dialproof.providers.vonage.open_requests import OpenRequests
from dialproof.settings.vendors.vonage import Vonage


def connect(account: Vonage, context: Context) -> VonageVerify:
    """Return the adapter for ``account``."""
    client = VonageClient(
        auth=_auth(account, context),
        api_url=account.api_url,
        manager=bounded_manager(account.api_url, context.bounds),
        brand=account.brand_name,
        code_length=context.code_length,
        code_lifetime=context.code_lifetime,
        whatsapp_sender=account.whatsapp_sender,
    )
    open_requests = OpenRequests(
        context.values, cancel_after=account.cancel_after, lifetime=context.code_lifetime, clock=context.clock
    )
    return VonageVerify(
        client=client,
        open_requests=open_requests,
        channels=(Channel.SMS, Channel.VOICE, *([Channel.WHATSAPP] if account.whatsapp_sender else [])),
        code_lifetime=context.code_lifetime,
        cancel_after=account.cancel_after,
        conflict_wait=account.conflict_wait,
        clock=context.clock,
        sleep=context.sleep,
    )


def _auth(account: Vonage, context: Context) -> Auth:
    if account.application_id and account.private_key:
        return ApplicationAuth(account.application_id, account.private_key, clock=context.clock)
    return key_and_secret(account.api_key or "", account.api_secret or "")
