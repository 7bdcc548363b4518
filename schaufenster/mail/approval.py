"""The office's approval of an edition: a hash of its rendered mails."""

from __future__ import annotations

import datetime as dt
import hashlib
from collections.abc import Iterable
from dataclasses import replace
from typing import Literal

from schaufenster.content import model
from schaufenster.content.load import Cluster
from schaufenster.mail.edition import render_set
from schaufenster.output import OutputFile, output
from schaufenster.templates import Templates

ApprovalState = Literal["none", "changed", "holds"]
"""Whether an edition is not approved, changed since its approval, or approved as it is."""


def hash_of(files: Iterable[OutputFile]) -> str:
    """Return the hash of a rendered set: of the paths and bytes of all its files, in any order."""
    total = hashlib.sha256()
    for file in sorted(files, key=lambda f: f.path):
        content = hashlib.sha256(file.content).hexdigest()
        total.update(f"{content}  {file.path}\n".encode())
    return total.hexdigest()


def to_approve(
    edition: model.Edition, cluster: Cluster, templates: Templates
) -> tuple[OutputFile, ...]:
    """Return an edition's mails as an approval of today would find them."""
    others = {name: a for name, a in cluster.approvals.items() if name != edition.id}
    return tuple(render_set(edition, replace(cluster, approvals=others), templates))


def approval_of(edition: model.Edition, cluster: Cluster, templates: Templates) -> ApprovalState:
    """Return whether an edition's mails, rendered now, are those that were approved."""
    approval = cluster.approvals.get(edition.id)
    if approval is None:
        return "none"
    same = hash_of(render_set(edition, cluster, templates)) == approval.hash
    return "holds" if same else "changed"


def approval_file(edition: model.Edition, files: Iterable[OutputFile], day: dt.date) -> OutputFile:
    """Return the file that records the office's approval of these mails on a day."""
    text = (
        "# Die Geschäftsstelle hat alle Mails dieser Ausgabe gesehen. hash gilt genau für sie.\n"
        f"hash: {hash_of(files)}\nby: office\non: {day.isoformat()}\n"
    )
    return output(f"{edition.path.removesuffix('.yml')}.approval.yml", text)
