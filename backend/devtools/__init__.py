"""What `dev.py` does, in modules that need nothing but Python's standard library.

`cli` reads the command line; `setup` prepares the machine; `running` holds the verbs demo, serve and sandbox; `testing`
the verb test; `locks` and `images` the verb lock.
"""
