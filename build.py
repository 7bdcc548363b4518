#!/usr/bin/env python3
"""Builds this cluster: the commands of `schaufenster`, on the folder in which this file lies."""

from pathlib import Path

from schaufenster.__main__ import start

if __name__ == "__main__":
    start(Path(__file__).resolve().parent)
