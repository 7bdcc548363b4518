"""An office's list of members as new and changed profiles: row by row, what is valid and what not.

A profile is found again by its short name, its names or its website, so that a second list changes
and never doubles. Facts follow the list; texts and terms of a profile that has some are its own.
Nothing is written here.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import Any, Final

from rapidfuzz import fuzz, process

from schaufenster import words
from schaufenster.content import model
from schaufenster.content.countries import is_country
from schaufenster.content.load import Clock, Content
from schaufenster.editing import new_record, proposals
from schaufenster.editing.columns import (
    PERSON,
    SLUG,
    TOWN_LINE,
    Column,
    ColumnMap,
    cell_of,
    town_line,
)
from schaufenster.editing.common_forms import in_our_form, on_a_line
from schaufenster.editing.office_lists import Row
from schaufenster.editing.record_text import comment_language, record_text
from schaufenster.editing.taken import Refusal, Taken, checked
from schaufenster.facts.membership import memberships_of
from schaufenster.problems import Language, Problem, rule_text
from schaufenster.word_comparison import spelt
from schaufenster.yaml_edits import set_fields, shape_of

KIND: Final = new_record.kind_named("members")
_OWN: Final = frozenset({"name", "short", "legal_form", "type", "summary", "about", "aliases"})
"""What a profile that is there keeps as it is."""
_ADDED: Final = frozenset({"competences", "industries"})
_SIMILAR: Final = 88
"""So alike, of 100, two names may be of the same house: somebody has to say."""
_ERROR: Final = re.compile(r"#(?:N/A|REF|VALUE|NAME|NULL|NUM|DIV/0)[!?]?|#(?:NV|BEZUG|WERT)!?")
_ROUNDED: Final = re.compile(r"\d[.,]\d+E\+\d+")


def take_members(
    mapped: ColumnMap, content: Content, clock: Clock, lang: Language, status: str = ""
) -> list[Taken]:
    """Return what becomes of each row; `status` is how houses without one belong to the cluster.

    What the check would refuse is refused here, with the column it comes from.
    """
    taking = _Taking(mapped, content, clock, lang, status)
    return checked(map(taking.row, mapped.rows), content, clock, taking.refusals)


class _Taking:
    """What is needed for every row: the content, its names, and what earlier rows have taken."""

    def __init__(
        self, mapped: ColumnMap, content: Content, clock: Clock, lang: Language, status: str
    ) -> None:
        self.content, self.lang, self.status = content, lang, status
        self.records = content.records
        identity = self.records.tables["identity"]["identity"]
        self.languages, self.country = identity.languages, identity.country
        self.today = clock(new_record.zone_of(identity)).date()
        self.columns = [c for c in mapped.columns if c.target not in {"", PERSON}]
        self.questions = {
            c.target: new_record.question(KIND.table, c.target, lang)
            for c in self.columns
            if c.target not in {SLUG, TOWN_LINE}
        }
        self.names: dict[str, str] = {}
        self.sites: dict[str, set[str]] = {}
        for slug, member in self.records.tables["members"].items():
            self._know(slug, _names(member), member.website or "")
        self.rows: dict[str, int] = {}

    def _know(self, slug: str, names: Iterator[str] | list[str], website: str) -> None:
        for name in names:
            self.names.setdefault(_bare(name), slug)
        if website:
            self.sites.setdefault(_site(website), set()).add(slug)

    # ── a row ────────────────────────────────────────────────────────────────────────────────

    def row(self, row: Row) -> Taken:
        """Return what becomes of a row, before the check has seen it."""
        answers, faults, notes, slug = self._answers(row)
        taken = Taken(row.number, answers.get("name", ""), notes=tuple(notes))
        if not answers.get("name"):
            column = next(c for c in self.columns if c.target == "name")
            return replace(taken, refusals=(self._fault(column, "import-nameless"),))
        known, doubt = self._known(answers, slug)
        if doubt:
            faults.append(Refusal("", doubt))
        target = known or slug or proposals.slug_of(answers.get("short") or answers["name"])
        if target in self.rows:
            faults.append(self._fault(None, "import-twice", row=self.rows[target]))
        if not known and target in self.records.keys["members"]:
            path = f"members/{target}/member.yml"
            faults.append(self._fault(None, "import-taken", path=path))
        taken = replace(taken, path=f"members/{target}/member.yml", refusals=tuple(faults))
        if faults:
            return taken
        self.rows[target] = row.number
        self._know(target, [answers["name"]], answers.get("website", ""))
        return self._changed(taken, known, answers) if known else self._new(taken, answers)

    def _answers(self, row: Row) -> tuple[dict[str, str], list[Refusal], list[str], str]:
        """Return the answers of a row's cells, what is wrong with them, notes, and its slug."""
        answers: dict[str, str] = {}
        faults: list[Refusal] = []
        notes: list[str] = []
        slug = ""
        country = self._country(row)
        for column in self.columns:
            cell = cell_of(row, column)
            if not cell:
                continue
            if _ERROR.fullmatch(cell) or _ROUNDED.fullmatch(cell):
                rule = "import-error" if cell.startswith("#") else "import-rounded"
                faults.append(self._fault(column, rule, value=cell))
            elif column.target == SLUG:
                slug = on_a_line(cell)
            elif column.target == TOWN_LINE:
                code, town = town_line(cell)
                answers |= {"seat.postcode": code} if code else {}
                answers["seat.place"] = town
            else:
                self._take(column, cell, country, answers, faults, notes)
        return answers, faults, notes, slug

    def _take(
        self, column: Column, cell: str, country: str, answers: dict[str, str],
        faults: list[Refusal], notes: list[str],
    ) -> None:  # fmt: skip
        asked = self.questions[column.target]
        text = cell if asked.path == "about" else on_a_line(cell) if not asked.is_many else cell
        meant = new_record.understood(asked, text, self.records, country)
        for word, near in meant.unknown:
            names = ", ".join(f"{n.id} ({n.name})" for n in near)
            where = new_record.kind_named(asked.table).example
            rule = "import-near" if names else "import-unknown"
            faults.append(self._fault(column, rule, word=word, names=names, where=where))
        answers[column.target] = meant.value
        if meant.value != text and column.target in {"seat.postcode", "founded"}:
            notes.append(self._say("import-made-right", old=text, new=meant.value))

    def _country(self, row: Row) -> str:
        """Return the country of a row's house: postcodes and numbers are told by it."""
        for column in self.columns:
            cell = cell_of(row, column) if column.target == "seat.country" else ""
            if is_country(code := in_our_form("Country", cell, "")):
                return code
        return str(self.country)

    def _known(self, answers: Mapping[str, str], slug: str) -> tuple[str, str]:
        """Return the slug of the profile that a row is about, else why that is in doubt."""
        if slug:
            return (slug if slug in self.records.tables["members"] else ""), ""
        asked = [_bare(answers[key]) for key in ("name", "short") if answers.get(key)]
        found = [self.names[name] for name in asked if name in self.names]
        host = self.sites.get(_site(answers["website"]), set()) if answers.get("website") else set()
        if found or len(host) == 1:
            return found[0] if found else next(iter(host)), ""
        near: Any = process.extractOne(
            asked[0], [*self.names], scorer=fuzz.ratio, score_cutoff=_SIMILAR
        )
        return "", self._say("import-similar", slug=self.names[near[0]]) if near else ""

    # ── a profile ────────────────────────────────────────────────────────────────────────────

    def _new(self, taken: Taken, answers: dict[str, str]) -> Taken:
        notes = list(taken.notes)
        comments: dict[str, str] = {}
        answers = {**answers}
        said = comment_language(self.languages)
        for path in ("short", "legal_form", "seat.district"):
            usual = new_record.usual(path, answers, self.records, self.today, certain=True)
            if usual:
                answers.setdefault(path, usual)
        if "type" not in answers:
            answers["type"] = proposals.type_of(answers["name"]) or "company"
            notes.append(self._say("import-assumed", value=answers["type"]))
            comments["type"] = words.text("import", "import-check", said)
        if "summary" not in answers:
            notes.append(self._say("import-no-summary"))
        if self.status:
            answers.setdefault("membership.status", self.status)
        if "membership.status" not in answers:
            answers.pop("membership.from", None)
        values = new_record.values_of(KIND, answers, self.languages, self.today)
        text = record_text(KIND, values, self.languages, comments)
        return replace(taken, action="new", files={taken.path: text.encode()}, notes=tuple(notes))

    def _changed(self, taken: Taken, slug: str, answers: dict[str, str]) -> Taken:
        path = self.records.origin["members", slug][0]
        document = self.content.source.documents[path]
        member = self.records.tables["members"][slug]
        changes, fields = {}, {}
        for name, answer in answers.items():
            for loc, old, new in self._difference(name, answer, document.value):
                changes[name] = (old, new if isinstance(new, str) else ", ".join(_told(new)))
                fields[loc] = new
        status = answers.get("membership.status", self.status)
        holding = {entry.status for entry in memberships_of(member, self.today)}
        if status and status not in holding:
            entry = {"status": status, "from": answers.get("membership.from", ""),
                     "confirmed": self.today.isoformat()}  # fmt: skip
            fields["membership", len(member.membership)] = {k: v for k, v in entry.items() if v}
            changes["membership.status"] = (", ".join(sorted(holding)), status)
        if not fields:
            return replace(taken, path=path, action="same")
        raw = (self.content.source.root / path).read_bytes().decode("utf-8")
        text = set_fields(raw, fields, shape_of(path, self.languages))
        return replace(
            taken, path=path, action="changed", files={path: text.encode()}, changes=changes
        )

    def _difference(
        self, name: str, answer: str, value: Any
    ) -> Iterator[tuple[tuple[str | int, ...], str, Any]]:
        """Yield location, old and new value where a profile says something else than the list."""
        loc: tuple[str | int, ...] = tuple(name.split("."))
        old: Any = value
        for part in loc:
            old = old.get(part) if isinstance(old, dict) else None
        if name.startswith("membership") or not answer:
            return
        if name in _ADDED:
            ids = [entry["id"] if isinstance(entry, dict) else entry for entry in old or ()]
            new = [word for word in answer.split(", ") if word not in ids]
            entries = [{"id": word} if name == "competences" else word for word in new]
            if new:
                yield loc, ", ".join(ids), [*(old or ()), *entries]
        elif name in _OWN and old:
            return
        elif self.questions[name].is_text:
            yield loc, "", {self.languages[0]: answer}
        elif self.questions[name].is_many:
            yield loc, "", [part for part in answer.split(", ") if part]
        elif not _same(name, str(old or ""), answer):
            yield loc, str(old or ""), answer

    # ── faults ───────────────────────────────────────────────────────────────────────────────

    def refusals(self, problems: Iterable[Problem]) -> Iterator[Refusal]:
        """Yield why the check refuses a row's profile, each with the column it is about."""
        asked = [(column, self.questions.get(column.target)) for column in self.columns]
        for problem in problems:
            column = next((c for c, q in asked if q and q.concerns(problem)), None)
            yield Refusal(str(column or problem.field), problem.message(self.lang))

    def _fault(self, column: Column | None, rule: str, **values: object) -> Refusal:
        return Refusal(str(column or ""), rule_text(rule, self.lang).format(**values))

    def _say(self, key: str, **values: object) -> str:
        return words.text("import", key, self.lang).format(**values)


def _told(entries: list[Any]) -> Iterator[str]:
    yield from (entry["id"] if isinstance(entry, dict) else str(entry) for entry in entries)


def _names(member: model.Member) -> list[str]:
    """Return all names by which a list may call a house."""
    former = (name.name for name in member.former_names)
    slugs = (member.slug, *member.formerly)
    return [member.name, member.short, *member.aliases, *member.names.values(), *former, *slugs]


def _bare(name: str) -> str:
    """Return a name as names are compared: without its legal form, signs and spaces."""
    return re.sub("[^a-z0-9]", "", spelt(proposals.split_legal_form(on_a_line(name))[0]))


def _site(url: str) -> str:
    """Return a website as websites are compared."""
    return re.sub(r"^https?://(www\.)?|/+$", "", url.lower())


def _same(name: str, old: str, new: str) -> bool:
    """Return whether two values say the same, however they are written."""
    if name == "phone":
        return re.sub(r"\D", "", old) == re.sub(r"\D", "", new)
    if name == "website":
        return _site(old) == _site(new)
    return on_a_line(old) == on_a_line(new)
