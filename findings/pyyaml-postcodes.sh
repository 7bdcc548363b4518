#!/usr/bin/env bash
# PyYAML writes the postcode 08523 so that a YAML 1.2 reader takes it for the number 8523
#
# Tools: PyYAML 6.0.4 (PyPI), yaml 2.9.1, js-yaml 5.5.0 (npm)
# Expected: a string that is written comes back as a string. YAML 1.2.2, 10.3.2, reads digits with a
#   leading zero as a decimal number; YAML 1.1, which PyYAML follows, knows an octal one.
# Seen: `safe_dump` quotes "07743", an octal number in 1.1, and leaves "08523" and "1e3" bare, which
#   are numbers in 1.2 only. Both JavaScript readers return 8523 and 1000.
# What we do: quote what either version would take for something else.
#   tests/test_zensical.py::test_a_staged_text_is_a_text_for_every_version_of_yaml
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet pyyaml==6.0.4
echo '{}' > package.json
npm install --silent --no-audit --no-fund yaml@2.9.1 js-yaml@5.5.0

venv/bin/python - <<'PY'
import pathlib
import yaml

raw = yaml.safe_dump({"jena": "07743", "plauen": "08523", "name": "1e3"}, sort_keys=False)
print(raw)
assert raw == "jena: '07743'\nplauen: 08523\nname: 1e3\n"
pathlib.Path("written.yml").write_text(raw)
PY
cat > read.mjs <<'JS'
import { load } from "js-yaml";
import { parse } from "yaml";
import { readFileSync } from "node:fs";
const raw = readFileSync("written.yml", "utf8");
const found = [parse(raw), load(raw)].map((value) => JSON.stringify(value));
console.log(...found);
if (found.some((text) => text !== '{"jena":"07743","plauen":8523,"name":1000}')) process.exit(1);
JS
node read.mjs
