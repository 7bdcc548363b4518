#!/usr/bin/env bash
# SVGO takes the address out of a link and the language out of a drawing
#
# Tools: svgo 4.1.0 (npm)
# Expected: SVG 2, 16.2 and 5.10: `a` has `href`, every element may have `lang`. Minified is
#   what shows and does the same.
# Seen: without any setting `<a href="…">` comes out as `<a>`, which leads nowhere, and `lang` is gone,
#   so that a German title is read aloud in English. As unknown attributes count those that SVG 1.1 does
#   not have: `xlink:href` stays, and so do `href` at `use` and `xml:lang`.
# What we do: our own drawings pass through nothing; a logo that somebody optimised before is read with
#   either kind of address.
#   tests/test_sanitize_svg.py::test_the_newer_href_wins
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund svgo@4.1.0

cat > optimise.mjs <<'JS'
import { optimize } from "svgo";
const drawn = (attributes) => `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink"
  viewBox="0 0 9 9" ${attributes.root ?? ""}><title>Kurve</title><defs><path id="p" d="M0 0h5v5z"/></defs>
  <a ${attributes.link ?? ""}><use href="#p" x="2"/></a></svg>`;
const shown = (attributes) => optimize(drawn(attributes)).data;
const found = {
  href: shown({ link: 'href="https://example.org/"' }).includes("example.org"),
  "xlink:href": shown({ link: 'xlink:href="https://example.org/"' }).includes("example.org"),
  "href of use": /<use [^>]*href="#/.test(shown({})),
  lang: shown({ root: 'lang="de"' }).includes('lang="de"'),
  "xml:lang": shown({ root: 'xml:lang="de"' }).includes('xml:lang="de"'),
};
console.log("kept:", found);
if (JSON.stringify(Object.values(found)) !== "[false,true,true,false,true]") process.exit(1);
JS
node optimise.mjs
