"""`offboard`: an organisation or a person is named nowhere any more, as far as this can be done."""

from __future__ import annotations

import sys
from collections import Counter
from dataclasses import replace
from typing import Any, Final

import click

from schaufenster import problems
from schaufenster.command_names import OFFBOARD
from schaufenster.commands.job import Job, clock_of
from schaufenster.content import model
from schaufenster.content.load import Cluster, check_cluster
from schaufenster.content.read import FOLDERS, SENT
from schaufenster.facts import release

_OUTSIDE: Final = ("history", "copies", "search", "backups")
"""What no command of ours reaches; each has a sentence."""
_MOST: Final = 40
"""So many places of one kind are named; the rest are counted."""


@click.command(OFFBOARD)
@click.argument("member")
@click.option("--person", help="only this person (first and last name), wherever it is named")
@click.option("--reason", help="why sent mails are taken back; it is shown in their place")
@click.option("--today", help="the day of the change")
@click.option("--really", is_flag=True, help="do it; without it nothing is changed")
@click.pass_obj
def offboard(
    job: Job, member: str, person: str | None, reason: str | None, today: str | None, *,
    really: bool,
) -> None:  # fmt: skip
    """Show every place that names a member or a person, and take the name out of it."""
    from schaufenster import editing, write

    with job.editing():
        cluster = job.load(today)
        named = _named(job, cluster, member, person)
        marks = {lang: problems.said("name-removed", lang) for lang in cluster.identity.languages}
        plan = editing.offboarding(cluster, job.root, named, marks)
        if plan.widens:
            job.fail("offboard-widens", paths=", ".join(plan.widens))
        _tell_places(job, named.title, plan)
        _tell_built(job, named)
        changes = bool(plan.files or plan.removed or plan.mails)
        if changes:
            _refuse_faults(job, plan, today)
            _tell_outside(job, cluster, plan)
        if not really or not changes:
            job.next_is("offboard-plan" if changes else "offboard-nothing", member=member)
            return
        why = job.remark(
            reason or problems.said("offboard-reason", cluster.identity.first_language)
        )
        _take_back(job, cluster, named, plan, marks, why)
        write.change_files(job.root, plan.files, plan.removed)
    job.say("offboarded", title=named.title, n=len(plan.files) + len(plan.removed))


def _named(job: Job, cluster: Cluster, slug: str, person: str | None) -> Any:
    """Return what names a member, or one person of it; end with 1 where there is no such one."""
    from schaufenster import editing

    member = cluster.find_member(slug)
    if member is None:
        known = ", ".join(each.slug for each in cluster.members) or "–"
        job.fail("no-member", member=slug, known=known)
    if person is None:
        return editing.organisation(member, cluster)
    if len(job.remark(person).split()) < 2:
        job.fail("offboard-person", person=person)
    return editing.person(person)


def _line(text: str) -> None:
    click.echo(f"  {text}")


def _tell_places(job: Job, title: str, plan: Any) -> None:
    """Print what becomes of each place."""
    job.say("offboard-head" if plan.places else "offboard-none", title=title)
    told: Counter[str] = Counter()
    for place in sorted(plan.places, key=lambda each: (each.what == "stays", each)):
        told[place.what] += 1
        if told[place.what] <= _MOST:
            key = f"offboard-{place.what}"
            _line(job.words(key, path=place.path, detail=place.detail))
    for what, count in told.items():
        if count > _MOST:
            _line(job.words("offboard-more", count=count - _MOST, what=what))


def _tell_built(job: Job, named: Any) -> None:
    """Print which kinds of built files name them today: the next build changes those."""
    from schaufenster import editing

    for folder in (job.build / "site", job.build / "newsletter"):
        found: dict[str, list[str]] = {}
        for trace in editing.traces(folder, named) if folder.is_dir() else ():
            kind = "mails" if folder.name == "newsletter" else editing.kind_of(trace.path)
            found.setdefault(kind, []).append(trace.path)
        for kind, paths in sorted(found.items()):
            values = {"kind": job.words(f"offboard-kind-{kind}"), "example": paths[0]}
            _line(job.words("offboard-built", folder=folder.name, n=len(paths), **values))


def _refuse_faults(job: Job, plan: Any, today: str | None) -> None:
    """End with 1 if the content would have a fault after the change."""
    from schaufenster import write

    with write.copy_with_change(job.root, FOLDERS, plan.files, plan.removed) as copy:
        faults = problems.errors(check_cluster(copy, clock_of(job, today)).problems)
    if faults:
        job.tell(problems.as_text(faults, job.lang))
        job.tell(job.words("offboard-faults") + "\n")
        sys.exit(1)


def _tell_outside(job: Job, cluster: Cluster, plan: Any) -> None:
    """Print what lies outside: who got mails, and what no command reaches."""
    click.echo(job.words("offboard-outside"))
    for edition, channels in plan.mails.items():
        for kept in cluster.sent[edition].variants:
            if kept.channel in channels:
                values = {"edition": edition, "channel": kept.channel, "day": kept.date}
                _line(job.words("offboard-inboxes", **values))
    for what in _OUTSIDE:
        _line(job.words(f"offboard-{what}"))


def _take_back(
    job: Job, cluster: Cluster, named: Any, plan: Any, marks: dict[str, str], why: str
) -> None:
    """Replace the sent mails that name them by a note, as is done with single ones."""
    from schaufenster import mail, write

    released = release.released(cluster)
    templates = job.templates("newsletter/templates")
    for edition, channels in plan.mails.items():
        sent = released.sent[edition]
        title = model.Title({c: named.redacted(t, marks[c]) for c, t in sent.title.items()})
        nameless = {**released.sent, edition: sent.model_copy(update={"title": title})}
        record = mail.redact(
            cluster.editions[edition], channels, job.day(None, cluster), why,
            replace(released, sent=nameless), templates,
        )  # fmt: skip
        folder = f"{SENT}{edition}/"
        files = {f.path.removeprefix(folder): f.content for f in record.files}
        removed = [path.removeprefix(folder) for path in record.removed]
        write.change_folder(job.root / folder, files, removed)
