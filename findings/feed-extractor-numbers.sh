#!/usr/bin/env bash
# feed-extractor calculates with ids and titles that look like numbers
#
# Tools: @extractus/feed-extractor 8.0.3 (npm)
# Expected: RSS 2.0: a guid is "a string that uniquely identifies the item", compared as a string.
# Seen: guid and title go through a number: "0017" becomes "17", "1.10" becomes "1.1", "1e3" becomes
#   "1000". Two entries "1.1" and "1.10" have one id.
# What we do: ids are tag URIs (RFC 4151), which are no numbers.
#   tests/test_feeds.py::test_an_id_is_a_tag_of_the_clusters_own
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund @extractus/feed-extractor@8.0.3

cat > read.mjs <<'JS'
import { extractFromXml } from "@extractus/feed-extractor";
const written = ["0017", "1.1", "1.10", "1e3"];
const items = written.map(
  (text) => `<item><title>${text}</title><guid isPermaLink="false">${text}</guid></item>`,
);
const feed = `<rss version="2.0"><channel><title>Feed</title><link>https://www.example.org/</link>
<description>Example</description>${items.join("")}</channel></rss>`;
const { entries } = extractFromXml(feed);
const found = entries.map(({ id, title }) => `${id}=${title}`).join();
console.log("written", written.join(), "read (id=title)", found);
if (found !== "17=17,1.1=1.1,1.1=1.1,1000=1000") process.exit(1);
JS
node read.mjs
