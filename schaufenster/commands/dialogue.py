"""Questions on the terminal about a new record; without one, the same from options alone.

Each answer is looked at by the check as soon as it is given: what would be refused in the file is
told at once, with the same words.
"""

from __future__ import annotations

import os
import sys
import zoneinfo
from collections.abc import Iterable, Mapping
from typing import Any, Final

import click

from schaufenster import problems
from schaufenster.commands.asked import Asked, option_of
from schaufenster.commands.job import Job
from schaufenster.content.load import Clock, Content, with_files
from schaufenster.problems import Problem

NOTHING: Final = "-"
"""What leaves an answer out where something is proposed."""
FEW: Final = 15
"""So many entries are shown before one of them is asked for."""
_PROVISIONAL: Final = "new-record"


def is_terminal() -> bool:
    """Return whether somebody can be asked."""
    return sys.stdin.isatty()


class Dialogue:
    """The answers about a new record: from options, else from the terminal, else what is usual."""

    def __init__(self, job: Job, asked: Asked, content: Content, clock: Clock) -> None:
        from schaufenster import editing

        self.job, self.asked, self.content, self.clock = job, asked, content, clock
        self.records = content.records
        self.asks = is_terminal()
        identity = self.records.tables["identity"]["identity"]
        self.languages, self.country = identity.languages, identity.country
        self.today = clock(zoneinfo.ZoneInfo(identity.time_zone)).date()
        self.kind = editing.kind_named(asked.table)
        found = [editing.question(asked.table, path, job.lang) for path in asked.paths]
        self.questions = [q for q in found if not q.table or self.records.keys[q.table]]
        self.answers: dict[str, str] = dict(asked.fixed)
        self.slug = ""
        self.refused: list[str] = []

    def run(self, given: Mapping[str, str | None], slug: str | None) -> dict[str, bytes]:
        """Return the files of the record, without a fault; ends with 1 where that cannot be."""
        if self.asks:
            self.job.tell(self.job.words("asking", nothing=NOTHING) + "\n")
        for number, asked in enumerate(self.questions, 1):
            self._answer(asked, given.get(asked.path), number)
        if not self.asks:
            self._refuse_options()
        self._name(slug)
        while faults := self._faults():
            concerned = [q for q in self.questions if any(q.concerns(p) for p in faults)]
            if not self.asks or not concerned:
                self.job.tell(problems.as_text(faults, self.job.lang))
                self.job.fail("nothing-written")
            self.job.tell(self._said(faults))
            for asked in concerned:
                self._answer(asked, None, self.questions.index(asked) + 1)
        return self.files()

    # ── one question ─────────────────────────────────────────────────────────────────────────

    def _answer(self, asked: Any, given: str | None, number: int) -> None:
        """Take an option, else ask until the answer fits; without a terminal take what is usual."""
        from schaufenster import editing

        usual = editing.usual(asked.path, self.answers, self.records, self.today)
        if given is not None or not self.asks:
            faults = self._take(asked, usual if given is None else given)
            if not faults:
                return
            if not self.asks:
                self.refused += [f"{option_of(asked.path)}: {fault}" for fault in faults]
                return
            self._tell(faults)
        place = f"{number}/{len(self.questions)}"
        need = "" if asked.is_required else f" ({self.job.words('asked-optional')})"
        self.job.tell(f"\n{place:>5}  {asked.label}{need}\n")
        self._tell([asked.rule, *self._few(asked)])
        while faults := self._take(asked, self._prompt(usual)):
            self._tell(faults)

    def _few(self, asked: Any) -> list[str]:
        """Return what there is to choose from, where it is little."""
        from schaufenster import editing

        if not asked.table or len(self.records.keys[asked.table]) > FEW:
            return []
        names = editing.names_of(self.records, asked.table)
        known = ", ".join(f"{key} ({said[0]})" if said else key for key, said in names.items())
        return [self.job.words("known", known=known)]

    def _prompt(self, usual: str) -> str:
        typed = click.prompt(
            "      ", default=usual, show_default=bool(usual), err=True, prompt_suffix=" > "
        )
        return str(typed)

    def _tell(self, faults: Iterable[str]) -> None:
        self.job.tell("".join(f"       {fault}\n" for fault in faults))

    def _take(self, asked: Any, typed: str) -> list[str]:
        """Keep an answer if it fits; return why it does not."""
        from schaufenster import editing

        typed = "" if typed.strip() == NOTHING else typed
        meant = editing.understood(asked, typed, self.records, self.country)
        before = self.answers.get(asked.path, "")
        value = self._chosen(asked, meant) if self.asks and meant.unknown else meant.value
        unknown = () if self.asks else meant.unknown
        self.answers[asked.path] = value
        faults = [self._unknown(asked, word, near) for word, near in unknown]
        if not faults and not value and asked.is_required:
            faults = [problems.rule_text("missing", self.job.lang)]
        if not faults and value and self.asks:
            faults = [p.message(self.job.lang) for p in self._faults() if asked.concerns(p)]
            faults += self._doubled(asked, value)
        if faults and self.asks:
            self.answers[asked.path] = before
        return faults

    def _unknown(self, asked: Any, word: str, near: Iterable[Any]) -> str:
        """Return that a word names nothing, and what it may mean."""
        table = self.kinds(asked)
        names = ", ".join(f"{n.id} ({n.name})" for n in near)
        key = "asked-near" if names else "asked-unknown"
        return self.job.words(key, word=word, names=names, where=table)

    def kinds(self, asked: Any) -> str:
        """Return the file or files whose entries answer a question."""
        from schaufenster import editing

        return editing.kind_named(asked.table).example

    def _chosen(self, asked: Any, meant: Any) -> str:
        """Return a list in which somebody has said of each unclear word what it means."""
        unclear = dict(meant.unknown)
        words = filter(None, (word.strip() for word in meant.value.split(",")))
        chosen = [self._cleared(asked, w, unclear[w]) if w in unclear else w for w in words]
        return ", ".join(dict.fromkeys(filter(None, chosen)))

    def _cleared(self, asked: Any, word: str, near: Any) -> str:
        """Ask what an unclear word means; return the id, or nothing."""
        from schaufenster import editing

        if not near:
            self._tell([self._unknown(asked, word, near)])
            other = self._prompt(NOTHING)
            if other.strip() == NOTHING:
                return ""
            again = editing.understood(asked, other, self.records, self.country)
            return self._chosen(asked, again) if again.unknown else again.value
        self._tell([self.job.words("asked-which", word=word, nothing=NOTHING)])
        self._tell(f"{n}  {each.name} ({each.id})" for n, each in enumerate(near, 1))
        number = click.prompt(
            "      ", default="1", err=True, prompt_suffix=" > ", show_choices=False,
            type=click.Choice([NOTHING, *(str(n) for n, _ in enumerate(near, 1))]),
        )  # fmt: skip
        return "" if number == NOTHING else str(near[int(number) - 1].id)

    def _doubled(self, asked: Any, value: str) -> list[str]:
        """Return that there is a record of this name already."""
        from schaufenster import editing

        if self.asked.table != "members" or asked.path not in {"name", "short"}:
            return []
        names = editing.names_of(self.records, "members")
        names.pop(self.slug, None)  # the same command again
        near = editing.alike(value, names, 1)
        if not near or near[0].likeness < 100:
            return []
        path = self.records.origin["members", near[0].id][0]
        return [self.job.words("record-known", name=value, path=path)]

    # ── the whole ────────────────────────────────────────────────────────────────────────────

    def _name(self, slug: str | None) -> None:
        """Find the record's name in addresses: an option, else the terminal's, else proposed."""
        from schaufenster import editing

        proposed = editing.proposed_slug(self.answers)
        if self.asks and slug is None:
            label, rule = self.job.words("asked-slug"), self.job.words("asked-slug-rule")
            self.job.tell(f"\n       {label}\n       {rule}\n")
        while True:
            self.slug = slug or (self._prompt(proposed) if self.asks else proposed)
            faults = [p.message(self.job.lang) for p in self._faults() if p.field == "slug"]
            faults += [self.job.words("record-exists", path=path) for path in self.in_the_way()]
            for asked in self.questions:
                faults += [] if self.asks else self._doubled(asked, self.answers[asked.path])
            if not faults:
                return
            self._tell(faults)
            if slug or not self.asks:
                self.refused += [f"--slug: {fault}" for fault in faults]
                self._end_if_refused()

    def in_the_way(self) -> list[str]:
        """Return the paths at which something else stands already."""
        return [
            path
            for path, content in self.files().items()
            if os.path.lexists(self.job.root / path)
            and self.job.root.joinpath(path).read_bytes() != content
        ]

    def files(self) -> dict[str, bytes]:
        """Return the files of the answers so far."""
        from schaufenster import editing

        path = self.asked.place.format(
            slug=self.slug or _PROVISIONAL, member=self.answers.get("member", "")
        )
        return editing.record_files(
            self.kind, path, self.answers, self.languages, self.today,
            self.records.keys["members"],
        )  # fmt: skip

    def _faults(self) -> tuple[Problem, ...]:
        """Return the errors of the files of the answers so far; nothing is written."""
        files = self.files()
        found = with_files(self.content, files, self.clock).problems
        return tuple(p for p in problems.errors(found) if p.path in files)

    def _refuse_options(self) -> None:
        """End with 1 if options do not fit; each fault is told with its option."""
        told = {line.partition(":")[0] for line in self.refused}
        for problem in self._faults():
            for asked in self.questions:
                if asked.concerns(problem) and option_of(asked.path) not in told:
                    message = problem.message(self.job.lang)
                    self.refused.append(f"{option_of(asked.path)}: {message}")
        self._end_if_refused()

    def _said(self, faults: Iterable[Problem]) -> str:
        return "".join(f"\n       {p.field}: {p.message(self.job.lang)}\n" for p in faults)

    def _end_if_refused(self) -> None:
        if self.refused:
            self.job.tell("".join(f"{line}\n" for line in self.refused))
            self.job.fail("nothing-written")
