"""The commands of `build.py`, one module each; what they have in common stands in `job`.

Rooms that only some commands need are imported where they are used, so that `check` starts at once.
"""
