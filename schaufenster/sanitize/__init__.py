"""Contributed text, links and pictures made safe: the one place."""
