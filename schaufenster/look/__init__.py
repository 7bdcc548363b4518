"""What a cluster looks like: colours from two values, curves from a slug."""
