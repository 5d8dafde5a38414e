from __future__ import annotations

import subprocess
import sys
from dataclasses import replace

import pytest

from dialproof.channels import Channel
from dialproof.providers.base import Features, Reports, Resending
from dialproof.providers.context import Context
from dialproof.providers.transport import Bounds
from dialproof.providers.vendors import require_features
from dialproof.settings import SettingsError
from fakes import FakeClock, Replacing
from support.values import ValuesInMemory

FEATURES = Features(
    code_lengths=range(4, 9),
    lifetime=range(60, 601),
    wrong_codes=3,
    resending=Resending.REPEATS,
    resend_after=0,
    cancel_after=None,
    reports=Reports.NONE,
)


def mistakes(features: Features, *channels: Channel, code_length: int = 6, code_lifetime: int = 300) -> tuple[str, ...]:
    """Return what is wrong with such settings for a vendor with SMS and calls."""

    class Vendor(Replacing):
        FEATURES = features

    clock = FakeClock()
    context = Context(
        code_length=code_length,
        code_lifetime=code_lifetime,
        bounds=Bounds(1, 1, 1),
        values=ValuesInMemory(clock),
        clock=clock,
        sleep=clock.advance,
    )
    try:
        require_features(Vendor(clock), channels or (Channel.SMS,), context)
    except SettingsError as error:
        return error.mistakes
    return ()


@pytest.mark.parametrize(("code_length", "code_lifetime"), [(4, 60), (8, 600), (6, 300)])
def test_what_a_vendor_can_do_may_be_asked_of_it(code_length: int, code_lifetime: int) -> None:
    assert mistakes(FEATURES, Channel.SMS, Channel.VOICE, code_length=code_length, code_lifetime=code_lifetime) == ()


@pytest.mark.parametrize("code_length", [3, 9])
def test_a_code_length_that_a_vendor_lacks_refuses_the_start(code_length: int) -> None:
    [mistake] = mistakes(FEATURES, code_length=code_length)
    assert mistake == f"CODE_LENGTH: fake sends codes of 4 to 8 digits by sms, not of {code_length}; write one of those"


def test_one_code_length_is_named_alone() -> None:
    [mistake] = mistakes(replace(FEATURES, code_lengths=range(4, 5)))
    assert "codes of 4 digits" in mistake


@pytest.mark.parametrize("code_lifetime", [59, 601])
def test_a_lifetime_that_cannot_be_asked_for_refuses_the_start(code_lifetime: int) -> None:
    [mistake] = mistakes(FEATURES, code_lifetime=code_lifetime)
    assert mistake.startswith("CODE_LIFETIME: fake lets codes live 60 to 600 seconds by sms")


@pytest.mark.parametrize(("code_lifetime", "refused"), [(599, False), (600, False), (601, True)])
def test_a_lifetime_of_the_vendors_own_is_the_longest(code_lifetime: int, *, refused: bool) -> None:
    found = mistakes(replace(FEATURES, lifetime=600), code_lifetime=code_lifetime)
    assert bool(found) is refused


def test_every_mistake_is_told_at_once() -> None:
    found = mistakes(FEATURES, Channel.SMS, Channel.WHATSAPP, code_length=10, code_lifetime=900)
    assert [mistake.partition(":")[0] for mistake in found] == ["CODE_LENGTH", "CODE_LIFETIME", "CHANNELS"]


def test_no_sdk_is_imported_before_a_vendor_is_chosen() -> None:
    script = (
        "import sys, dialproof.app; print(*sorted({'vonage', 'vonage_verify', 'twilio', 'plivo'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, timeout=60, check=True)
    assert done.stdout.strip() == ""
