"""The commands, one module each: `program` puts them together, `job` has what they share.

Rooms that only some commands need are imported where they are used, so that `check` starts at once.
"""
