"""Benchmarks: how long builds and mails take, beside what others take for the same."""
