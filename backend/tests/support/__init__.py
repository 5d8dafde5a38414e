"""What the tests on real sockets share: a Redis, a line to the provider that can be broken, processes, visitors."""
