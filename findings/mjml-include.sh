#!/usr/bin/env bash
# mjml leaves out an mj-include and finds no fault, even when strict
#
# Tools: mjml 5.4.1 (npm)
# Expected: `mj-include` takes in another file; validationLevel "strict" raises for what is not taken.
# Seen: unless `ignoreIncludes: false` is given, the mail lacks the part, `errors` is empty and nothing
#   is raised. (Version 4 took it in by itself; the command line takes options of its own.)
# What we do: refuse mj-include and put templates together before.
#   tests/test_mjml.py::test_the_broken_mails_break_every_rule
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund mjml@5.4.1

echo '<mj-text>Included</mj-text>' > part.mjml
cat > mail.mjml <<'MJML'
<mjml><mj-body><mj-section><mj-column>
<mj-include path="./part.mjml" /><mj-text>Written</mj-text>
</mj-column></mj-section></mj-body></mjml>
MJML
cat > render.mjs <<'JS'
import mjml2html from "mjml";
import { readFileSync } from "node:fs";
const render = async (options) => {
  const always = { filePath: `${process.cwd()}/mail.mjml`, validationLevel: "strict" };
  const { html, errors } = await mjml2html(readFileSync("mail.mjml", "utf8"), { ...always, ...options });
  return `${html.includes("Included")},${html.includes("Written")},${errors.length}`;
};
const found = [await render({}), await render({ ignoreIncludes: false })];
console.log("included, written, errors:", ...found);
if (found.join(" ") !== "false,true,0 true,true,0") process.exit(1);
JS
node render.mjs
