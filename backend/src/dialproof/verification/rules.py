"""The figures that the rules go by."""

from __future__ import annotations

from dataclasses import dataclass

from dialproof.channels import Channel


@dataclass(frozen=True, slots=True)
class Rules:
    """What an operator can set about verifications.

    Attributes:
        channels: how codes may be sent, the first being the one to begin with.
        code_length: digits in a code.
        code_lifetime: seconds for which a code is good.
        verified_lifetime: seconds for which a verified number is shown.
    """

    channels: tuple[Channel, ...]
    code_length: int
    code_lifetime: int
    verified_lifetime: int
