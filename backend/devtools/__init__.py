"""What `dev.py` does, in modules that need nothing but Python's standard library."""
