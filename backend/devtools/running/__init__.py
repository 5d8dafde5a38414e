"""The verbs `demo`, `serve` and `sandbox`: programs that run until Ctrl-C."""
