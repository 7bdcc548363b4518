"""How well what fits a request is found: precision and recall over requests with known answers.

    python -m benchmarks.matching [--requests 50] [--write docs/performance.md]

The demo knows what each offer and request is about: the thing that its words were made of, which
no field says. An offer answers a request if it is about the same thing, or has a competence that
is asked for. The rule sees titles, summaries and competences alone. Nothing here takes time worth
measuring: the same commit gives the same figures on every machine.
"""

from __future__ import annotations

import datetime as dt
import sys
import tempfile
from collections.abc import Iterable
from itertools import islice
from pathlib import Path
from typing import Final, NamedTuple

import click

from benchmarks.measure import put, table
from schaufenster import write as writing
from schaufenster.content import model
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import DEMO_DAY, render_demo
from schaufenster.editing.demo.members import thing_of
from schaufenster.facts import matching
from schaufenster.facts.release import is_expired, released

MEMBERS: Final = 500
"""Enough for 50 requests that hold on the demo's day."""
SEED: Final = 0


class Found(NamedTuple):
    """What is right, of what was found; in all requests together."""

    right: int
    found: int
    known: int

    @property
    def precision(self) -> float:
        """Return the share of what was found that is right."""
        return self.right / self.found if self.found else 1.0

    @property
    def recall(self) -> float:
        """Return the share of what is right that was found."""
        return self.right / self.known if self.known else 1.0


def requests_of(cluster: Cluster, most: int) -> list[model.Offer]:
    """Return the first requests that hold, in the order of their files."""
    asked = (o for o in cluster.offers if o.kind == "request")
    return list(islice((o for o in asked if not is_expired(o, cluster.today)), most))


def measure(cluster: Cluster, requests: Iterable[model.Offer]) -> dict[str, Found]:
    """Return what was found by competence, by words, and by both."""
    offers = [o for o in cluster.offers if o.kind == "offer" and not is_expired(o, cluster.today)]
    pairs: dict[str, tuple[set[tuple[str, str]], set[tuple[str, str]]]] = {
        name: (set(), set()) for name in ("competence", "thing", "either")
    }
    for request in requests:
        others = [offer for offer in offers if offer.member != request.member]
        able = {o.path for o in others if set(o.competences) & set(request.competences)}
        same = {o.path for o in others if _thing(o) == _thing(request)}
        matches = matching.offers_for(request, cluster)
        by_competence = {m.record.path for m in matches if m.competences}
        by_words = {m.record.path for m in matches if m.words}
        worded = {m.record.path for m in matches if len(m.words) >= matching.FEWEST_WORDS}
        for name, known, found in (
            ("competence", able, by_competence),
            ("thing", same, worded),
            ("either", able | same, by_competence | by_words),
        ):
            pairs[name][0].update((request.path, path) for path in known)
            pairs[name][1].update((request.path, path) for path in found)
    return {
        name: Found(len(known & found), len(found), len(known))
        for name, (known, found) in pairs.items()
    }


def unexplained(cluster: Cluster, requests: Iterable[model.Offer]) -> int:
    """Return how many answers have no reason: none may."""
    found = (match for r in requests for match in matching.offers_for(r, cluster))
    return sum(not [*match.reasons(cluster)] for match in found)


def _thing(offer: model.Offer) -> str:
    return thing_of(int(offer.slug.rpartition("-")[2]), SEED)


def demo(members: int) -> Cluster:
    """Return a demo as released on its day."""
    with tempfile.TemporaryDirectory() as room:
        root = Path(room)
        writing.write_changed(root, render_demo(members, SEED))
        noon = dt.datetime.combine(DEMO_DAY, dt.time(12))
        return released(load_cluster(root, lambda zone: noon.replace(tzinfo=zone)))


_NAMES: Final = {
    "competence": "an asked competence, by competences",
    "thing": "the same thing, by words",
    "either": "either, by the whole rule",
}


def report(requests: int, figures: dict[str, Found]) -> str:
    """Return the figures as a table."""
    rows = [
        (
            _NAMES[name],
            str(each.known),
            str(each.found),
            str(each.right),
            f"{each.precision:.2f}",
            f"{each.recall:.2f}",
        )
        for name, each in figures.items()
    ]
    head = ["Known answers", "Known", "Found", "Right", "Precision", "Recall"]
    return f"{requests} requests of a demo of {MEMBERS} members.\n\n{table(head, rows)}"


@click.command()
@click.option("--requests", "most", type=int, default=50, show_default=True)
@click.option("--write", type=click.Path(path_type=Path), help="the page that gets the table")
def main(*, most: int, write: Path | None) -> None:
    """Measure and print; with `--write` into a page as well."""
    cluster = demo(MEMBERS)
    requests = requests_of(cluster, most)
    text = report(len(requests), measure(cluster, requests))
    text += f"\n{unexplained(cluster, requests)} answers without a reason.\n"
    click.echo(text)
    if write:
        put(write, "matching", text)


if __name__ == "__main__":
    sys.exit(main())
