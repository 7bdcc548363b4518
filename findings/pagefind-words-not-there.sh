#!/usr/bin/env bash
# Pagefind answers for a word that no page has with a shorter word, or passes over it
#
# Tools: pagefind_bin 1.5.2 (PyPI)
# Expected: a page that does not have what was typed is no result, or the answer says which word was left
#   out. The documentation of the search API speaks of neither.
# Seen: no word begins with "3d", so the longest word that is a beginning of it counts: a page with
#   "3 talks" is found for "3D". Of several words one that no page has is passed over: "sensors 9001"
#   finds a page about sensors, though "9001" alone finds nothing. Results look like any others.
# What we do: look up every word by itself, first as it stands; what is found by its beginning must have
#   a word with that beginning, and only pages with all words are results.
#   tests/test_found.py::test_a_word_that_no_page_has_finds_nothing
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
<!doctype html><html lang="en"><head><title>Programme</title></head><body><main><h1>Programme</h1>
<p>There are 3 talks about sensors.</p></main></body></html>
HTML
venv/bin/python -m pagefind_bin --site site > log.txt
cp site/pagefind/pagefind.js pagefind.mjs
cat > ask.mjs <<'JS'
import assert from "node:assert";
import { readFileSync } from "node:fs";
import { createServer } from "node:http";

const server = createServer((request, answer) => answer.end(readFileSync(`site${request.url.split("?")[0]}`)));
await new Promise((ready) => server.listen(0, "127.0.0.1", ready));
const host = `127.0.0.1:${server.address().port}`;
const pagefind = await import("./pagefind.mjs");
await pagefind.options({ basePath: `http://${host}/pagefind/`, noWorker: true });
const found = {};
for (const typed of ["3D", "sensors 9001", "9001"]) {
  found[typed] = (await pagefind.search(typed)).results.length;
}
console.log(found);
assert.deepStrictEqual(found, { "3D": 1, "sensors 9001": 1, "9001": 0 });
server.close();
server.closeAllConnections();
JS
node ask.mjs
