#!/usr/bin/env bash
# pydantic accepts digits that its own JSON Schema refuses
#
# Tools: pydantic 2.14.4 (PyPI), ajv 8.20.0 (npm)
# Expected: what a model accepts keeps the schema of `model_json_schema()`; JSON Schema 2020-12, 6.4,
#   names the regular expressions of ECMA-262, where \d is 0 to 9.
# Seen: pydantic's \d is any decimal digit of Unicode. A postcode in Arabic digits passes the model, and
#   ajv refuses it with the schema that the model has written.
# What we do: patterns say [0-9]. Dates and times of ours had the fault until this was seen.
#   tests/test_schemas.py::test_no_pattern_takes_digits_that_a_schema_refuses
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet pydantic==2.14.4
echo '{}' > package.json
npm install --silent --no-audit --no-fund ajv@8.20.0

venv/bin/python - <<'PY'
import json, pathlib
from typing import Annotated
from pydantic import BaseModel, StringConstraints

class Seat(BaseModel):
    postcode: Annotated[str, StringConstraints(pattern=r"^\d{5}$")]

arabic = "".join(chr(0x660 + int(digit)) for digit in "07743")
accepted = [Seat(postcode=text).model_dump() for text in ("07743", arabic)]
print("pydantic accepts", accepted)
pathlib.Path("seats.json").write_text(json.dumps([Seat.model_json_schema(), *accepted]))
PY
cat > read.mjs <<'JS'
import Ajv from "ajv/dist/2020.js";
import { readFileSync } from "node:fs";
const [schema, ...seats] = JSON.parse(readFileSync("seats.json", "utf8"));
const found = seats.map((seat) => new Ajv().validate(schema, seat));
console.log("ajv accepts", found);
if (found.join() !== "true,false") process.exit(1);
JS
node read.mjs
