"""What an operator sees of a running service: logs without phone numbers, codes and secrets."""
