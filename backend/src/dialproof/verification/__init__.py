"""The rules of a verification: send a code, check it, cancel, and say where it stands.

Each takes a session and returns an `Outcome`: the next session, with where the verification stands or with a problem.
They know no Flask and no vendor by name.
"""
