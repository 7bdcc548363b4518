"""Newsletters: an edition, its variant for each channel, as HTML, text and draft message."""

from schaufenster.mail.approval import approval_file, approval_of, hash_of, to_approve
from schaufenster.mail.board import board
from schaufenster.mail.digest import digest
from schaufenster.mail.edition import render_edition, render_set
from schaufenster.mail.eml import letter
from schaufenster.mail.office_page import (
    board_table,
    open_office_page,
    render_office_page,
    variants_table,
)
from schaufenster.mail.pack import pack_outputs
from schaufenster.mail.pictures import picture_outputs
from schaufenster.mail.proposal import is_name, propose
from schaufenster.mail.sent import folder_of, keep, ready, redact
from schaufenster.mail.story_mail import StoryMail, story_mails
