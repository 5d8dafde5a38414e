"""The vendors there are, and how the one that was chosen is connected."""

from __future__ import annotations

from importlib import import_module
from typing import Final, cast

from dialproof.channels import Channel
from dialproof.providers.base import Provider
from dialproof.providers.context import Context
from dialproof.settings import Settings, SettingsError

# `PROVIDER` to the module whose `connect(account, context)` returns the provider. A module is imported only when its
# vendor is chosen: an SDK takes up to three seconds and 80 MB.
VENDORS: Final = {
    "vonage": "dialproof.providers.vonage.wiring",
}


def connect(settings: Settings, context: Context) -> Provider:
    """Return the provider that `PROVIDER` names.

    Raises:
        SettingsError: the vendor cannot do what the settings ask of it.
    """
    provider = cast("Provider", import_module(VENDORS[settings.provider.name]).connect(settings.vendor, context))
    require_features(provider, settings.codes.channels, context)
    return provider


def require_features(provider: Provider, channels: tuple[Channel, ...], context: Context) -> None:
    """Raise `SettingsError`, with every mistake, unless ``provider`` can send such codes by all of ``channels``."""
    vendor, mistakes = provider.name, list[str]()
    for channel in channels:
        features = provider.features.get(channel)
        if features is None:
            others = ", ".join(provider.features)
            mistakes.append(
                f"CHANNELS: {vendor} does not send by {channel} with these settings; write some of {others}"
            )
            continue
        if context.code_length not in features.code_lengths:
            digits = f"{_written(features.code_lengths)} digits by {channel}, not of {context.code_length}"
            mistakes.append(f"CODE_LENGTH: {vendor} sends codes of {digits}; write one of those")
        lives = range(1, features.lifetime + 1) if isinstance(features.lifetime, int) else features.lifetime
        if context.code_lifetime not in lives:
            seconds = f"{_written(lives)} seconds by {channel}, not {context.code_lifetime}"
            mistakes.append(f"CODE_LIFETIME: {vendor} lets codes live {seconds}; write one of those")
    if mistakes:
        raise SettingsError(mistakes)


def _written(values: range) -> str:
    return f"{values[0]} to {values[-1]}" if len(values) > 1 else str(values[0])
