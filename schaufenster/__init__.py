"""Schaufenster: everything by which an industry cluster is seen, built from files in git."""

__version__ = "1.0.0"
