#!/usr/bin/env bash
# Pagefind glues a term to its definition and a caption to what follows
#
# Tools: pagefind_bin 1.5.2 (PyPI)
# Expected: words of two blocks are two words; HTML shows each of these elements on a line of its own,
#   and Pagefind parts the items of a list and the paragraphs of a page.
# Seen: dt and dd, summary, figcaption and blockquote get no space: "Ort" and "Jena" stand in the index
#   as "OrtJena". A search for "Jena" does not find the word, and excerpts show the glue.
# What we do: hand Pagefind documents of our own, a paragraph for each part, made from the records.
#   tests/test_search.py::test_no_two_words_are_glued
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet pagefind_bin==1.5.2

mkdir site
cat > site/index.html <<'HTML'
<!doctype html><html lang="de"><head><title>Probe</title></head><body><main><h1>Probe</h1>
<dl><dt>Ort</dt><dd>Jena</dd><dt>Zeit</dt><dd>Oktober</dd></dl>
<ul><li>eins</li><li>zwei</li></ul><blockquote>Zitat</blockquote><span>danach</span></main></body></html>
HTML
venv/bin/python -m pagefind_bin --site site > log.txt
venv/bin/python - <<'PY'
import gzip, json, pathlib

[fragment] = pathlib.Path("site/pagefind/fragment").iterdir()
raw = gzip.decompress(fragment.read_bytes())
content = json.loads(raw[raw.index(b"{"):])["content"]
print(content)
assert "OrtJenaZeitOktober" in content and "Zitatdanach" in content and "eins. zwei" in content
PY
