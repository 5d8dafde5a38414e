"""Vonage Verify v2."""
