"""Who has left keeps its page and its address, and is offered nowhere as if it were present."""

from __future__ import annotations

import datetime as dt
import shutil
from pathlib import Path

import pytest

from schaufenster.content import model
from schaufenster.facts import release
from schaufenster.facts.contact import tel
from schaufenster.facts.items import items
from schaufenster.facts.membership import left_on, present
from schaufenster.facts.open_data import DATASETS, open_records
from schaufenster.selection import decide

from .conftest import SAMPLE, change, load_sample, render_all, rendered, text_of, tree_of

MEMBER = "members/lichtblick/member.yml"
LISTS = ("", "mitglieder/", "mitglieder/listen/", "marktplatz/", "kompetenzen/", "regionen/",
         "suche/", "einbetten/mitglieder/")  # fmt: skip


@pytest.fixture
def root(tmp_path: Path) -> Path:
    shutil.copytree(SAMPLE, tmp_path / "cluster")
    change(tmp_path / "cluster", MEMBER, "    from: 2020\n", "    from: 2020\n    to: 2030-05-20\n")
    return tmp_path / "cluster"


@pytest.mark.parametrize(
    ("spans", "left"),
    [
        ([], None),
        ([("2019", "2020")], "2020"),
        ([("2019", "2020"), ("2021", None)], None),
        ([("2019", "2030-05"), ("2021", "2029")], "2030-05"),
        ([("2019", "2030-06-01")], None),
        ([("2019", "2030-05-31")], "2030-05-31"),
        ([(None, None)], None),
        ([("2031", "2032")], None),
    ],
)
def test_who_left_is_who_has_no_membership_that_goes_on(
    spans: list[tuple[str | None, str | None]], left: str | None
) -> None:
    entries = [
        {"status": "member", "from": first, "to": last, "confirmed": "2030"}
        for first, last in spans
    ]
    values = {"path": "members/x/member.yml", "slug": "x", "name": "X GmbH", "short": "X",
              "monogram": "X", "type": "company", "summary": {"de": "Ein Haus."},
              "membership": entries}  # fmt: skip
    member = model.Member.model_validate(values)
    found = left_on(member, dt.date(2030, 6, 1))
    assert (None if found is None else str(found)) == left


def test_no_list_shows_who_left_and_its_page_says_since_when(root: Path) -> None:
    before, after = (
        rendered(release.released(load_sample())),
        rendered(release.released(load_sample(root=root))),
    )
    assert before.keys() == after.keys()
    link = '="/profile/lichtblick/"'
    named = [path for path in LISTS if path in after and link in before[path].body]
    assert len(named) >= 6
    assert [path for path in named if link in after[path].body] == []
    assert "/marktplatz/lichtblick/" in before["marktplatz/"].body
    assert "/marktplatz/lichtblick/" not in after["marktplatz/"].body
    page = text_of(tree_of(after["profile/lichtblick/"]))
    assert "Gehörte dazu bis 20. Mai 2030" in page.replace("bis20", "bis 20")
    assert "Gehörte dazu" not in before["profile/lichtblick/"].body
    offer = "marktplatz/lichtblick/messraum/"
    assert "Dieses Angebot galt bis" not in before[offer].body
    assert "Dieses Angebot galt bis 20. Mai 2030." in text_of(tree_of(after[offer]))


def test_the_data_of_members_and_partners_are_of_those_who_belong(root: Path) -> None:
    members = DATASETS["members"]
    before, after = (
        {str(record["slug"]) for record in open_records(members, release.released(cluster))}
        for cluster in (load_sample(), load_sample(root=root))
    )
    assert before - after == {"lichtblick"}


def test_what_it_offered_goes_into_no_mail_and_every_address_stays(root: Path) -> None:
    cluster = release.released(load_sample(root=root))
    assert "lichtblick" not in {member.slug for member in present(cluster)}
    offers = [o for o in cluster.offers if o.member == "lichtblick"]
    assert offers
    assert {str(o.valid.until) for o in offers if o.valid} == {"2030-05-20"}
    found = [i for i in items(cluster) if i.kind in {"offer", "request"}]
    taken = [
        decide(item, model.Select(), cluster.now, "leser").taken
        for item in found
        if "lichtblick" in item.members
    ]
    assert taken
    assert not any(taken)
    assert {p for p in render_all(load_sample()) if p.startswith("site/feeds/member-")} <= {
        *render_all(load_sample(root=root))
    }


def test_a_profile_names_phone_and_mail_above_all_else() -> None:
    page = tree_of(rendered(release.released(load_sample()))["profile/lichtblick/"])
    links = [a.get("href") for a in page.iter("a")]
    assert "tel:+490000987654" in links
    assert links.index("tel:+490000987654") <= 2
    first = page.xpath("//*[contains(@class, 'sf-prof')]")[0]
    above = "".join(first.xpath("preceding::text()"))
    assert "+49\u00a00000\u00a0987654" in above  # no line parts it


@pytest.mark.parametrize(
    ("phone", "link"),
    [
        ("+49 (0)361 12 34-5", "tel:+4936112345"),
        ("0361/12345", "tel:036112345"),
        ("+49 361 12345", "tel:+4936112345"),
        (None, ""),
    ],
)
def test_a_number_is_dialled_as_it_is_written(phone: str | None, link: str) -> None:
    assert tel(phone) == link


def test_the_footer_leads_to_the_office(root: Path) -> None:
    cluster = release.released(load_sample(root=root))
    page = tree_of(rendered(cluster)["impressum/"])
    assert page.get_element_by_id("contact") is not None
    links = [a.get("href") for a in page.iter("a")]
    assert f"mailto:{cluster.identity.imprint.email}" in links
    assert [link for link in links if str(link).startswith("tel:")]
