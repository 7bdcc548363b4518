"""The theme of every cluster that names no other: names, days and places, well set."""
