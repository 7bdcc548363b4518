"""A year of editions: what fits a channel reaches it once, or a file says why it does not.

Stories are entered, appear, come free, are corrected and end on any day; editions are proposed on
any day. What a channel must get is decided here once more, in plain words.
"""

from __future__ import annotations

import datetime as dt
import re
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from types import MappingProxyType
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from schaufenster import mail
from schaufenster.content import model, yaml_text
from schaufenster.content.fields import Moment, PartialDate
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.editing import render_demo
from schaufenster.facts.items import Item, items
from schaufenster.facts.release import released
from schaufenster.selection import variant

from .conftest import CLOCK

NEW_YEAR = dt.date(2031, 1, 1)
FIRST_REACH, REACH = 92, 366
"""How many days back a channel's first edition goes, and any edition."""
COUNT = 24


@pytest.fixture(scope="module")
def demo(tmp_path_factory: pytest.TempPathFactory) -> Cluster:
    """A demo cluster of fourteen members, without its editions."""
    root = tmp_path_factory.mktemp("year")
    for file in render_demo(14):
        (root / file.path).parent.mkdir(parents=True, exist_ok=True)
        (root / file.path).write_bytes(file.content)
    cluster = load_cluster(root, CLOCK)
    return replace(cluster, editions={}, approvals={}, sent={})


@dataclass(frozen=True)
class Fate:
    """What happens to a story: days of the year, and days counted from its first one."""

    entered: int
    dated: int
    embargo: int | None
    ends: int
    withheld: int | None
    """Until when a mistake keeps it from some channels; None without one."""
    some: frozenset[int]


DAYS = st.integers(0, 364)
FATES = st.lists(
    st.builds(
        Fate,
        entered=DAYS,
        dated=st.integers(-100, 30),
        embargo=st.none() | st.integers(0, 120),
        ends=st.integers(0, 150),
        withheld=st.none() | st.integers(1, 120),
        some=st.frozensets(st.integers(0, 6), min_size=1),
    ),
    min_size=COUNT,
    max_size=COUNT,
)
EDITIONS = st.lists(DAYS, min_size=6, max_size=13, unique=True).map(sorted)
RULES = st.lists(
    st.tuples(st.none() | st.integers(20, 120), st.none() | st.integers(1, 5)),
    min_size=7,
    max_size=7,
)


def on(day: int) -> dt.date:
    return NEW_YEAR + dt.timedelta(days=day)


def partial(day: dt.date) -> PartialDate:
    return PartialDate(day.year, day.month, day.day)


def fated(record: Any, fate: Fate, today: int, channels: list[str]) -> Any:
    """Return a record as it stands on a day of the year."""
    dated = on(fate.entered + fate.dated)
    wrong = fate.withheld is not None and today < fate.entered + fate.withheld
    withheld = tuple(channels[number] for number in sorted(fate.some)) if wrong else ()
    update: dict[str, Any] = {
        "published": partial(dated), "updated": None, "not_for": withheld, "embargo": None,
    }  # fmt: skip
    if fate.embargo is not None:
        free = dt.datetime.combine(on(fate.entered + fate.embargo), dt.time(9))
        update["embargo"] = Moment(free)
    end = partial(on(fate.entered + fate.ends))
    if isinstance(record, model.Event):
        update |= {"start": end, "end": None, "status": "planned"}
    if isinstance(record, model.Offer):
        update["valid"] = model.Period.model_validate({"until": str(end)})
    return record.model_copy(update=update)


def world(demo: Cluster, fates: list[Fate], today: int) -> Cluster:
    """Return the cluster as it is known on a day: what has been entered by then."""
    records = [*demo.events[:8], *demo.offers[:8], *demo.news[:4], *demo.reports.values()]
    tables: dict[type, list[Any]] = defaultdict(list)
    for record, fate in zip(records, fates, strict=False):
        if fate.entered <= today:
            table = tables[type(record)]
            table.append(fated(record, fate, today, list(demo.channels)))
    return replace(
        demo,
        events=tuple(tables[model.Event]), offers=tuple(tables[model.Offer]),
        news=tuple(tables[model.NewsItem]), projects=(),
        reports=MappingProxyType({r.event: r for r in tables[model.Report]}),
        now=dt.datetime.combine(on(today), dt.time(12)),
    )  # fmt: skip


def ruled(demo: Cluster, rules: list[tuple[int | None, int | None]]) -> Cluster:
    """Return the cluster with other ages and numbers in its channels' rules."""
    channels = {
        key: channel.model_copy(
            update={"select": channel.select.model_copy(update={"max_age_days": age, "most": most})}
        )
        for (key, channel), (age, most) in zip(demo.channels.items(), rules, strict=True)
    }
    return replace(demo, channels=channels)


# ── what a channel must get, read from its rule in plain words ───────────────────────────────


def free_since(item: Item) -> dt.date:
    return max(item.published, item.embargo.at.date()) if item.embargo else item.published


def is_asked_for(item: Item, channel: model.Channel) -> bool:
    rule = channel.select
    return all(
        not wanted or set(wanted) & set(has)
        for wanted, has in (
            (rule.kinds, {item.kind}), (rule.districts, item.districts),
            (rule.chambers, item.chambers), (rule.competences, item.competences),
            (rule.ris, item.ris), (rule.topics, item.topics), (rule.members, item.members),
        )
    )  # fmt: skip


def is_in_time(item: Item, channel: model.Channel, today: dt.date) -> bool:
    age = (today - free_since(item)).days
    most = channel.select.max_age_days
    over = item.expires is not None and item.expires < today
    return not over and (most is None or age <= most) and channel.id not in item.not_for


@dataclass
class Year:
    """What happened: the editions, what each channel got, and what files said of the rest."""

    editions: dict[str, model.Edition] = field(default_factory=dict)
    sent: dict[str, model.Sent] = field(default_factory=dict)
    got: dict[str, list[str]] = field(default_factory=lambda: defaultdict(list))
    told: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))


def told_in(text: str, cluster: Cluster) -> Iterable[tuple[str, str]]:
    """Yield channel and ref of everything a file gives a reason against."""
    plain = re.sub(r"\n *#   ", " ", text)
    entries, _, rest = plain.partition("# Noch in keiner Ausgabe")
    for block in entries.split("\n\n"):
        ref = re.search(r"- ref: (\S+)", block)
        for channel in cluster.channels.values() if ref else ():
            name = channel.name(cluster.today)["de"]
            if ref and re.search(rf"# nicht für [^\n]*{re.escape(name)}", block):
                yield channel.id, ref[1]
    for ref in re.findall(r"[\w-]+/[\w/-]+", rest):
        yield from ((channel, ref) for channel in cluster.channels)


def edition_of(text: str, name: str) -> model.Edition:
    parsed = yaml_text.parse(text)
    assert not parsed.faults
    path = f"newsletter/editions/{name}.yml"
    return model.Edition.model_validate({**parsed.value, "path": path, "id": name})


def sent_of(edition: model.Edition, cluster: Cluster) -> model.Sent:
    """Return the record of an edition as the office sends it at once."""
    variants = tuple(variant(edition, channel, cluster) for channel in cluster.channels.values())
    return model.Sent(
        path=f"newsletter/sent/{edition.id}/manifest.json", id=edition.id, title=edition.title,
        variants=tuple(
            model.Kept(
                channel=v.channel.id, lang="de", date=edition.until, way="handed-in",
                subject="Post", preheader="Post", html="0" * 64, text="0" * 64,
                items=tuple(
                    model.Carried(ref=s.item.ref, headline=s.headline["de"]) for s in v.stories
                ),
            )
            for v in variants
            if v.stories
        ),
    )  # fmt: skip


def run_year(demo: Cluster, fates: list[Fate], days: list[int]) -> None:
    year = Year()
    for number, day in enumerate(days, 1):
        known = replace(world(demo, fates, day), editions=dict(year.editions), sent=dict(year.sent))
        cluster = released(known)
        name = f"2031-{number:02d}" if number < 13 else "2032-01"
        proposal = mail.propose(name, cluster, "de")
        text = proposal.file.content.decode() if proposal.count else "\n".join(proposal.others)
        edition = edition_of(text, name) if proposal.count else None
        if edition:
            assert edition.until.last() == on(day)
            year.editions[name] = edition
            if number % 2:  # the office does not always note what it sent
                year.sent[name] = sent_of(edition, cluster)
        told = set(told_in(text, cluster))
        first = min((e.until.last() for e in year.editions.values()), default=on(day))
        since = first - dt.timedelta(days=FIRST_REACH)
        for channel in cluster.channels.values():
            stories = variant(edition, channel, cluster).stories if edition else ()
            got = [story.item.ref for story in stories]
            year.got[channel.id] += got
            year.told[channel.id] |= {ref for whose, ref in told if whose == channel.id}
            assert len(set(year.got[channel.id])) == len(year.got[channel.id]), "got twice"
            for item in items(cluster):
                young = free_since(item) >= max(since, on(day) - dt.timedelta(days=REACH))
                if young and is_asked_for(item, channel) and item.ref not in year.got[channel.id]:
                    now = (channel.id, item.ref) in told
                    before = item.ref in year.told[channel.id]
                    assert now or before, f"{name}: {item.ref} is lost for {channel.id}"
                    assert now or not is_in_time(item, channel, on(day)), "no word in this file"
            for ref in got:
                item = next(i for i in items(cluster) if i.ref == ref)
                assert is_asked_for(item, channel)
                assert is_in_time(item, channel, on(day))


def check_year(demo: Cluster, examples: int) -> None:
    @settings(
        max_examples=examples,
        phases=[Phase.explicit, Phase.generate],  # to make a year shorter takes many minutes
        suppress_health_check=[HealthCheck.too_slow],
    )
    @given(FATES, EDITIONS, RULES)
    def nothing_is_lost(
        fates: list[Fate], days: list[int], rules: list[tuple[int | None, int | None]]
    ) -> None:
        run_year(ruled(demo, rules), fates, days)

    nothing_is_lost()


def test_a_year_of_editions_loses_nothing_and_repeats_nothing(demo: Cluster) -> None:
    check_year(demo, 25)


@pytest.mark.long
def test_many_years_of_editions_lose_nothing_and_repeat_nothing(demo: Cluster) -> None:
    check_year(demo, 1500)
