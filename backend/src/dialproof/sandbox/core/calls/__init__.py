"""Calls to a vendor: the record of them, and the faults that hit them."""
