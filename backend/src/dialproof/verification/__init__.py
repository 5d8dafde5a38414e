"""The rules of a verification: request, re-send, check, cancel. Knows no Flask and no vendor."""
