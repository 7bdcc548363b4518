"""The forms as forges show them: GitHub's issue forms, GitLab's description templates."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from schaufenster.content.languages import ASSUMED
from schaufenster.editing.intake.questions import FORMS, Asked, Form, asked, wording
from schaufenster.output import OutputFile, output
from schaufenster.problems import Language
from schaufenster.yaml_edits import new_text


def render_forms(languages: tuple[Language, ...] = ASSUMED) -> Iterator[OutputFile]:
    """Yield a form for each kind and each language of a cluster, for GitHub and for GitLab.

    Paths are below the root of the repository.
    """
    for form in FORMS:
        for lang in languages:
            name = f"{form.name}.{lang}"
            github = new_text(_github(form, lang, languages))
            yield output(f".github/ISSUE_TEMPLATE/{name}.yml", github.encode())
            gitlab = "".join(_gitlab(form, lang, languages))
            yield output(f".gitlab/issue_templates/{name}.md", gitlab.encode())


def _github(form: Form, lang: Language, languages: tuple[Language, ...]) -> dict[str, Any]:
    title = wording(f"title-{form.name}", lang)
    consent = {
        "type": "checkboxes",
        "id": "consent",
        "attributes": {
            "label": wording("consent", lang),
            "options": [
                {"label": wording(f"consent-{key}", lang), "required": True}
                for key in ("public", "rights")
            ],
        },
    }
    return {
        "name": title,
        "description": wording("about", lang),
        "title": f"{title}: ",
        "body": [
            {"type": "markdown", "attributes": {"value": wording(_intro(form), lang)}},
            *(_field(one) for one in asked(form, lang, languages)),
            consent,
        ],
    }


def _intro(form: Form) -> str:
    return "intro-change" if form.is_change else "intro-new"


def _field(one: Asked) -> dict[str, Any]:
    kind = "dropdown" if one.choices else "textarea" if one.is_long else "input"
    options = [label for _, label in one.choices]
    return {
        "type": kind,
        "id": one.key.replace(".", "-"),
        "attributes": {"label": one.label, "description": one.hint, "options": options},
        "validations": {"required": True} if one.is_required else {},
    }


def _gitlab(form: Form, lang: Language, languages: tuple[Language, ...]) -> Iterator[str]:
    yield f"<!-- {wording(_intro(form), lang)} -->\n"
    for one in asked(form, lang, languages):
        hints = [one.hint, "; ".join(label for _, label in one.choices)]
        hint = " ".join(filter(None, [*hints, wording("needed", lang) if one.is_required else ""]))
        yield f"\n### {one.label}\n\n" + (f"<!-- {hint} -->\n\n" if hint else "")
    yield f"\n### {wording('consent', lang)}\n\n"
    yield from (f"- [ ] {wording(f'consent-{key}', lang)}\n" for key in ("public", "rights"))
