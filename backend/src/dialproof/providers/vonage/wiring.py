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
from dialproof.settings import Settings


def connect(settings: Settings, context: Context) -> VonageVerify:
    """Return the adapter for the account in the ``VONAGE_`` settings."""
    sender = settings.vonage.whatsapp_sender
    client = VonageClient(
        auth=_auth(settings, context),
        api_url=settings.vonage.api_url,
        manager=bounded_manager(settings.vonage.api_url, context.bounds),
        brand=settings.vonage.brand_name,
        code_length=context.code_length,
        code_lifetime=context.code_lifetime,
        whatsapp_sender=sender,
    )
    open_requests = OpenRequests(
        context.values,
        cancel_after=settings.vonage.cancel_after,
        lifetime=context.code_lifetime,
        clock=context.clock,
    )
    return VonageVerify(
        client=client,
        open_requests=open_requests,
        channels=(Channel.SMS, Channel.VOICE, *([Channel.WHATSAPP] if sender else [])),
        code_lifetime=context.code_lifetime,
        cancel_after=settings.vonage.cancel_after,
        conflict_wait=settings.vonage.conflict_wait,
        clock=context.clock,
        sleep=context.sleep,
    )


def _auth(settings: Settings, context: Context) -> Auth:
    if settings.vonage.application_id and settings.vonage.private_key:
        return ApplicationAuth(settings.vonage.application_id, settings.vonage.private_key, clock=context.clock)
    return key_and_secret(settings.vonage.api_key or "", settings.vonage.api_secret or "")
