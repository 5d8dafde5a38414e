"""What an operator sees of a running service: logs, with phone numbers, codes and secrets kept out."""
