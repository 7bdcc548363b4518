"""The frame around every page and the style sheet, on a small staged tree of a fictional cluster.

MkDocs builds it once, strictly, under a path prefix; the pages are then read and looked at.
"""

from __future__ import annotations

import functools
import json
import math
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import html
from playwright.sync_api import Browser, Page

from schaufenster.defaults import DEFAULTS
from tests.conftest import served
from tests.rendering import THEMES, sheets_of

OVERRIDES = DEFAULTS / "theme" / "overrides"
SHEETS = sheets_of(THEMES["instrument"])
HOST = "https://netz.example"
BASE = "/schau/"
LIGHT = (
    "paper:#fff;band:#f7f6f1;raised:#fff;ink:#122125;line:#d4dadc;grid:#e7ecee;muted:#5e6b6f;"
    "edge:#858f93;primary:#0b4f5e;accent:#c93c13;signal:#d2451e;deep:#042c35;on-primary:#fff;"
    "grid2:#e8e6e0;signal-deep:#ea6441"
)
DARK = (
    "paper:#0d171a;band:#122024;raised:#18272c;ink:#e6edef;line:#2e3c40;grid:#1b282c;"
    "muted:#8d9ba0;edge:#627177;primary:#6ebfd5;accent:#fa7655;signal:#fa7655;deep:#040e11;"
    "on-primary:#0d171a;grid2:#1f2d31;signal-deep:#ea6441"
)


# ── the tree ─────────────────────────────────────────────────────────────────────────────────


def curve(periods: float, width: int = 960, height: int = 320) -> str:
    """Return a sine as a path, `d` included."""
    points = (
        f"{x} {height / 2 - height / 3 * math.sin(x / width * periods * math.tau):.0f}"
        for x in range(0, width + 1, width // 24)
    )
    return f'<path d="M{"L".join(points)}"/>'


COVER = f"""\
<div class="sf-prof">
<svg class="sf-cover sf-cover--wide" viewBox="0 0 960 320" preserveAspectRatio="none"
 aria-hidden="true">{"".join(curve(3 + n / 9) for n in range(5))}</svg>
<div class="sf-ruler"></div>
</div>"""
TRACE = f'<svg class="sf-foot__trace" aria-hidden="true">{curve(2)}</svg>'
FIRMS = ("Muster Messtechnik", "Beispiel Sensorik", "Probe Optik", "Exempel Elektronik")
CHANNELS = "".join(f'<li><a href="#">{firm}</a></li>' for firm in FIRMS)
TILES = "".join(
    f"""<a class="sf-tile" href="#"><svg class="sf-mono" viewBox="0 0 320 240"
 aria-hidden="true">{curve(2, 320, 168)}<text x="28" y="206" font-size="72">{firm[:2]}</text></svg>
<span>{firm}</span></a>"""
    for firm in FIRMS
)

START = f"""\
<div class="sf-page">
<section class="sf-hero">
<div class="md-grid"><h1>{{title}}</h1><div class="sf-hero__row"><p class="sf-lead">{{lead}}</p>
<form class="sf-ask" role="search" action="{BASE}suche/"><label for="q">{{ask}}</label>
<div class="sf-ask__f"><input id="q" name="q" type="search"><button>OK</button></div></form>
</div></div>
<div class="sf-plot"><svg class="sf-hero__trace" viewBox="0 0 2880 800" aria-hidden="true"
 preserveAspectRatio="none"><g class="m">{curve(3, 2880, 800)}{curve(4, 2880, 800)}</g></svg>
<ul class="sf-chan">{CHANNELS}</ul><div class="sf-ruler"></div></div>
</section>
<section class="sf-sec"><div class="md-grid sf-sec__in">
<div class="sf-sec__head"><h2>{{skills}}</h2></div>
<ul class="sf-index">{'<li><a href="#">{skill}<i>2</i></a></li>' * 6}</ul>
</div></section>
<section class="sf-sec"><div class="md-grid sf-sec__in">
<div class="sf-sec__head"><h2>{{members}}</h2></div><div class="sf-wall">{TILES}</div>
</div></section>
</div>"""
PROFILE = f"""\
<div class="sf-page">
<div class="md-grid"><div class="md-content__inner">
<p class="sf-crumb sf-crumb--tag"><span><a href="#">{{members}}</a> / Muster</span>
<span class="sf-status sf-status--m">Status</span></p>
<h1 class="sf-h1">Muster Mess&shy;technik GmbH</h1>
<p class="sf-lead sf-lead--head">{{lead}}</p></div></div>
{COVER}
<div class="md-grid"><div class="md-content__inner"><div class="sf-two">
<div><section class="sf-block"><h2 class="sf-h2">{{skills}}</h2><ul class="sf-comp">
{'<li><a href="#">{skill}</a><span>{text}</span></li>' * 3}</ul></section></div>
<aside><dl class="sf-facts"><div><dt>{{place}}</dt>
<dd><a class="sf-link" href="#">Muster-Beispiel-Kreis</a></dd></div></dl>
<div class="sf-contact"><h2>Muster</h2><p>{{lead}}</p>
<a class="sf-btn" href="mailto:info@netz.example">{{mail}}</a></div></aside>
</div></div></div>
</div>"""
EVENT = f"""\
<div class="sf-page">
<div class="md-grid"><div class="md-content__inner">
<p class="sf-crumb"><a href="#">{{news}}</a> / 2025</p>
<h1 class="sf-h1 sf-h1--long">{{event}}</h1></div></div>
{COVER}
<div class="md-grid"><div class="md-content__inner"><div class="sf-two">
<div class="sf-text md-typeset"><p class="sf-lead">{{lead}}</p>
{"<h2>{skill}</h2><p>{text}</p>" * 3}</div>
<aside><dl class="sf-facts"><div><dt>{{place}}</dt><dd>Musterstadt</dd></div></dl></aside>
</div></div></div>
</div>"""

WORDS = {
    "de": {
        "title": "Musterland misst.",
        "lead": "Hersteller und Institute der Messtechnik arbeiten in einem Netz zusammen.",
        "ask": "Was wollen Sie messen?",
        "skills": "Kompetenzen",
        "skill": "Temperaturmessumformer",
        "members": "Mitglieder",
        "place": "Landkreis",
        "mail": "E-Mail schreiben",
        "news": "Aktuelles",
        "event": "Innehalten, um weiterzukommen: zwei Tage Klausur in Musterstadt",
        "text": "Die Runde ging die Module durch und fragte, wem im Netz jedes davon nützt.",
    },
    "en": {
        "title": "Exampleland measures.",
        "lead": "Makers and institutes of measurement technology work together in a network.",
        "ask": "What do you want to measure?",
        "skills": "Competences",
        "skill": "Temperature transmitters",
        "members": "Members",
        "place": "District",
        "mail": "Write an e-mail",
        "news": "News",
        "event": "Pausing to move on: two days of retreat in Sampletown",
        "text": "The group went through the modules and asked whom in the network each one helps.",
    },
}


def front(lang: str, path: str, title: str, section: str, body: str) -> dict[str, Any]:
    """Return a page's front matter; the English profile has no twin and is not to be found."""
    other = "en" if lang == "de" else "de"
    here, there = (f"{BASE}{'en/' * (code == 'en')}{path}" for code in (lang, other))
    settings: dict[str, Any] = {
        "template": "frame.html",
        "title": title,
        "lang": lang,
        "section": section,
        "description": f'Beschreibung "{title}"',
        "canonical": HOST + here,
        "jsonld": json.dumps({"@type": "WebPage", "name": title}),
        "body": body,
    }
    if (lang, section) == ("en", "members"):
        settings["robots"] = "noindex"
    else:
        settings["alternates"] = [
            {"lang": lang, "href": HOST + here},
            {"lang": other, "href": HOST + there},
            {"lang": "x-default", "href": HOST + (here if lang == "de" else there)},
        ]
        settings["switch"] = [
            {
                "lang": other,
                "label": other.upper(),
                "title": {"de": "Deutsche Fassung", "en": "English version"}[other],
                "href": there,
            }
        ]
        feed = f"{BASE}feeds/all.{lang}.rss"
        settings["feeds"] = [{"type": "application/rss+xml", "title": "Neues", "href": feed}]
    return settings


def frame(lang: str) -> dict[str, Any]:
    word, home = WORDS[lang], BASE + "en/" * (lang == "en")
    labels = ("Mitglieder", "Kompetenzen", "Marktplatz", "Regionen", "Aktuelles", "Für Redaktionen")
    tabs = [
        {"id": key, "label": label, "href": f"{home}{key}/"}
        for key, label in zip(
            ("members", "skills", "market", "regions", "news", "press"), labels, strict=True
        )
    ]
    settings: dict[str, Any] = {
        "site_name": "NETZ & Partner eG",
        "brand": "NETZ",
        "descriptor": "Mess- und Gerätetechnik Musterland",
        "home": home,
        "header_label": "Hauptmenü",
        "skip": "Zum Inhalt",
        "menu": "Menü",
        "close": "Schließen",
        "theme": "Dunkle Darstellung",
        "tabs": tabs,
        "footer": {
            "slogan": [{"text": "measured –", "lang": "en"}, {"text": "shared", "lang": "en"}],
            "address": ["NETZ eG", "Musterweg 1, 00000 Musterstadt"],
            "columns": [{"title": word["members"], "links": tabs[:4]}] * 3,
            "note": "Ohne Cookies.",
        },
        "not_found": {
            "title": {"de": "Kein Signal", "en": "No signal"}[lang],
            "text": "Diese Seite gibt es nicht.",
            "home": "Zur Startseite",
        },
    }
    if lang == "de":
        settings["search"] = {"label": "Suchen", "href": f"{home}suche/"}
    return settings


def pages() -> Iterator[tuple[str, dict[str, Any]]]:
    """Yield the address and the front matter of three pages in two languages."""
    for lang, word in WORDS.items():
        for path, title, section, body in (
            ("", word["title"], "", START),
            ("profile/muster/", "Muster <&> Söhne", "members", PROFILE),
            ("news/", word["event"], "news", EVENT),
        ):
            settings = front(lang, path, title, section, body.format_map(word))
            yield "en/" * (lang == "en") + path, settings


PAGES = list(pages())
PATHS = [path for path, _ in PAGES]
EVERY = [f"{path}index.html" for path in PATHS] + ["404.html"]


def style_sheet() -> str:
    """Return the tokens in the form that the build gives them, and the project's sheets."""
    light, dark = (re.sub(r"(^|;)(?=\w)", r"\1--sf-", tones) for tones in (LIGHT, DARK))
    return (
        f":root,[data-md-color-scheme=default]{{color-scheme:light;{light}}}\n"
        f"[data-md-color-scheme=slate]{{color-scheme:dark;{dark}}}\n"
        "@media (prefers-color-scheme:dark){body:not([data-md-color-scheme]),"
        f":root:not(:has([data-md-color-scheme])){{color-scheme:dark;{dark}}}}}\n"
    ) + "".join(file.read_text("utf-8") for file in SHEETS)


@pytest.fixture(scope="module")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the tree with the project's own settings; return the folder of the result."""
    root = tmp_path_factory.mktemp("frame")
    for path, settings in PAGES:
        page = root / "stage" / path / "index.md"
        page.parent.mkdir(parents=True, exist_ok=True)
        page.write_text(f"---\n{yaml.safe_dump(settings, allow_unicode=True)}---\n", "utf-8")
    (root / "stage" / "assets").mkdir()
    (root / "stage" / "assets" / "site.css").write_text(style_sheet(), "utf-8")
    settings = yaml.safe_load((DEFAULTS / "mkdocs.yml").read_text("utf-8"))
    settings |= {
        "site_url": HOST + BASE,
        "docs_dir": str(root / "stage"),
        "site_dir": str(root / "site" / BASE.strip("/")),
        "extra_css": ["assets/site.css"],
        "extra": {"base": BASE, "frame": {k: frame(k) for k in WORDS}, "footer_trace": TRACE},
    }
    settings["theme"]["custom_dir"] = str(OVERRIDES)
    (root / "mkdocs.yml").write_text(yaml.safe_dump(settings, allow_unicode=True), "utf-8")
    command = [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet"]
    done = subprocess.run(
        [*command, "--config-file", str(root / "mkdocs.yml")],
        env=os.environ | {"NO_MKDOCS_2_WARNING": "1"},
        capture_output=True,
        text=True,
        check=False,
    )
    assert (done.returncode, done.stderr) == (0, "")
    return Path(settings["site_dir"])


@functools.cache
def tree(file: Path) -> html.HtmlElement:
    return html.document_fromstring(file.read_bytes())


def found(file: Path, path: str) -> list[str]:
    """Return the strings that an XPath for attributes or texts finds."""
    result = tree(file).xpath(path)
    assert isinstance(result, list)
    return [str(item) for item in result]


# ── what the pages say ───────────────────────────────────────────────────────────────────────


@pytest.mark.parametrize("path", PATHS)
def test_a_page_names_its_language(site: Path, path: str) -> None:
    expected = "en" if path.startswith("en/") else "de"
    assert found(site / path / "index.html", "/html/@lang") == [expected]


@pytest.mark.parametrize(("path", "settings"), PAGES, ids=PATHS)
def test_the_head_says_what_the_front_matter_says(
    site: Path, path: str, settings: dict[str, Any]
) -> None:
    page = site / path / "index.html"
    assert found(page, "//title/text()") == [settings["title"]]
    assert found(page, "//meta[@name='description']/@content") == [settings["description"]]
    assert found(page, "//link[@rel='canonical']/@href") == [settings["canonical"]]
    alternates = settings.get("alternates", [])
    assert found(page, "//link/@hreflang") == [each["lang"] for each in alternates]
    assert found(page, "//link[@hreflang]/@href") == [each["href"] for each in alternates]
    feeds = [each["href"] for each in settings.get("feeds", [])]
    assert found(page, "//link[@type='application/rss+xml']/@href") == feeds
    jsonld = found(page, "//script[@type='application/ld+json']/text()")
    assert [json.loads(text)["name"] for text in jsonld] == [settings["title"]]
    robots = [settings["robots"]] if "robots" in settings else []
    assert found(page, "//meta[@name='robots']/@content") == robots


@pytest.mark.parametrize("file", EVERY)
def test_there_is_one_main_heading_and_the_skip_link_leads_to_it(site: Path, file: str) -> None:
    assert len(found(site / file, "//h1")) == 1
    assert len(found(site / file, "//main[@id='inhalt']//h1")) == 1
    links = found(site / file, "//a/@href")
    assert links[0] == "#inhalt"


@pytest.mark.parametrize(
    ("path", "expected"),
    [
        ("", []),
        ("profile/muster/", [(f"{BASE}members/", "true")]),
        ("news/", [(f"{BASE}news/", "page")]),
        ("en/news/", [(f"{BASE}en/news/", "page")]),
    ],
)
def test_the_active_tab_is_marked(site: Path, path: str, expected: list[tuple[str, str]]) -> None:
    page = site / path / "index.html"
    for menu in ("md-tabs", "sf-drawer__panel"):
        marked = f"//nav[@class='{menu}']//a[@aria-current]"
        hrefs, states = found(page, f"{marked}/@href"), found(page, f"{marked}/@aria-current")
        assert list(zip(hrefs, states, strict=True)) == expected


def test_search_and_language_switch_appear_only_where_given(site: Path) -> None:
    tools = "//div[@class='sf-tools']/a/@href"
    expected = {
        "": [f"{BASE}suche/", f"{BASE}en/"],
        "en/": [BASE],
        "en/profile/muster/": [],
    }
    assert {path: found(site / path / "index.html", tools) for path in expected} == expected


def test_what_was_not_found_is_told_in_every_language(site: Path) -> None:
    page = site / "404.html"
    assert found(page, "//section/@lang") == ["de", "en"]
    assert found(page, "//section/*[1]/text()") == ["Kein Signal", "No signal"]
    assert found(page, "//meta[@name='robots']/@content") == ["noindex"]
    relative = [href for href in found(page, "//@href | //@src") if href[0] not in "/#"]
    assert relative == []


# ── what the pages must not hold ─────────────────────────────────────────────────────────────


@pytest.mark.parametrize("file", EVERY)
def test_no_page_needs_an_exception_from_the_content_policy(site: Path, file: str) -> None:
    page = site / file
    assert found(page, "//script[not(@src) and not(@type='application/ld+json')]") == []
    assert found(page, "//style | //@style | //@*[starts-with(name(), 'on')]") == []
    assert found(page, "//meta[@name='generator']/@content") == []
    assert found(page, "//script/@src") == [
        f"{BASE}assets/schaufenster.js",
        f"{BASE}assets/scheme.js",
    ]


@pytest.mark.parametrize("file", EVERY)
def test_no_page_names_a_foreign_address(site: Path, file: str) -> None:
    named = set(re.findall(r"(?:https?:)?//[\w.-]+\.\w+", (site / file).read_text("utf-8")))
    assert named <= {HOST}


def test_nothing_of_the_stock_theme_is_published(site: Path) -> None:
    published = {file.relative_to(site).as_posix() for file in site.rglob("*") if file.is_file()}
    assets = {
        f"assets/{name}"
        for name in (
            "compare.js",
            "copy.js",
            "feed.css",
            "filter.js",
            "form-link.js",
            "schaufenster.js",
            "scheme.js",
            "search.js",
            "site.css",
            "word-comparison.js",
        )
    }
    assert published == {*EVERY, *assets, "sitemap.xml", "sitemap.xml.gz"}


def test_our_scripts_and_sheets_load_nothing() -> None:
    loaders = {"search.js", "compare.js"}  # Pagefind, and profiles of this site
    scripts = {file for file in OVERRIDES.glob("assets/*.js") if file.name not in loaders}
    texts = [file.read_text("utf-8") for file in (*SHEETS, *sorted(scripts))]
    loading = re.compile(r"@import|@font-face|//[a-z0-9-]+\.[a-z]|fetch\(|import\(|url\((?!#)")
    assert [found for text in texts for found in loading.findall(text)] == []


def test_the_scripts_stay_small() -> None:
    sizes = {file.name: file.stat().st_size for file in OVERRIDES.glob("assets/*.js")}
    search = sizes.pop("search.js")  # tests/test_search.py
    assert search < 17_000
    assert sizes.pop("filter.js") < 8_000  # on lists only
    assert sizes.pop("word-comparison.js") < 3_000  # on lists, and when a search begins
    assert sizes.pop("compare.js") < 8_000  # where profiles are chosen and compared
    assert sizes.pop("copy.js") < 1_000  # on press packs only
    assert sizes.pop("form-link.js") < 500  # on the way into the form
    assert sizes.keys() == {"schaufenster.js", "scheme.js"}
    assert sum(sizes.values()) < 3_000


def test_the_sheets_take_every_colour_from_a_token() -> None:
    screen = "".join(file.read_text("utf-8") for file in SHEETS if file.name != "90-media.css")
    assert set(re.findall(r"#[0-9a-f]{3,8}\b(?!\))", screen)) <= {"#fff"}
    used = set(re.findall(r"var\(--sf-([\w-]+)", screen))
    own = set(re.findall(r"--sf-([\w-]+):", screen))
    assert used - own <= {pair.split(":")[0] for pair in LIGHT.split(";")}


def test_the_templates_are_plain_jinja() -> None:
    # MiniJinja, which Zensical uses, has no methods of Python.
    calls = {
        file.name: re.findall(r"\{[{%][^}]*?\.(?:items|get|keys|values|split|startswith)\(", text)
        for file in sorted(OVERRIDES.rglob("*.html"))
        for text in [file.read_text("utf-8")]
    }
    assert {name: each for name, each in calls.items() if each} == {}


# ── in the browser ───────────────────────────────────────────────────────────────────────────


@pytest.fixture(scope="module")
def address(site: Path) -> Iterator[str]:
    """Serve the site on this machine; return the address of its start page."""
    with served(site.parent) as home:
        yield f"{home}{BASE}"


def opened(browser: Browser, url: str, width: int = 1440, **options: Any) -> Page:
    options = {"color_scheme": "light", "reduced_motion": "reduce"} | options
    page = browser.new_page(viewport={"width": width, "height": 800}, **options)
    page.goto(url)
    return page


def stored(page: Page) -> list[object]:
    script = "[{...localStorage}, {...sessionStorage}]"
    return [*page.evaluate(script), page.context.cookies()]


def background(page: Page) -> str:
    return str(page.evaluate("getComputedStyle(document.body).backgroundColor"))


WHITE, NIGHT = "rgb(255, 255, 255)", "rgb(13, 23, 26)"


@pytest.mark.browser
@pytest.mark.parametrize(
    ("system", "first", "second"), [("light", WHITE, NIGHT), ("dark", NIGHT, WHITE)]
)
def test_the_page_follows_the_system_until_a_click(
    browser: Browser, address: str, system: str, first: str, second: str
) -> None:
    page = opened(browser, address, color_scheme=system)
    button = page.get_by_role("button", name="Dunkle Darstellung")
    pressed = {WHITE: "false", NIGHT: "true"}
    assert (background(page), stored(page)) == (first, [{}, {}, []])
    assert button.get_attribute("aria-pressed") == pressed[first]

    button.click()
    page.goto(address + "news/")
    assert (background(page), button.get_attribute("aria-pressed")) == (second, pressed[second])
    assert len(stored(page)[0]) == 1  # type: ignore[arg-type]

    button.click()  # the system's scheme again: nothing has to be cached
    page.reload()
    assert (background(page), stored(page)) == (first, [{}, {}, []])
    page.close()


@pytest.mark.browser
def test_a_chosen_scheme_holds_before_the_first_paint(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.get_by_role("button", name="Dunkle Darstellung").click()
    page.route("**/schaufenster.js", lambda route: route.abort())
    page.reload()
    assert background(page) == NIGHT
    page.close()


def focused(page: Page) -> str:
    """Return the words of what has the focus; nothing while the browser's own bar has it."""
    script = "document.activeElement === document.body ? '' : document.activeElement.innerText"
    return str(page.evaluate(script)).strip()


@pytest.mark.browser
def test_the_drawer_opens_keeps_the_focus_and_shuts_by_keyboard(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, width=390)
    assert expanded(page) == [False]
    for key in ("Tab", "Tab", "Enter"):
        page.keyboard.press(key)
    page.wait_for_function("document.querySelector('main').inert")
    assert expanded(page) == [True]
    reached = set()
    for _ in range(12):
        page.keyboard.press("Tab")
        reached.add(focused(page))
    assert reached - {""} == {"Schließen", *(tab["label"] for tab in frame("de")["tabs"])}

    page.keyboard.press("Escape")
    page.wait_for_function("!document.querySelector('main').inert")
    assert expanded(page) == [False]
    assert focused(page) == "Menü"
    page.close()


def expanded(page: Page) -> list[bool]:
    """Return what assistive technology hears of the drawer's button."""
    session = page.context.new_cdp_session(page)
    nodes = session.send("Accessibility.getFullAXTree")["nodes"]
    return [
        each["value"]["value"]
        for node in nodes
        if node.get("role", {}).get("value") == "DisclosureTriangle"
        for each in node["properties"]
        if each["name"] == "expanded"
    ]


@pytest.mark.browser
def test_the_drawer_needs_no_script_and_the_theme_button_does(
    browser: Browser, address: str
) -> None:
    page = opened(browser, address, width=390, java_script_enabled=False)
    link = page.locator(".sf-drawer__panel").get_by_role("link", name="Regionen")
    assert (link.is_visible(), page.locator(".sf-theme").is_visible()) == (False, False)
    page.locator("summary").press("Enter")
    assert link.is_visible()
    page.mouse.click(200, 700)  # anywhere beside the sheet
    assert not link.is_visible()
    page.close()


@pytest.mark.browser
def test_a_window_that_grows_lets_the_page_free_again(browser: Browser, address: str) -> None:
    page = opened(browser, address, width=390)
    page.locator("summary").click()
    page.wait_for_function("document.querySelector('main').inert")
    page.set_viewport_size({"width": 1440, "height": 800})
    page.wait_for_function("!document.querySelector('main').inert")
    page.close()


@pytest.mark.browser
def test_the_skip_link_moves_the_focus_into_the_content(browser: Browser, address: str) -> None:
    page = opened(browser, address)
    page.keyboard.press("Tab")
    assert focused(page) == "Zum Inhalt"
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    assert page.evaluate("!!document.activeElement.closest('main')")
    page.close()


@pytest.mark.browser
def test_pages_ask_nobody_else_and_the_console_stays_empty(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    said: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    for path in [*PATHS, "404.html"]:
        page.goto(address + path)
    assert [url for url in asked if not url.startswith(address)] == []
    assert said == []
    page.close()


OVERLAPS = """() => {
  const parts = [...document.querySelectorAll(".sf-brand, .md-tabs__link, .md-header__button")]
    .filter((part) => part.checkVisibility()).map((part) => part.getBoundingClientRect());
  const apart = (a, b) => a.right <= b.left + .5 || b.right <= a.left + .5;
  return parts.some((a, i) => parts.slice(i + 1).some((b) => !apart(a, b)));
}"""
TOO_SMALL = """() => [...document.querySelectorAll("a, button, summary, input")]
  .filter((one) => one.checkVisibility() && !one.matches(".md-skip"))
  .filter((one) => !one.closest("p")) // inside a sentence a link is as high as its line
  .map((one) => [one.getBoundingClientRect(), one.outerHTML])
  .filter(([box]) => box.width && Math.min(box.width, box.height) < 43.9)
  .map(([, text]) => text)"""


@pytest.mark.browser
@pytest.mark.parametrize("width", [320, 390, 768, 1181, 1440])
def test_pages_fit_every_width(browser: Browser, address: str, width: int) -> None:
    page = opened(browser, address, width=width)
    for path in [*PATHS, "404.html"]:
        page.goto(address + path)
        assert page.evaluate("document.documentElement.scrollWidth") == width, path
        assert not page.evaluate(OVERLAPS), path
        if width <= 768:
            assert page.evaluate(TOO_SMALL) == [], path
    page.close()


@pytest.mark.browser
def test_print_is_ink_on_white_without_tools(browser: Browser, address: str) -> None:
    page = opened(browser, address + "profile/muster/", color_scheme="dark")
    page.emulate_media(media="print")
    assert background(page) == WHITE
    for gone in (".sf-tools", ".md-tabs", ".sf-btn", ".sf-foot__trace"):
        assert not page.locator(gone).first.is_visible(), gone
    page.close()
