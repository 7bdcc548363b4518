"""What holds for this repository's content alone."""
