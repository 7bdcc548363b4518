"""The repository of a new cluster, made of answers: content, workflows, guides, tests, the program.

What lies below `defaults/repository/any` is the same in all languages. A folder beside it for each
language holds guides, the privacy page and the words of comments and first texts: a further
language is a further folder.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, Final

from schaufenster import templates
from schaufenster.content import yaml_text
from schaufenster.content.model.legal_forms import LEGAL_FORMS
from schaufenster.defaults import DEFAULTS
from schaufenster.editing.intake.issue_forms import render_forms
from schaufenster.editing.region_sets import region_files
from schaufenster.editing.wheel import Wheel
from schaufenster.problems import Language

_FILES: Final = DEFAULTS / "repository"
WRITTEN: Final = tuple(sorted(file.parent.name for file in _FILES.glob("*/words.yml")))
"""The languages in which a new repository can be written."""
_TEMPLATE: Final = ".j2"


@dataclass(frozen=True, slots=True)
class Answers:
    """What a new repository is made of; `languages` in the order of the cluster.

    `regions` are names of ready lists.
    """

    name: str
    legal_name: str
    legal_form: str
    street: str
    postcode: str
    town: str
    country: str
    languages: tuple[Language, ...]
    primary: str
    accent: str
    email: str
    site_url: str
    founded: str
    regions: tuple[str, ...] = ()


def repository(answers: Answers, wheel: Wheel, today: str) -> dict[str, bytes]:
    """Return the files of a new cluster's repository by their paths."""
    first, words = answers.languages[0], {lang: _words(lang) for lang in answers.languages}
    values = {**_values(answers, words), "wheel": f"./wheels/{wheel.name}", "today": today}
    found = templates.load_templates("", [DEFAULTS])

    def filled(path: str, lang: Language) -> bytes:
        name = f"{templates.PLAIN}{path}"
        return found.render(name, lang, words=words[lang], **values).encode()

    files = {}
    for path, content in wheel.repository.items():
        is_template = path.endswith(_TEMPLATE)
        files[_place(path)] = filled(f"any/{path}", first) if is_template else content
    for lang in answers.languages:
        files |= {
            place: filled(f"{lang}/{name}", lang) for name, place in _guides(lang, lang == first)
        }
    if answers.regions:
        files |= {
            file.path: file.content for file in region_files(answers.regions, answers.languages)
        }
    files |= {form.path: form.content for form in render_forms(answers.languages)}
    return {**files, "requirements.txt": wheel.pins, f"wheels/{wheel.name}": wheel.content}


def _guides(lang: Language, is_first: bool) -> Iterator[tuple[str, str]]:  # noqa: FBT001
    """Yield the templates of a language and where they go."""
    ending = "" if is_first else f".{lang}"
    yield "README.md.j2", f"README{ending}.md"
    yield "CONTRIBUTING.md.j2", f"CONTRIBUTING{ending}.md"
    yield "privacy.md.j2", f"content/pages/privacy.{lang}.md"


def _values(answers: Answers, words: Mapping[Language, Mapping[str, Any]]) -> dict[str, Any]:
    """Return what templates say: the answers, and the first texts in the cluster's languages."""
    facts = asdict(answers)
    return {
        **facts,
        "first": answers.languages[0],
        "office": (),
        "tag": re.sub(r"^https?://(www\.)?|[/:].*$", "", answers.site_url),
        "open_fields": [f for f in LEGAL_FORMS[answers.legal_form] if f not in facts],
        "texts": [
            {"lang": lang, **{key: text.format(**facts) for key, text in each["text"].items()}}
            for lang, each in words.items()
        ],
    }


def _place(path: str) -> str:
    """Return where a file goes: `dot.x` is hidden, so that no tool takes it for ours."""
    return re.sub(r"(^|/)dot\.", r"\1.", path.removesuffix(_TEMPLATE))


def _words(lang: Language) -> Mapping[str, Any]:
    text = (_FILES / lang / "words.yml").read_text("utf-8")
    words: Mapping[str, Any] = yaml_text.parse(text).value
    return words


def proposed_address(name: str) -> str:
    """Return an address for a cluster's site, made of its name; it leads nowhere yet."""
    plain = unicodedata.normalize("NFKD", name.lower()).encode("ascii", "ignore").decode()
    return f"https://www.{re.sub(r'[^a-z0-9]+', '-', plain).strip('-') or 'cluster'}.example/"
