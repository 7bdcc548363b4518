"""A mail's template to HTML: filled in, checked, compiled; problems name the template's lines."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from schaufenster.mail.mjml.compiler import MjmlError, compile_mjml
from schaufenster.problems import Language, Problem
from schaufenster.templates import Origin, Templates


def compile_template(
    templates: Templates,
    name: str,
    lang: Language,
    values: Mapping[str, object],
    *,
    sources: tuple[str, ...],
) -> str:
    """Return the HTML of an MJML template filled in with values; `sources` as in `check_mjml`.

    Raises MjmlError; each problem names the template (also an included one), its line, and as
    `field` the piece of source (where `Templates.origin` finds the line).
    """
    path = f"{templates.folder}/{name}"
    try:
        return compile_mjml(templates.render(name, lang, **values), path, sources=sources)
    except MjmlError as error:
        origin = templates.origin(name, lang, **values)
        if origin is None:
            raise
        located = (_located(problem, origin) for problem in error.problems)
        # A fault in a loop occurs in each round and is reported once.
        unique = {(p.path, p.line, p.rule, p.field): p for p in located}
        raise MjmlError(unique.values()) from error


def _located(problem: Problem, origin: Origin) -> Problem:
    """Return a problem with its line in the template instead of the document."""
    if not problem.line:
        return problem
    path, line = origin.of(problem.line, problem.column)
    values = dict(problem.values)
    if isinstance(opened := values.get("line"), int):
        values["line"] = origin.of(opened, 1)[1]
    return replace(problem, path=path, line=line, column=1, values=values)
