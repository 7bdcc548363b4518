"""Front matter: whatever a text holds, it comes back as it was."""

from __future__ import annotations

from typing import Any

import yaml
from hypothesis import given
from hypothesis import strategies as st

from schaufenster.showcase.front_matter import as_yaml

TEXTS = st.text() | st.text(
    st.sampled_from("a \n\t\x85\u2028\r'\"\\{}[]:#-|>&*!%@`1e\ufeff\x7f\xa0")
)
VALUES = TEXTS | st.booleans() | st.none() | st.dictionaries(st.sampled_from("ab"), TEXTS)


def read(front: str) -> Any:
    return yaml.load(front, yaml.CSafeLoader)


@given(VALUES, st.lists(VALUES), TEXTS)
def test_every_value_comes_back_as_it_was(value: Any, entries: list[Any], body: str) -> None:
    front = {"value": value, "entries": entries, "body": body}
    assert read(as_yaml(front)) == front


@given(TEXTS)
def test_no_text_ends_the_front_matter(text: str) -> None:
    """MkDocs and Zensical look for a line of three dashes or dots."""
    lines = as_yaml({"text": text, "entries": [text]}).splitlines()
    assert not [line for line in lines if line.startswith(("---", "..."))]


def test_a_page_can_be_read() -> None:
    front = {"title": "Prüfstand", "feeds": [{"a": "1"}, {"b": "2"}], "body": "<p>\n  Eins\n</p>\n"}
    assert as_yaml(front) == (
        'title: "Prüfstand"\n'
        "feeds:\n"
        '- {"a": "1"}\n'
        '- {"b": "2"}\n'
        "body: |2\n"
        "  <p>\n"
        "    Eins\n"
        "  </p>\n"
    )
