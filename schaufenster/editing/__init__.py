"""What helps people to change content: marks, and later forms, schemas and previews."""

from schaufenster.editing.translated import translated_file

__all__ = ["translated_file"]
