"""The HTTP server: the application, its host names and its certificate."""
