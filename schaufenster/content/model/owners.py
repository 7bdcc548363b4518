"""Whose folder is whose: `content/owners.yml`."""

from __future__ import annotations

from typing import Annotated, ClassVar

from schaufenster.content.fields import Account, MemberId, OrOpen
from schaufenster.content.model.by_language import Record


class FolderOwners(Record):
    """A member's folder, and the accounts at the forge that may change it by themselves."""

    member: MemberId
    accounts: tuple[Account, ...]


class Owners(Record):
    """`content/owners.yml`: the office's accounts, and those of the members.

    Whatever is in no member's folder is the office's.
    """

    from_path: ClassVar[tuple[str, ...]] = ("path",)

    path: str
    office: Annotated[tuple[Account, ...] | None, OrOpen()] = None
    members: tuple[FolderOwners, ...] = ()
