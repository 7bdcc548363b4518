"""Ways in without an account: forms to fill in, and what is made of the answers."""

from schaufenster.editing.intake.drafts import Base, Draft, drafted, in_plain_words
from schaufenster.editing.intake.issue_forms import render_forms
from schaufenster.editing.intake.letters import Letter, read_letter, reply
from schaufenster.editing.intake.mailboxes import IMAP, MAILDIR, MailboxError, open_mailbox
from schaufenster.editing.intake.questions import FORMS, wording
from schaufenster.editing.intake.sent_files import sent_file

__all__ = [
    "FORMS",
    "IMAP",
    "MAILDIR",
    "Base",
    "Draft",
    "Letter",
    "MailboxError",
    "drafted",
    "in_plain_words",
    "open_mailbox",
    "read_letter",
    "render_forms",
    "reply",
    "sent_file",
    "wording",
]
