"""Messages on their way to the phone, and the inbox that keeps them."""
