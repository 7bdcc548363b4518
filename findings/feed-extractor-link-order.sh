#!/usr/bin/env bash
# feed-extractor sends readers to an entry's picture if its link comes first
#
# Tools: @extractus/feed-extractor 8.0.3, rss-parser 3.13.0 (npm)
# Expected: RFC 4287, 4.1.1 and 4.2.7.2: the order of an entry's children means nothing; the page is
#   the link whose rel is "alternate".
# Seen: feed-extractor takes the first link, whatever its rel: "enclosure", "related", "self".
#   rss-parser looks for "alternate".
# What we do: write the page's link first.
#   tests/test_syndication.py::test_a_picture_released_for_the_web_goes_along
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund @extractus/feed-extractor@8.0.3 rss-parser@3.13.0

cat > read.mjs <<'JS'
import { extractFromXml } from "@extractus/feed-extractor";
import Parser from "rss-parser";
const page = '<link rel="alternate" type="text/html" href="https://www.example.org/page/"/>';
const feed = (links) => `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:feed</id>
<title>Feed</title><updated>2026-01-01T00:00:00Z</updated><author><name>Cluster</name></author>
<entry><id>tag:example.org,2026:1</id><title>Entry</title><updated>2026-01-01T00:00:00Z</updated>
${links}</entry></feed>`;
for (const rel of ["enclosure", "related", "self"]) {
  const other = `<link rel="${rel}" href="https://www.example.org/${rel}"/>`;
  const links = [page + other, other + page].map((both) => extractFromXml(feed(both)).entries[0].link);
  const right = (await new Parser().parseString(feed(other + page))).items[0].link;
  console.log(rel, "feed-extractor:", ...links, "rss-parser:", right);
  const expected = ["page/", rel].map((path) => `https://www.example.org/${path}`);
  if (links.join() !== expected.join() || right !== expected[0]) process.exit(1);
}
JS
node read.mjs
