"""The settings of Dialproof: typed, read once from the environment, all mistakes reported together."""

from dialproof.settings.errors import SettingsError
from dialproof.settings.model import Settings, load_settings

__all__ = ["Settings", "SettingsError", "load_settings"]
