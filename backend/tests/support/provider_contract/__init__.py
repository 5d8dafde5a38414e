"""What every adapter is held to. A vendor brings a `Stage`; `ProviderContract` plays on it."""
