"""Self-hosted phone verification by one-time code."""
