"""Ways in without an account: forms to fill in, and what is made of the answers."""

from schaufenster.editing.intake.drafts import Base, Draft, drafted, in_plain_words
from schaufenster.editing.intake.issue_forms import render_forms
from schaufenster.editing.intake.letters import Letter, read_letter, reply
from schaufenster.editing.intake.questions import FORMS, wording
from schaufenster.editing.intake.sent_files import sent_file

__all__ = [
    "FORMS",
    "Base",
    "Draft",
    "Letter",
    "drafted",
    "in_plain_words",
    "read_letter",
    "render_forms",
    "reply",
    "sent_file",
    "wording",
]
