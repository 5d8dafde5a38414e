"""The control API: make calls fail, look at what happened, start afresh."""
