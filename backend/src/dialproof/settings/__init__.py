"""Every knob of Dialproof: typed, read once from the environment, all mistakes reported together."""

from dialproof.settings.load import load_settings
from dialproof.settings.model import Settings
from dialproof.settings.rule import SettingsError

__all__ = ["Settings", "SettingsError", "load_settings"]
