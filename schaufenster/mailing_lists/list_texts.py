"""What a list of Mailman writes by itself, in the channel's words; and how such a list is set.

Mailman looks for a text in the folder of a language: that of the list where it asks for a
confirmation, that of a member later. So each folder has every language, its own first.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Final

from schaufenster import words
from schaufenster.output import OutputFile
from schaufenster.problems import Language

_TEXTS: Final = {
    "list:user:action:subscribe": "list-confirm-joining",
    "list:user:action:unsubscribe": "list-confirm-leaving",
    "list:user:notice:welcome": "list-welcome",
    "list:user:notice:goodbye": "list-goodbye",
}
"""Mailman's name of a text, and the key of ours."""
_NOTHING: Final = ("list:member:regular:header", "list:member:regular:footer")
"""What Mailman puts above and below each mail: a mail says itself how one leaves."""


def list_texts(
    mailing_list: str, names: Mapping[Language, str], leave: str, office: str
) -> Iterator[OutputFile]:
    """Yield the files for Mailman's folder `templates/`, which gives them its own `$…` values.

    `names` is what the channel is called in its languages, `leave` where one leaves it, `office`
    whom one may ask.
    """
    room = f"lists/{mailing_list.replace('@', '.')}"
    for lang in names:
        order = (lang, *(other for other in names if other != lang))
        for name, key in _TEXTS.items():
            texts = (
                words.text("leaving", key, each).format(
                    name=_plain(names[each]), leave=_plain(leave), office=office
                )
                for each in order
            )
            yield OutputFile(f"{room}/{lang}/{name}.txt", "\n* * *\n\n".join(texts).encode())
        for name in _NOTHING:
            yield OutputFile(f"{room}/{lang}/{name}.txt", b"")


def _plain(text: str) -> str:
    """Return a text in which Mailman finds nothing to fill in."""
    return text.replace("$", "$$")


def list_settings(lang: Language, name: str, about: str, office: str) -> dict[str, object]:
    """Return how Mailman's list is set: joining and leaving confirmed, and only the office posts.

    `lang`, `name` and `about` are a channel's first language, its name and what it is.
    """
    return {
        "display_name": name,
        "description": about or name,
        "preferred_language": lang,
        "subscription_policy": "confirm",
        "unsubscription_policy": "confirm",
        "send_welcome_message": "true",
        "send_goodbye_message": "true",
        "default_member_action": "reject",
        "default_nonmember_action": "reject",
        "accept_these_nonmembers": [office],
        "allow_list_posts": "false",
        "member_roster_visibility": "moderators",
        "archive_policy": "never",
        "digests_enabled": "false",
        "filter_content": "false",
        "dmarc_mitigate_action": "no_mitigation",
        "subject_prefix": "",
        "max_message_size": 0,
    }
