"""A hub: one site over the open data of several clusters."""

from __future__ import annotations

import json
import re
import shutil
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest

from schaufenster import command_names as names
from schaufenster.content.load import Cluster, check_cluster, load_cluster
from schaufenster.facts.open_data import DATASETS, open_records, subjects_of
from schaufenster.facts.release import released
from schaufenster.feeds.open_data_files import write_json
from schaufenster.problems import errors
from schaufenster.showcase import front_matter, site_context

from .clusters import DAY
from .conftest import CLOCK, SAMPLE, run_build, templates_for

READ = {name: DATASETS[name] for name in ("members", "offers", "events")}
"""What a hub takes of a cluster's open data."""
Data = dict[str, dict[str, Any]]
"""Files of open data by the name of their dataset."""


@pytest.fixture(scope="module")
def opened(sample: Cluster) -> Data:
    """The sample's open data as its build writes them."""
    words = templates_for(sample).words
    return {
        name: json.loads(write_json(data, open_records(data, sample), sample, words))
        for name, data in READ.items()
    }


def another(data: Data, **members: Mapping[str, Any]) -> Data:
    """Return a cluster whose houses, offers and events are others, but for some fields of some."""
    other: Data = json.loads(json.dumps(data))
    for file in other.values():
        file["publisher"] = "Nachbar"
    for row in other["members"]["members"]:
        row.update(name=f"Andere {row['name']}", website=f"https://andere.example/{row['slug']}")
        row.update(members.get(row["slug"].replace("-", "_"), {}))
    for row in other["offers"]["offers"]:
        row["title"] = {lang: f"Anders: {title}" for lang, title in row["title"].items()}
    for row in other["events"]["events"]:
        row["title"] = {lang: f"Anders: {title}" for lang, title in row["title"].items()}
    return other


def lines(name: str, data: Mapping[str, Any]) -> str:
    """Return a file as clusters write it: a record on each line."""
    head = json.dumps({**data, name: []}, ensure_ascii=False)
    rows = ",\n".join(json.dumps(row, ensure_ascii=False) for row in data[name])
    return head.removesuffix("[]}") + f"[\n{rows}\n]}}\n"


@pytest.fixture
def hub(tmp_path: Path) -> Callable[..., Path]:
    """Return a function that makes a hub of clusters by their ids."""

    def made(**clusters: Data) -> Path:
        (tmp_path / "content/pages").mkdir(parents=True)
        for file in ("cluster.yml", *(p.name for p in (SAMPLE / "content").glob("*.[sjp]*g"))):
            shutil.copy(SAMPLE / "content" / file, tmp_path / "content")
        for page in (SAMPLE / "content/pages").glob("privacy*"):
            shutil.copy(page, tmp_path / "content/pages")
        for name, data in clusters.items():
            for table, values in data.items():
                path = tmp_path / "clusters" / name / f"{table}.json"
                path.parent.mkdir(parents=True, exist_ok=True)
                path.write_text(lines(table, values), "utf-8")
        return tmp_path

    return made


def test_a_hub_has_the_records_of_its_clusters(
    hub: Callable[..., Path], opened: Data, sample: Cluster
) -> None:
    cluster = load_cluster(hub(a=opened, b=another(opened)), CLOCK)
    for name, data in READ.items():
        there = [*subjects_of(data, sample)]
        found = getattr(cluster, name)
        assert len(found) == 2 * len(there) > 2
        assert {h.cluster for each in found for h in each.homes} == {"Muster-Cluster eG", "Nachbar"}
    member = cluster.member("lichtblick")
    theirs = sample.member("lichtblick")
    told = {*theirs.open_data} - {"seat", "sites"}  # they name their country
    assert member.model_dump(include=told) == theirs.model_dump(include=told)
    assert (
        member.homes[0].address("en")
        == "https://www.muster-cluster.example/en/profiles/lichtblick/"
    )
    assert cluster.competences.keys() == sample.competences.keys()  # the same terms, once
    assert {c.group for c in cluster.competences.values()} <= cluster.groups.keys()
    assert all(offer.member in {m.slug for m in cluster.members} for offer in cluster.offers)
    by_b = [o for o in cluster.offers if o.homes[0].cluster == "Nachbar"]
    assert {cluster.member(o.member).homes[0].cluster for o in by_b} == {"Nachbar"}


def test_a_house_in_two_clusters_is_one(hub: Callable[..., Path], opened: Data) -> None:
    """By its website, or by name and town; the profile confirmed last leads."""
    at = next(m for m in opened["members"]["members"] if m["slug"] == "lichtblick")
    newer = {"on": "2099-01-01", "by": "member"}
    b = another(
        opened,
        lichtblick={"website": at["website"].replace("https://www.", "http://"), "founded": "1901",
                    "confirmed": newer, "industries": []},
        feinwerk_see={"name": "FEINWERK am See KG"},
    )  # fmt: skip
    cluster = load_cluster(hub(a=opened, b=b), CLOCK)
    both = {m.slug for m in cluster.members if len(m.homes) == 2}
    assert both == {"lichtblick", "feinwerk-see"}
    joined = cluster.member("lichtblick")
    assert str(joined.founded) == "1901"
    assert joined.name.startswith("Andere ")
    assert joined.industries == tuple(at["industries"])


def test_terms_of_the_same_name_are_one(hub: Callable[..., Path], opened: Data) -> None:
    b = another(opened)
    text = json.dumps(b["members"]).replace('"wegmessung"', '"displacement"')
    b["members"] = json.loads(text)
    cluster = load_cluster(hub(a=opened, b=b), CLOCK)
    assert "displacement" not in cluster.competences
    ids = {s.id for m in cluster.members if m.homes[0].cluster == "Nachbar" for s in m.competences}
    assert "wegmessung" in ids


def test_events_and_offers_in_two_clusters_are_one(
    hub: Callable[..., Path], opened: Data, sample: Cluster
) -> None:
    cluster = load_cluster(hub(a=opened, b=opened), CLOCK)
    for name, data in READ.items():
        assert len(getattr(cluster, name)) == len([*subjects_of(data, sample)])
        assert all(len(each.homes) == 2 for each in getattr(cluster, name))


def test_pages_of_a_hub_lead_home(hub: Callable[..., Path], opened: Data) -> None:
    cluster = released(load_cluster(hub(a=opened, b=another(opened)), CLOCK))
    context = site_context(cluster, templates_for(cluster))
    kinds = {"member", "offer", "event", "market", "events", "data"}
    pages = [p for s in context.specs if s.what in kinds for p in context.render(s)]
    for page in pages:
        if page.what in {"member", "offer", "event"}:
            assert front_matter(page, context)["canonical"] == page.home
            assert f'href="{page.home}"' in page.body
            assert not [*page.versions(context.site)]
            assert "sf-edit" not in page.body  # there is no file to change here
    market = next(p for p in pages if p.what == "market")
    assert "Nachbar</a>" in market.body
    assert "Muster-Cluster eG</a>" in market.body
    calendar = next(p for p in pages if p.what == "events" and p.lang == "de")
    assert "Nachbar" in calendar.body
    data = next(p for p in pages if p.what == "data" and p.lang == "en")
    assert "Muster-Cluster eG, Nachbar" in data.body


@pytest.mark.parametrize(
    ("raw", "rule", "line"),
    [
        ("{", "open-data-broken", 1),
        ("[" * 100_000, "open-data-broken", 1),
        ("[]", "open-data-version", 1),
        ('{"version": "1.0", "members": [], "vocabularies": {}}', "open-data-version", 1),
        ('{"version": "2.7", "members": [3], "vocabularies": {}}', "open-data-broken", 1),
        ('{"version": "2", "members": [], "vocabularies": {"a": [1]}}', "open-data-broken", 1),
    ],
)  # fmt: skip
def test_open_data_that_cannot_be_read_are_told(
    hub: Callable[..., Path], opened: Data, raw: str, rule: str, line: int
) -> None:
    root = hub(a=opened)
    (root / "clusters/a/members.json").write_text(raw, "utf-8")
    found = errors(check_cluster(root, CLOCK).problems)
    assert [(p.path, p.line, p.rule) for p in found][:1] == [
        ("clusters/a/members.json", line, rule)
    ]


def test_a_fault_in_a_record_is_told_at_its_line(hub: Callable[..., Path], opened: Data) -> None:
    broken = json.loads(json.dumps(opened))
    broken["members"]["members"][2]["type"] = "wolke"
    root = hub(a=broken)
    text = (root / "clusters/a/members.json").read_text("utf-8").split("\n")
    line = next(n for n, each in enumerate(text, 1) if '"wolke"' in each)
    (fault,) = errors(check_cluster(root, CLOCK).problems)
    assert (fault.path, fault.line, fault.field) == ("clusters/a/members.json", line, "type")


def test_what_is_as_before_is_not_looked_at_again(hub: Callable[..., Path], opened: Data) -> None:
    root = hub(a=opened, b=another(opened))
    before = check_cluster(root, CLOCK).light()
    again = check_cluster(root, CLOCK, before)
    for path in ("members/lichtblick/member.yml", "events/messtag-2030/event.yml"):
        assert again.source.documents[path] is before.source.documents[path]
    file = root / "clusters/b/members.json"
    file.write_text(file.read_text("utf-8").replace("Andere Licht", "Neue Licht"), "utf-8")
    changed = check_cluster(root, CLOCK, before)
    kept = changed.records.tables["members"]
    assert changed.source.documents["members/feinwerk-see/member.yml"] is before.source.documents[
        "members/feinwerk-see/member.yml"
    ]  # fmt: skip
    assert any(m.name.startswith("Neue ") for m in kept.values())


@pytest.mark.long
def test_a_hub_over_two_clusters_that_built_themselves(
    hub: Callable[..., Path], german_site: Path, austrian_site: Path
) -> None:
    """From real files: 16 and 8 houses, of which one has the same website in both."""
    sites = {"at": austrian_site, "de": german_site}
    root = hub(**{
        name: {t: json.loads((s / f"data/{t}.json").read_bytes()) for t in DATASETS}
        for name, s in sites.items()
    })  # fmt: skip
    for name, site in sites.items():  # the very bytes
        for table in DATASETS:
            shutil.copy(site / f"data/{table}.json", root / "clusters" / name)
    run_build("--root", str(root), names.SITE, "--today", DAY)
    site = root / "build/site"
    profiles = {p.name for p in (site / "profile").iterdir() if p.is_dir()}
    theirs = {
        row["website"]
        for s in sites.values()
        for row in json.loads((s / "data/members.json").read_bytes())["members"]
    }
    ours = json.loads((site / "data/members.json").read_bytes())["members"]
    assert {row["website"] for row in ours} == theirs
    assert len(ours) == len(theirs)
    assert {row["slug"] for row in ours} <= profiles
    calendar = (site / "feeds/events.de.ics").read_text("utf-8")
    assert calendar.count("BEGIN:VEVENT") == 2 or "Werkstattgespr" in calendar
    page = (site / "profile/lumen-0/index.html").read_text("utf-8")
    (canonical,) = re.findall(r'<link rel="canonical" href="([^"]+)"', page)
    assert not canonical.startswith("https://www.muster-cluster.example/")
    assert "profile/lumen-0/" not in (site / "sitemap.xml").read_text("utf-8")
    first = {p: p.read_bytes() for p in (site / "data").rglob("*.json")}
    run_build("--root", str(root), names.SITE, "--today", DAY)
    assert first == {p: p.read_bytes() for p in (site / "data").rglob("*.json")}
