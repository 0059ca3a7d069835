"""Pictures that people send: recognised, verified, cleaned and bounded, a process each.

Nothing is imported here: each of these processes loads it.
"""
