"""Vonage Verify v2: https://developer.vonage.com/en/api/verify.v2."""
