#!/usr/bin/env bash
# feed-extractor describes one story in two ways: by its summary in Atom, by its text in JSON Feed
#
# Tools: @extractus/feed-extractor 8.0.3 (npm)
# Expected: JSON Feed 1.1 and RFC 4287, 4.2.13, have the same pair: `summary` is the short text to show
#   in a list, `content_html` or `content` the whole.
# Seen: for Atom the description is the summary; for JSON Feed it is the beginning of `content_html`,
#   and the summary is used only where there is no content.
# What we do: the whole text begins with the summary, so that both say the same at first.
#   tests/test_feeds.py::test_an_entry_carries_its_whole_text_as_markup
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund @extractus/feed-extractor@8.0.3

cat > read.mjs <<'JS'
import { extractFromJson, extractFromXml } from "@extractus/feed-extractor";
const atom = `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:feed</id>
<title>Feed</title><updated>2026-01-01T00:00:00Z</updated><author><name>Cluster</name></author>
<entry><id>tag:example.org,2026:1</id><title>Entry</title><updated>2026-01-01T00:00:00Z</updated>
<summary>Kurz gesagt.</summary><content type="html">&lt;p&gt;Der ganze Text.&lt;/p&gt;</content>
</entry></feed>`;
const item = { id: "1", url: "https://www.example.org/1", title: "Entry", summary: "Kurz gesagt." };
const whole = { ...item, id: "2", content_html: "<p>Der ganze Text.</p>" };
const json = { version: "https://jsonfeed.org/version/1.1", title: "Feed", items: [whole, item] };
const found = [...extractFromXml(atom).entries, ...extractFromJson(json).entries].map(
  (entry) => entry.description,
);
console.log("Atom, JSON Feed, JSON Feed without content:", JSON.stringify(found));
if (found.join("|") !== "Kurz gesagt.|Der ganze Text.|Kurz gesagt.") process.exit(1);
JS
node read.mjs
