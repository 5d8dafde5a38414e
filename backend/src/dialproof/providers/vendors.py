"""The vendors there are, and how the one that was chosen is connected."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from typing import Final, cast

from dialproof.channels import Channel
from dialproof.providers.base import Features, Provider
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
    mistakes: list[str] = []
    for channel in channels:
        features = provider.features.get(channel)
        if features is None:
            others = ", ".join(provider.features)
            mistakes.append(f"CHANNELS: {provider.name} does not send by {channel} here; write some of {others}")
        else:
            mistakes += _mistakes(f"{provider.name} by {channel}", features, context)
    if mistakes:
        raise SettingsError(mistakes)


def _mistakes(vendor: str, features: Features, context: Context) -> Iterator[str]:
    lengths, lifetime = features.code_lengths, features.lifetime
    if context.code_length not in lengths:
        yield f"CODE_LENGTH: {vendor} sends codes of {_written(lengths)} digits, not {context.code_length}; write that"
    if isinstance(lifetime, int):
        if context.code_lifetime > lifetime:
            yield f"CODE_LIFETIME: {vendor} lets codes end after {lifetime} seconds; write that, or less"
    elif context.code_lifetime not in lifetime:
        yield f"CODE_LIFETIME: {vendor} lets codes live {_written(lifetime)} seconds; write that"


def _written(values: range) -> str:
    return f"{values[0]} to {values[-1]}" if len(values) > 1 else str(values[0])
