"""Two engines put pages into their frame: ours in one pass, and stock MkDocs, the reference."""

from __future__ import annotations

import datetime as dt
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from schaufenster import command_names as names
from schaufenster import mail, showcase, write
from schaufenster.content.load import Cluster, load_cluster
from schaufenster.defaults import DEFAULTS
from schaufenster.editing import DEMO_DAY
from schaufenster.facts import release
from tests.clusters import DAY
from tests.conftest import PROJECT, load_sample, run_build, templates_for
from tests.rendering import THEMES, frame_of, fronts_of

FRAME = """\
{{ page.url }} {{ page.abs_url }} {{ page.canonical_url }} {{ page.title }}
{{ page.is_homepage }} {{ page.active }} {{ page.edit_url }} {{ page.content }}
{{ page.toc | length }} {{ page.file.name }} {{ page.meta.section }} {{ page.meta.body }}
{{ base_url }} {{ "a/b.css" | url }} {{ extra_css[0] }} {{ nav.homepage.url }}
{% for file in pages %}{{ file.url }} {{ file.page.url }} {% endfor %}
{{ config.site_name }} {{ config.theme.name }} {{ config.theme.favicon }} {{ mkdocs_version }}
ä € \N{GRINNING FACE} {{ "<" }} {{ "<" | e }}
"""
"""A frame that uses what MkDocs gives a template and ours does not."""


def both(cluster: Cluster, build: Path, root: Path = PROJECT) -> tuple[dict[str, bytes], ...]:
    """Return the framed pages with the theme's files, by path: ours and stock MkDocs'."""
    public, words = release.released(cluster), templates_for(cluster)
    ready = mail.ready(public, templates_for(cluster, "newsletter/templates"))
    fronts = fronts_of(public, words, ready)
    staged = (showcase.stage(folder, front) for folder, front in fronts.items())
    write.write_changed(build / "stage", staged)
    settings = build / "mkdocs.yml"

    def find(name: str) -> Path:
        if name == "theme/overrides":
            return frame_of((root, *THEMES[cluster.identity.theme]), build / "overrides")
        return next(place / name for place in (root, DEFAULTS) if (place / name).exists())

    write.write_file(settings, showcase.mkdocs_settings(public, words, find, build))
    frame = showcase.Frame(settings, fronts)
    framed = [*(frame.page(folder, front) for folder, front in fronts.items()), *frame.others()]
    ours = {file.path: file.content for file in framed}
    return ours, {file.path: file.content for file in showcase.run_mkdocs(settings)}


def assert_same(ours: dict[str, bytes], theirs: dict[str, bytes]) -> None:
    assert sorted(ours) == sorted(theirs)
    assert [path for path in ours if ours[path] != theirs[path]] == []
    assert "404.html" in ours


def demo(members: int, folder: Path) -> Cluster:
    run_build(names.DEMO, "--members", str(members), "--out", str(folder))
    moment = dt.datetime.fromisoformat(str(DEMO_DAY))
    return load_cluster(folder, lambda zone: moment.replace(tzinfo=zone))


def test_both_give_the_sample_the_same_bytes(tmp_path: Path) -> None:
    assert_same(*both(load_sample(), tmp_path))


def test_both_give_a_demo_cluster_the_same_bytes(tmp_path: Path) -> None:
    assert_same(*both(demo(45, tmp_path / "demo"), tmp_path))


@pytest.mark.long
@pytest.mark.parametrize("name", ["austrian", "french"])
def test_both_give_a_new_cluster_the_same_bytes(
    name: str, new_cluster: Callable[[str], Path], tmp_path: Path
) -> None:
    root, moment = new_cluster(name), dt.datetime.fromisoformat(DAY)
    cluster = load_cluster(root, lambda zone: moment.replace(tzinfo=zone))
    assert_same(*both(cluster, tmp_path, root))


@pytest.mark.long
def test_both_give_2500_members_the_same_bytes(tmp_path: Path) -> None:
    assert_same(*both(demo(2500, tmp_path / "demo"), tmp_path))


def test_a_cluster_s_own_frame_may_use_all_that_mkdocs_gives_it(tmp_path: Path) -> None:
    shutil.copytree(DEFAULTS / "theme/overrides", tmp_path / "root/theme/overrides")
    (tmp_path / "root/theme/overrides/frame.html").write_text(FRAME, "utf-8")
    ours, theirs = both(load_sample(), tmp_path, tmp_path / "root")
    assert_same(ours, theirs)
    assert b"https://" in ours["index.html"]
    assert b"True" in ours["index.html"]
