"""Newsletters: an edition, its variant for each channel, as HTML, text and draft message."""

from schaufenster.mail.approval import State, approval_file, approval_of
from schaufenster.mail.board import board
from schaufenster.mail.edition import render_edition, render_set
from schaufenster.mail.pack import print_recipes, render_packs
from schaufenster.mail.pictures import render_pictures
from schaufenster.mail.preview import (
    board_table,
    channel_files,
    open_preview,
    render_preview,
    variants_table,
)
from schaufenster.mail.proposal import is_name, propose
from schaufenster.mail.sent import keep, ready, redact

__all__ = [
    "State",
    "approval_file",
    "approval_of",
    "board",
    "board_table",
    "channel_files",
    "is_name",
    "keep",
    "open_preview",
    "print_recipes",
    "propose",
    "ready",
    "redact",
    "render_edition",
    "render_packs",
    "render_pictures",
    "render_preview",
    "render_set",
    "variants_table",
]
