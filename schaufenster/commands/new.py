"""`new`: what a command writes for people to go on with: records, editions, a whole repository."""

from __future__ import annotations

import datetime as dt
import re
from collections.abc import Mapping
from pathlib import Path
from typing import Any, Final

import click

from schaufenster import command_names as names
from schaufenster.command_names import CLUSTER, NEW
from schaufenster.commands.asked import ASKED, FieldOption, parameter_of
from schaufenster.commands.dialogue import Dialogue, is_terminal
from schaufenster.commands.job import CommandGroup, Job, clock_of
from schaufenster.commands.newsletter import propose_edition

COLOURS: Final = {"primary": "#23408e", "accent": "#c2410c"}
"""Proposed to a cluster that has no colours yet: a blue and an orange, readable on both grounds."""
NO_REGIONS: Final = "none"
"""Answered by whoever takes no ready list of regions."""
_WORD: Final = re.compile(r"[^, ]+")


@click.group(NEW, cls=CommandGroup)
def new() -> None:
    """Write something new, to go on with."""


@new.command(CLUSTER)
@click.argument("folder", type=click.Path(path_type=Path, file_okay=False))
@click.option("--name", help="what everybody calls the cluster")
@click.option("--legal-name", help="its name in the register, else the name")
@click.option("--legal-form", help="its legal form")
@click.option("--street", help="street and number of its office")
@click.option("--postcode", help="postcode of its office")
@click.option("--town", help="town of its office")
@click.option("--country", help="country as two letters, such as DE")
@click.option("--languages", help="languages, the first one required in every text: de,en")
@click.option("--primary", help="main colour: #23408e")
@click.option("--accent", help="second colour: #c2410c")
@click.option("--email", help="address of the office that may be public")
@click.option("--site-url", help="address that the site will have")
@click.option("--founded", help="year or day of its foundation")
@click.option("--regions", help="ready lists of its regions: at, or de-sn,de-th; none")
@click.option("--wheel", type=click.Path(path_type=Path, exists=True, dir_okay=False),
              help="the program as a package, else the installed one")  # fmt: skip
@click.pass_obj
def new_cluster(job: Job, /, folder: Path, wheel: Path | None, **given: str | None) -> None:
    """Write the repository of a new cluster into an empty folder; asks what is not given."""
    from schaufenster import editing, problems, write
    from schaufenster.content.load import check_cluster

    if write.is_begun(folder):
        write.fill(folder)
        job.say("new-cluster-finished", folder=folder)
        return
    if not write.is_empty(folder):
        job.fail("folder-full", folder=folder)
    program = editing.Wheel(wheel.name, wheel.read_bytes()) if wheel else editing.installed_wheel()
    if not program:
        job.fail("no-wheel")
    answers, clock = _answers(job, given), clock_of(job, None)
    today = clock(dt.UTC).date().isoformat()
    draft = write.draft(folder, editing.repository(answers, program, today))
    *_, found = check_cluster(draft, clock)
    if errors := problems.errors(found):
        write.drop(folder)
        job.tell(problems.as_text(errors, job.lang))
        job.fail("nothing-written")
    write.fill(folder)
    job.say("new-cluster", folder=folder)
    if answers.regions:
        counts = editing.region_sets(answers.country)
        names = ", ".join(f"{name} ({counts[name]})" for name in answers.regions)
        job.say("new-cluster-regions", names=names, folder=folder)


def _answers(job: Job, given: Mapping[str, str | None]) -> Any:
    """Return what is to be known of a cluster: options, else what is typed, else what is usual."""
    from schaufenster import editing
    from schaufenster.content.model.legal_forms import LEGAL_FORMS

    known = {"legal_form": tuple(LEGAL_FORMS), "languages": editing.WRITTEN}
    found: dict[str, Any] = {}
    for field in editing.Answers.__dataclass_fields__:
        name, country = found.get("name", ""), found.get("country", "")
        usual = {"legal_name": name, "site_url": editing.proposed_address(name), **COLOURS}
        if field == "regions":
            known[field], usual[field] = (NO_REGIONS, *editing.region_sets(country)), NO_REGIONS
        if known.get(field) == (NO_REGIONS,) and not given[field]:
            found[field] = NO_REGIONS  # there is nothing to choose from
        else:
            found[field] = _answer(
                job, field, given[field], usual.get(field, ""), known.get(field, ())
            )
    several = {field: tuple(_WORD.findall(found[field])) for field in ("languages", "regions")}
    several["regions"] = tuple(name for name in several["regions"] if name != NO_REGIONS)
    return editing.Answers(**found | several)


def _answer(job: Job, field: str, given: str | None, usual: str, known: tuple[str, ...]) -> str:
    """Return an answer; a terminal is asked until it fits, anything else ends with 1."""
    question = job.words(f"ask-{field}", known=", ".join(known))
    asks = given is None and is_terminal()
    while True:
        value = click.prompt(question, default=usual or None, err=True) if asks else given or usual
        if value.strip() and (not known or set(_WORD.findall(value)) <= set(known)):
            return str(value).strip()
        if not asks:
            job.fail("no-answer", option=f"--{field.replace('_', '-')}", what=question)


# ── records ──────────────────────────────────────────────────────────────────────────────────


def _record_command(kind: str, text: str) -> click.Command:
    """Return the command that begins a kind of record; its options come from the model."""

    def begin(slug: str | None, today: str | None, **given: str | None) -> None:
        job: Job = click.get_current_context().obj
        asked = ASKED[kind]
        answers = {path: given[parameter_of(path)] for path in asked.paths}
        _begin(job, kind, answers, slug, today)

    options = [
        *(FieldOption(kind, path) for path in ASKED[kind].paths),
        click.Option(["--slug"], help="short name in addresses, else a proposal"),
        click.Option(["--today"], help="the day or moment the content is seen at"),
    ]
    return click.Command(kind, params=list(options), callback=begin, help=text)


def _begin(
    job: Job, kind: str, given: Mapping[str, str | None], slug: str | None, today: str | None
) -> None:
    """Ask what is not given, and write the record unless something stands there already."""
    from schaufenster import problems, write
    from schaufenster.content.load import check_cluster

    clock = clock_of(job, today)
    content = check_cluster(job.root, clock)
    if not content.records.tables["identity"]:
        raise problems.ContentError(content.problems)
    dialogue = Dialogue(job, ASKED[kind], content, clock)
    if kind in {names.OFFER, names.REQUEST} and not content.records.keys["members"]:
        job.fail("no-members")
    files = dialogue.run(given, slug)
    with job.editing():
        if taken := dialogue.in_the_way():  # since it was asked for
            job.fail("record-exists", path=taken[0])
        folder = job.root / min(files).rpartition("/")[0]
        if len(files) > 1:
            write.change_folder(folder, {path.rpartition("/")[2]: c for path, c in files.items()})
        else:
            for path, raw in files.items():
                write.write_file(job.root / path, raw)
    job.say("new-record", path=", ".join(files))


for _kind, _text in (
    (names.MEMBER, "Begin the profile of a member; asks what no option says."),
    (names.OFFER, "Begin an offer of a member; asks what no option says."),
    (names.REQUEST, "Begin a request of a member; asks what no option says."),
    (names.EVENT, "Announce an event; asks what no option says."),
    (names.NEWS, "Begin a news item; asks what no option says."),
    (names.FUNDING, "Begin a call for funding; asks what no option says."),
):
    new.add_command(_record_command(_kind, _text))


@new.command(names.EDITION)
@click.argument("edition", required=False)
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def new_edition(job: Job, edition: str | None, today: str | None) -> None:
    """Propose an edition of the newsletter; without a name, this month's."""
    month = f"{clock_of(job, today)(dt.UTC):%Y-%m}"
    if edition is None and is_terminal():
        edition = click.prompt(job.words("ask-edition"), default=month, err=True)
    propose_edition(job, edition or month, today)
