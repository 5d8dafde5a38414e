"""The types of settings: each takes what an operator writes, or says what to write instead."""
