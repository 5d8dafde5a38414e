"""The settings of each vendor: one frozen model a file, and one line in `Settings`."""
