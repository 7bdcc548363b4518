#!/usr/bin/env bash
# pydantic opens a ValidationError that a validator raises, though it treats every other ValueError whole
#
# Tools: pydantic 2.14.3 (PyPI)
# Expected: "Validators: raising validation errors" names ValueError, AssertionError and
#   PydanticCustomError, and says not to raise ValidationError itself. It is a ValueError, so one would
#   expect one error of type "value_error" at the field, with the inner message as its text.
# Seen: pydantic-core takes the inner error apart: its lines come out as lines of the outer one, each with
#   the field's place before its own and with its own type; the inner title is lost. So what is validated
#   by a second model inside a validator is told at its true place, and errors()[0]["type"] is not
#   what a handler of "value_error" looks for.
# What we do: texts by language are validated so, and a fault stands at its language's line.
#   tests/test_languages.py::test_a_language_that_the_cluster_does_not_have_is_told
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check pydantic==2.14.3
cat > nested.py <<'PY'
from typing import Annotated

from pydantic import BaseModel, BeforeValidator, ValidationError


class Inner(BaseModel):
    day: int


def by_model(value: object) -> object:
    return Inner.model_validate(value)


def by_hand(value: object) -> object:
    raise ValueError("no day")


class Outer(BaseModel):
    one: Annotated[object, BeforeValidator(by_model)]
    two: Annotated[object, BeforeValidator(by_hand)]


try:
    Outer.model_validate({"one": {"day": "x"}, "two": 1})
except ValidationError as error:
    seen = [(line["loc"], line["type"]) for line in error.errors()]
    print(error.title, seen)
    assert error.title == "Outer"
    assert seen == [(("one", "day"), "int_parsing"), (("two",), "value_error")]
PY
python/bin/python nested.py
