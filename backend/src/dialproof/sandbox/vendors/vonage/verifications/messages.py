"""The message of a step as it goes to the phone."""

from __future__ import annotations

from dialproof.sandbox.core.addresses import to_e164
from dialproof.sandbox.core.messages.carrier import VOICE_CALLER
from dialproof.sandbox.core.messages.inbox import OutgoingMessage
from dialproof.sandbox.vendors.vonage.profile import PROFILE
from dialproof.sandbox.vendors.vonage.verifications import wording
from dialproof.sandbox.vendors.vonage.verifications.model import Channel, Step
from dialproof.sandbox.vendors.vonage.verifications.verification import Verification

DEFAULT_RCS_AGENT = "Vonage Verify"
"""The sender of an RCS message where the request names none."""


def message_of(verification: Verification, step: Step) -> OutgoingMessage:
    """Write the text or call of a step."""
    plan = verification.plan
    return OutgoingMessage(
        to=to_e164(step.plan.to),
        sender=_sender(step, plan.brand),
        channel=step.plan.channel,
        provider=PROFILE.name,
        brand=plan.brand,
        text=wording.compose(
            step.plan.channel,
            brand=plan.brand,
            code=step.code,
            locale=plan.locale,
            lifetime=plan.channel_timeout,
            app_hash=step.plan.app_hash,
        ),
        code=step.code,
    )


def _sender(step: Step, brand: str) -> str:
    match step.plan.channel:
        case Channel.VOICE:
            return VOICE_CALLER
        case Channel.RCS:
            return step.plan.sender or DEFAULT_RCS_AGENT
        case _:
            return step.plan.sender or brand


def block_reason(to: str) -> str:
    """Write the reason in the summary as the vendor does; the network is invented."""
    return f"Fraudulent traffic detected for your account on network [ {to.removeprefix('+')[:1]}00000 ]."
