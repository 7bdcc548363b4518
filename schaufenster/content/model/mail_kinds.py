"""The kinds of mail.

A new kind is an entry here, its templates `newsletter/templates/ID.mjml.j2` and `ID.txt.j2`, and
its words in `words/…/mail.po`.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal


@dataclass(frozen=True, slots=True)
class MailKind:
    """A kind of mail; `id` is the `template` of a channel and the name of the templates.

    `subject` is the key in `words/…/mail.po` of a subject made from the first story, whose lead
    is then the preheader; a kind without one has the edition's.
    `prints_text`: stories are printed in full, within the channel's limit of a text.
    `photo_use` is the use that photographs must be released for; `photos_inside`: they are
    part of the message instead of being loaded from the site. `packs`: each story has a press pack
    made for the channel.
    """

    id: str
    subject: str = ""
    prints_text: bool = False
    photo_use: Literal["newsletter", "press"] = "newsletter"
    photos_inside: bool = False
    packs: bool = False

    @property
    def templates(self) -> tuple[str, str]:
        """Return the names of its templates: HTML (as MJML) and text."""
        return f"{self.id}.mjml.j2", f"{self.id}.txt.j2"


MAIL_KINDS: Final[Mapping[str, MailKind]] = MappingProxyType(
    {
        kind.id: kind
        for kind in (
            MailKind("readers"),
            MailKind(
                "press",
                subject="mail_subject_press",
                prints_text=True,
                photo_use="press",
                photos_inside=True,
                packs=True,
            ),
            MailKind("invitation", subject="mail_subject_invitation"),
            MailKind("circular"),
        )
    }
)

if TYPE_CHECKING:
    MailKindId = str
else:
    MailKindId = Literal[tuple(MAIL_KINDS)]  # a type checker takes no values for a Literal
