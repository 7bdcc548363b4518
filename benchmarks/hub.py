"""A hub over demo clusters beside one cluster with as many members: what a first build takes.

`python -m benchmarks.hub [--clusters 40] [--members 100]` prints processor seconds of both, and of
a hub over half as many clusters: a hub may take 1.2 times the cluster, and grows in proportion.
"""

from __future__ import annotations

import argparse
import datetime as dt
import shutil
import sys
import tempfile
from pathlib import Path
from typing import Final

from benchmarks.measure import build, table
from schaufenster.content.load import load_cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import DEMO_DAY
from schaufenster.facts.open_data import DATASETS, open_records
from schaufenster.facts.release import released
from schaufenster.feeds.open_data_files import write_json
from schaufenster.templates import load_templates

_OWN: Final = ("content/cluster.yml", "content/logo.svg", "content/bild-0.png")


def main(clusters: int, members: int) -> None:
    """Make the clusters, build the hubs and the cluster, print what each took."""
    with tempfile.TemporaryDirectory() as folder:
        place = Path(folder)
        whole, half = place / "hub", place / "half"
        for number in range(clusters):
            root = place / "cluster"
            _demo(root, members, number)
            for hub in (whole, half) if number < clusters // 2 else (whole,):
                _add(root, hub, number)
            shutil.rmtree(root)
        _demo(place / "one", clusters * members, 0)
        took = {name: _took(place / name) for name in ("half", "hub", "one")}
    rows = [
        (f"hub over {clusters // 2} clusters of {members}", f"{took['half']:.1f} s"),
        (f"hub over {clusters} clusters of {members}", f"{took['hub']:.1f} s"),
        (f"one cluster of {clusters * members}", f"{took['one']:.1f} s"),
        ("hub / cluster (at most 1.2)", f"{took['hub'] / took['one']:.2f}"),
        ("whole / half (in proportion: 2)", f"{took['hub'] / took['half']:.2f}"),
    ]
    sys.stdout.write(table(("first build", "processor"), rows) + "\n")


def _demo(root: Path, members: int, seed: int) -> None:
    at = ("--members", str(members), "--out", str(root), "--seed", str(seed))
    build("demo", *at, root=root.parent)


def _took(root: Path) -> float:
    return build("site", "--today", str(DEMO_DAY), root=root).cpu


def _add(root: Path, hub: Path, number: int) -> None:
    """Add a cluster's open data to a hub, its houses and texts under names of their own."""
    noon = dt.datetime.combine(DEMO_DAY, dt.time(12))
    cluster = released(load_cluster(root, lambda zone: noon.replace(tzinfo=zone)))
    for file in _OWN:
        if (root / file).exists() and not (hub / file).exists():
            (hub / file).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(root / file, hub / file)
    known = load_templates("theme/pages", [DEFAULTS]).words
    for name, data in DATASETS.items():
        text = write_json(data, open_records(data, cluster), cluster, known)
        text = text.replace("https://m", f"https://c{number}-m").replace("Nr. ", f"Nr. {number}/")
        text = text.replace('"title": {"de": "', f'"title": {{"de": "{number}: ')
        path = hub / f"clusters/c{number}/{name}.json"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


if __name__ == "__main__":
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--clusters", type=int, default=40)
    options.add_argument("--members", type=int, default=100)
    given = options.parse_args()
    main(given.clusters, given.members)
