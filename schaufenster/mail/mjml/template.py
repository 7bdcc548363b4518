"""A mail's template to HTML: filled in, checked, compiled; faults stand in the template's lines."""

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

    Raises MjmlError; each problem names the template (also an included one) and the line in it
    that wrote what is wrong, and as its `field` what was written (where `Templates.origin` knows).
    """
    path = f"{templates.folder}/{name}"
    try:
        return compile_mjml(templates.render(name, lang, **values), path, sources=sources)
    except MjmlError as error:
        origin = templates.origin(name, lang, **values)
        if origin is None:
            raise
        located = (_located(problem, origin) for problem in error.problems)
        # What stands in a loop is wrong in each round and told once.
        once = {(p.path, p.line, p.rule, p.field): p for p in located}
        raise MjmlError(once.values()) from error


def _located(problem: Problem, origin: Origin) -> Problem:
    """Return a problem with its place in the template instead of the document."""
    if not problem.line:
        return problem
    path, line = origin.of(problem.line, problem.column)
    opened = problem.values.get("line")
    values = dict(problem.values)
    if isinstance(opened, int):
        values["line"] = origin.of(opened, 1)[1]
    return replace(problem, path=path, line=line, column=1, values=values)
