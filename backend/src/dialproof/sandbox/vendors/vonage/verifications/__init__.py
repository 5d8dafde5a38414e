"""Verification requests as Vonage keeps them: their states, messages and callbacks."""
