"""Answers as files of the content: changed or new, minimal, in the form of all others."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any, Final

from schaufenster.content import yaml_text
from schaufenster.content.languages import ASSUMED
from schaufenster.content.model import hash_of, mark_of
from schaufenster.content.records import Records
from schaufenster.editing import proposals
from schaufenster.editing.intake.answers import Answered
from schaufenster.editing.intake.questions import PICTURE, WHOSE, Asked, asked, wording
from schaufenster.editing.intake.sent_files import SentFile, taken
from schaufenster.editing.new_record import (
    BODY,
    kind_named,
    proposed_slug,
    record_files,
    understood,
)
from schaufenster.problems import Language, Loc, Problem
from schaufenster.yaml_edits import set_fields, shape_of

_REMOVE: Final = re.compile(r"[-–—]")
_LINK: Final = re.compile(r"https?://\S+|!?\[[^]]*\]\([^)]*\)|<img\b")


@dataclass
class Draft:
    """Files of a proposal by path, what was made right on the way, and what is wrong."""

    title: str = ""
    name: str = ""
    files: dict[str, bytes] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Base:
    """What a proposal starts from: records and the bytes of files of the content."""

    records: Records
    files: Mapping[str, bytes]
    country: str
    today: dt.date


def drafted(answered: Answered, base: Base, sent: list[SentFile]) -> Draft:
    """Return the files that the answers of a form make, or its faults in the form's language."""
    return _Drafting(answered, base, sent).draft()


class _Drafting:
    def __init__(self, answered: Answered, base: Base, sent: list[SentFile]) -> None:
        self._answered, self._base, self._sent = answered, base, list(sent)
        self._lang, self._languages = answered.lang, base.records.languages
        self._asked = {one.key: one for one in asked(answered.form, self._lang, self._languages)}
        self._draft = Draft(wording(f"title-{answered.form.name}", self._lang))
        self._values: dict[str, str] = {}
        self._gone: list[str] = []

    def draft(self) -> Draft:
        if not self._answered.has_consent:
            self._fault("no-consent")
        member = self._member()
        for key, typed in self._answered.answers.items():
            if key not in {WHOSE, PICTURE, "logo"}:
                self._understand(self._asked[key], typed)
        self._draft.faults += (
            wording("lacks", self._lang, label=one.label)
            for one in self._asked.values()
            if one.is_required and not self._answered.answers.get(one.key)
        )
        if not self._draft.faults:
            if self._answered.form.is_change:
                self._change(f"members/{member}/member.yml")
            else:
                self._create(member)
            self._draft.notes += (
                wording("unused", self._lang, name=file.name) for file in self._sent
            )
        return self._draft

    def _fault(self, key: str, **values: object) -> None:
        self._draft.faults.append(wording(key, self._lang, **values))

    def _member(self) -> str:
        """Return the slug of the organisation that was named, `""` where it is not known."""
        typed = self._answered.answers.get(WHOSE, "")
        names = {
            slug: [*called, *(proposals.split_legal_form(name)[0] for name in called)]
            for slug, called in proposals.names_of(self._base.records, "members").items()
        }
        near = proposals.alike(proposals.split_legal_form(typed)[0], names) if typed else []
        if near and near[0].certain:
            return near[0].id
        if typed:
            self._fault("no-member", label=self._asked[WHOSE].label, value=typed)
            self._draft.faults[-1] += self._meant(near)
        return ""

    def _meant(self, near: Any) -> str:
        names = ", ".join(dict.fromkeys(each.name for each in near))
        return wording("meant", self._lang, names=names) if names else ""

    def _understand(self, one: Asked, typed: str) -> None:
        """Note what an answer means, and what of it was made right or cannot be."""
        if _REMOVE.fullmatch(typed) and not one.is_required:
            self._gone.append(one.key)
            return
        if one.question is None:
            return
        found = understood(one.question, typed, self._base.records, self._base.country)
        for word, near in found.unknown:
            self._fault("unknown-term", label=one.label, value=word)
            self._draft.faults[-1] += self._meant(near)
        self._values[one.key] = found.value
        came = self._answered.typed.get(one.key, typed).strip()
        if found.value != typed and not one.choices and not one.question.table:
            self._note("changed", label=one.label, typed=typed, value=found.value)
        elif typed != came and "\n" in typed:
            self._note("cleaned", label=one.label)

    def _note(self, key: str, **values: object) -> None:
        self._draft.notes.append(wording(key, self._lang, **values))

    # ── a record that is there ───────────────────────────────────────────────────────────────

    def _change(self, path: str) -> None:
        before = self._base.files[path].decode()
        shape = shape_of(path, self._languages)
        plain = yaml_text.parse(before.removeprefix("\ufeff").replace("\r\n", "\n")).value or {}
        changes: dict[Loc, Any] = {tuple(key.split(".")): None for key in self._gone}
        for key, value in self._values.items():
            loc = tuple(key.split("."))
            one = self._asked[key].question
            words = list(filter(None, re.split(r",\s*", value)))
            changes[loc] = (
                _with_notes(plain.get(key), words, self._base.records)
                if one and one.is_many
                else value
            )
        changes |= self._logo(path)
        changes = {loc: new for loc, new in changes.items() if _at(plain, loc) != new}
        changes |= _marks(plain, changes, self._languages)
        if self._draft.faults:
            return
        changes["confirmed",] = {"on": self._base.today.isoformat(), "by": "member"}
        self._draft.name = path.split("/")[1]
        after = set_fields(before, changes, shape)
        if after == before and not self._draft.files:
            self._fault("nothing")
        else:
            self._draft.files[path] = after.encode()

    def _logo(self, path: str) -> dict[Loc, Any]:
        if "logo" not in self._answered.answers and not self._sent:
            return {}
        name = self._picture("logo", self._asked["logo"], path.rpartition("/")[0], as_logo=True)
        return {("logo",): name} if name else {}

    # ── a new record ─────────────────────────────────────────────────────────────────────────

    def _create(self, member: str) -> None:
        form, records = self._answered.form, self._base.records
        first, *others = self._languages
        answers = dict(form.settled)
        for key, value in self._values.items():
            if key.rpartition(".")[2] not in others and not key.startswith("pictures."):
                answers[key.removesuffix(f".{first}")] = value
        answers.setdefault("published", self._base.today.isoformat())
        if form.table == "events":
            is_over = answers.get("start", "9") < self._base.today.isoformat()
            answers |= {"status": "held" if is_over else "planned", "organisers": member}
            answers["role"] = "unknown"
        if form.table == "news":
            answers["parties"] = member
        slug = proposed_slug(answers)
        path = self._free(form.table, member, slug)
        kind = kind_named(form.table)
        files = record_files(
            kind, path, answers, self._languages, self._base.today, set(records.tables["members"])
        )
        texts = {name: content.decode() for name, content in files.items()}
        self._translate(texts, path, others)
        texts[path] = self._with_picture(texts[path], path)
        self._draft.name = path.rpartition("/")[0].rpartition("/")[2]
        if form.table == "offers":
            self._draft.name = f"{member}-{slug}"
        self._draft.files |= {name: text.encode() for name, text in texts.items()}

    def _free(self, table: str, member: str, slug: str) -> str:
        """Return the path of a new record that no other one has."""
        pattern = kind_named(table).example.replace("MEMBER", member)
        names = (slug, *(f"{slug}-{number}" for number in range(2, 1000)))
        paths = (pattern.replace("SLUG", name) for name in names)
        return next(path for path in paths if path not in self._base.files)

    def _translate(self, texts: dict[str, str], path: str, others: list[Language]) -> None:
        """Add the answers in other languages, each with the mark of the text it goes with."""
        first = self._languages[0]
        for lang in others:
            said = {key.removesuffix(f".{lang}"): value for key, value in self._values.items()
                    if key.endswith(f".{lang}")}  # fmt: skip
            if self._answered.form.table == "news":
                if said.get("title") and said.get(BODY):
                    body = self._values.get(f"{BODY}.{first}", "")
                    head = {"title": said["title"], "lead": said.get("lead"),
                            "of": hash_of(f"\n{body.strip()}\n")}  # fmt: skip
                    front = set_fields("", {(key,): each for key, each in head.items()})
                    place = f"{path.rpartition('/')[0]}/text.{lang}.md"
                    texts[place] = f"---\n{front}---\n\n{said[BODY]}\n"
                continue
            changes: dict[Loc, Any] = {}
            for key, value in said.items():
                loc = tuple(key.split("."))
                changes[*loc, lang] = value
                changes[*loc, mark_of(lang)] = hash_of(self._values.get(f"{key}.{first}", ""))
            texts[path] = set_fields(texts[path], changes, shape_of(path, self._languages))

    def _with_picture(self, text: str, path: str) -> str:
        if PICTURE not in self._asked or not (self._sent or self._answered.answers.get(PICTURE)):
            return text
        name = self._picture(PICTURE, self._asked[PICTURE], path.rpartition("/")[0])
        if not name:
            return text
        entry: dict[str, Any] = {"file": name, "scope": ["web", "newsletter"]}
        for part in ("author", "licence", "persons"):
            key = f"pictures.{part}"
            if not self._values.get(key):
                self._fault("lacks", label=self._asked[key].label)
            entry[part] = self._values.get(key)
        alt = {lang: self._values.get(f"pictures.alt.{lang}") for lang in self._languages}
        if not alt[self._languages[0]]:
            label = self._asked[f"pictures.alt.{self._languages[0]}"].label
            self._fault("lacks", label=label)
        entry["alt"] = alt
        return set_fields(text, {("pictures",): [entry]}, shape_of(path, self._languages))

    def _picture(self, key: str, one: Asked, folder: str, *, as_logo: bool = False) -> str:
        """Take the first file that was sent; return its name, `""` where there is none."""
        typed = self._answered.answers.get(key, "")
        if not self._sent:
            if typed and not _REMOVE.fullmatch(typed):
                self._fault("linked", label=one.label)
            return ""
        file = next((f for f in self._sent if f.name in typed), self._sent[0])
        self._sent.remove(file)
        picture = taken(file, self._lang, as_logo=as_logo)
        self._draft.faults += picture.faults
        self._draft.notes += picture.notes
        if picture.faults:
            return ""
        path = f"{folder}/{picture.name}"
        self._draft.files[path] = picture.content
        return picture.name


def _at(value: Any, loc: Loc) -> Any:
    for part in loc:
        value = value.get(part) if isinstance(value, dict) else None
    return value


def _with_notes(old: Any, words: list[str], records: Records) -> list[Any]:
    """Return the items of a list: those that were there with all they wording."""
    known = {item["id"]: item for item in old or () if isinstance(item, dict) and "id" in item}
    is_plain = any(isinstance(item, str) for item in old or ())
    is_skill = all(word in records.keys["competences"] for word in words) and not is_plain
    return [known.get(word, {"id": word}) if is_skill else word for word in words]


def _marks(
    plain: Any, changes: Mapping[Loc, Any], languages: tuple[Language, ...]
) -> dict[Loc, Any]:
    """Return the marks of the translations that were answered."""
    first, *others = languages
    return dict(_mark_pairs(plain, changes, first, others))


def _mark_pairs(
    plain: Any, changes: Mapping[Loc, Any], first: Language, others: list[Language]
) -> Iterator[tuple[Loc, Any]]:
    for loc, value in changes.items():
        if loc[-1] in others:
            *above, lang = loc
            text = changes.get((*above, first), _at(plain, (*above, first)))
            yield (*above, mark_of(str(lang))), hash_of(str(text or "")) if value else None


def in_plain_words(problems: Iterable[Problem], answered: Answered, lang: Language) -> list[str]:
    """Return problems as sentences, each under the question whose answer it is about."""
    questions = asked(answered.form, lang, ASSUMED)
    said = []
    for problem in problems:
        about = (q for q in questions if q.question and q.question.concerns(problem))
        label = next((q.label.partition(" (")[0] for q in about), problem.path.rpartition("/")[2])
        said.append(f"{label}: {problem.message(lang)}")
    return list(dict.fromkeys(said))
