"""Changes to YAML files that touch only what changes: comments, order and quotes stay."""

from schaufenster.yaml_edits.change import new_text, set_fields, with_value
from schaufenster.yaml_edits.restore import is_written_anew, restored, restored_markdown
from schaufenster.yaml_edits.shape import Shape, shape_of

__all__ = [
    "Shape",
    "is_written_anew",
    "new_text",
    "restored",
    "restored_markdown",
    "set_fields",
    "shape_of",
    "with_value",
]
