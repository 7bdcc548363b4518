#!/usr/bin/env bash
# ruamel.yaml's round trip writes the hash 87e25219 as `.inf` and 0e501944 as `0e000000`
#
# Tools: ruamel.yaml 0.19.1 (PyPI)
# Expected: what is loaded and dumped by the round-trip loader, and was not changed, comes back as it
#   was; its documentation names the layout that it does not keep, values are not among it.
# Seen: a plain scalar that YAML 1.2.2, 10.3.2, reads as a float is kept as a number. One beyond the
#   range of a double becomes `.inf`, one with a mantissa of 0 loses its exponent.
# What we do: replace spans of a file's text and read the result back; quote such texts.
#   tests/test_yaml_edits.py::test_the_files_of_the_project_are_left_alone
# Checked: 2026-11-30
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet ruamel.yaml==0.19.1

venv/bin/python - <<'PY'
import io
from ruamel.yaml import YAML

yaml, out = YAML(), io.StringIO()
yaml.dump(yaml.load("large: 87e25219\nnull_: 0e501944\nplain: 1e3\n"), out)
print(out.getvalue())
assert out.getvalue() == "large: .inf\nnull_: 0e000000\nplain: 1e3\n"
PY
