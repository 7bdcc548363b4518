"""What somebody meant by a file whose name is nearly right: `report.md`, `veranstaltung.yml`.

`read.plain_name` knows endings and letters; here the words of a path are compared with examples.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Final

from schaufenster.content.read import plain_name
from schaufenster.content.suggestions import nearest_named

_CALLED: Final = {
    "member": ("mitglied", "profil", "profile"), "event": ("veranstaltung", "termin"),
    "report": ("bericht",), "text": ("bericht", "meldung"), "news": ("meldung", "meldungen"),
    "project": ("projekt",), "offers": ("angebote", "gesuche"), "projects": ("projekte",),
    "pages": ("seiten",), "editions": ("ausgaben",), "cluster": ("verein", "identity"),
    "channels": ("kanaele",), "series": ("reihen",), "milestones": ("meilensteine",),
    "clippings": ("pressespiegel",), "groups": ("gruppen",), "competences": ("kompetenzen",),
    "topics": ("themen",), "industries": ("branchen",), "certificates": ("zertifikate",),
    "owners": ("zustaendigkeiten", "codeowners"), "funders": ("foerdermittelgeber",),
    "chambers": ("kammern",), "districts": ("landkreise",),
}  # fmt: skip
"""What files and folders are called by those who do not know their names."""


def meant_path(path: str, examples: Iterable[str], taken: Collection[str]) -> str:
    """Return the path that a file was probably meant to have; "" if none is nearly like it.

    `examples` are the paths that files may have, with capitals for names (`events/SLUG/event.yml`).
    What is `taken` was not meant.
    """
    *folders, name = plain_name(path).split("/")
    ending = name.rpartition(".")[2]
    paths: dict[str, str] = {}
    called: dict[str, list[str]] = {}
    for example in examples:
        *around, last = example.split("/")
        place = _place(folders, around)
        stem, *rest = last.split(".")
        own = name.partition(".")[0] if stem.isupper() else stem
        meant = ".".join((own, *rest))
        if place is None or rest[-1] != ending:
            continue
        names = (own, *_CALLED.get(own, ()))
        paths[meant] = f"{place}/{meant}"
        called[meant] = [*(".".join((n, *rest)) for n in names), *(f"{n}.{ending}" for n in names)]
    near = paths.get(nearest_named(name, called).get("near", ""), "")
    return "" if near in taken else near


def _place(folders: list[str], around: list[str]) -> str | None:
    """Return the folders of an example that folders are nearly called like, None if they are not.

    The first one is right: who misses it is told by `read`.
    """
    if len(folders) != len(around):
        return None
    place = []
    for folder, wanted in zip(folders, around, strict=True):
        is_name = wanted.isupper()
        if not is_name and not nearest_named(folder, {wanted: _CALLED.get(wanted, ())}):
            return None
        place.append(folder if is_name else wanted)
    return "/".join(place)
