"""The vendors that the sandbox plays, one package each."""
