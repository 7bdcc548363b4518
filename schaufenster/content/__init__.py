"""Content: read, model, check, load."""
