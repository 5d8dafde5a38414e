"""Check and install what has to be on the machine, each step only when something has changed."""
