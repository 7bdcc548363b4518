#!/usr/bin/env bash
# rdflib reads a whole number of JSON-LD written 50.0 as another thing than the 50 it is
#
# Tools: rdflib 7.6.0, PyLD 3.3.0 (PyPI), jsonld 9.0.0 (npm)
# Expected: JSON-LD 1.1 API, 8.2.2 and 8.6: a number without a fraction is an xsd:integer ("50"),
#   however JSON has spelled it; any other is an xsd:double in canonical form ("1.5E0").
# Seen: rdflib makes "50.0"^^xsd:double of 50.0 and "1.5"^^xsd:double of 1.5. A query for 50 finds
#   nothing, the triples of one document differ from those of both others, and so does every hash or
#   signature over them. Python writes 50.0 for a whole float, JavaScript 50: the same data read by
#   rdflib differ by who wrote them.
# What we do: numbers in our JSON-LD are counts, whole and written so.
#   tests/test_links.py::test_every_thing_has_what_search_engines_require
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check rdflib==7.6.0 PyLD==3.3.0
echo '{}' > package.json
npm install --silent --no-audit --no-fund jsonld@9.0.0

cat > place.json <<'JSON'
{
  "@context": {"@vocab": "https://schema.org/"},
  "@id": "https://example.org/place",
  "latitude": 50.0,
  "longitude": 1.5
}
JSON
cat > read.mjs <<'JS'
import jsonld from "jsonld";
import { readFileSync } from "node:fs";
const data = JSON.parse(readFileSync("place.json", "utf8"));
process.stdout.write(await jsonld.toRDF(data, { format: "application/n-quads" }));
JS
node read.mjs > node.nq
cat > read.py <<'PY'
import json
from pathlib import Path
from pyld import jsonld
from rdflib import Graph, Literal, URIRef

text = Path("place.json").read_text()
graph = Graph().parse(data=text, format="json-ld")
read = {
    "jsonld": Path("node.nq").read_text(),
    "PyLD": jsonld.to_rdf(json.loads(text), {"format": "application/n-quads"}),
    "rdflib": graph.serialize(format="nt"),
}
lines = {name: sorted(line for line in found.splitlines() if line) for name, found in read.items()}
for name, found in lines.items():
    print(f"{name}:", *(line.split(" ", 2)[2] for line in found))
assert lines["jsonld"] == lines["PyLD"] != lines["rdflib"]
asked = list(graph.query("SELECT ?place { ?place <https://schema.org/latitude> 50 }"))
print("places at latitude 50 in rdflib:", len(asked))
assert not asked
PY
python/bin/python read.py
