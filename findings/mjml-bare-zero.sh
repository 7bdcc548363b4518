#!/usr/bin/env bash
# mjml-python forgets a padding whose first or last size is a bare 0
#
# Tools: mjml-python 1.4.2 (PyPI), mjml 5.4.1 (npm)
# Expected: CSS Values 4, 6: a length of zero needs no unit; MJML's documentation writes "20px 0" itself.
# Seen: with padding "0 25px 10px" mjml-python makes an image 600 pixels wide, as if there was none;
#   npm's mjml makes it 550. With "0px 25px 10px" both make it 550. Outlook goes by that width.
# What we do: refuse a bare zero among sizes in templates.
#   tests/test_mjml.py::test_a_bare_zero_among_sizes_would_make_a_column_too_wide
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet mjml-python==1.4.2
echo '{}' > package.json
npm install --silent --no-audit --no-fund mjml@5.4.1

for zero in 0 0px; do
  cat > "$zero.mjml" <<MJML
<mjml><mj-body><mj-section padding="$zero 25px 10px"><mj-column>
<mj-image src="https://www.example.org/a.png" alt="" padding="0px" />
</mj-column></mj-section></mj-body></mjml>
MJML
done
cat > render.mjs <<'JS'
import mjml2html from "mjml";
import { readFileSync } from "node:fs";
for (const zero of ["0", "0px"]) {
  const { html } = await mjml2html(readFileSync(`${zero}.mjml`, "utf8"));
  const width = html.match(/<img[^>]* width="(\d+)"/)[1];
  console.log("mjml", zero, width);
  if (width !== "550") process.exit(1);
}
JS
node render.mjs
venv/bin/python - <<'PY'
import pathlib, re
from mjml import mjml2html

for zero, expected in (("0", "600"), ("0px", "550")):
    html = str(mjml2html(pathlib.Path(f"{zero}.mjml").read_text(), fonts={}))
    width = re.search(r'<img[^>]* width="(\d+)"', html)[1]
    print("mjml-python", zero, width)
    assert width == expected
PY
