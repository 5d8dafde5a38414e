"""Vonage Verify v2 over HTTP: routes, credentials, bodies and answers."""
