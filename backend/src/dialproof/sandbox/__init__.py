"""A stand-in for Vonage's Verify v2 servers, with a phone on the screen.

The package is an island: it imports nothing from the rest of Dialproof and could be lifted out. Point any Vonage SDK
at it instead of the vendor's host; texts and calls land on a page instead of a handset.
"""
