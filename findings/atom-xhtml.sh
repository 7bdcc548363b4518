#!/usr/bin/env bash
# Atom's XHTML content: one reader moves the words, the other finds nothing
#
# Tools: rss-parser 3.13.0, @extractus/feed-extractor 8.0.3 (npm)
# Expected: RFC 4287, 4.1.3.3: content of type "xhtml" is the markup inside its div, in its order.
# Seen: rss-parser writes "Erst <b>fett</b> dann" as "Erst  dann<b>fett</b>" (text first, elements
#   after it); feed-extractor's description of such an entry is empty. With type "html" both are right.
# What we do: write type "html" only.
#   tests/test_syndication.py::test_every_feed_of_the_sample_keeps_the_rules_of_atom
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund rss-parser@3.13.0 @extractus/feed-extractor@8.0.3

cat > read.mjs <<'JS'
import { extractFromXml } from "@extractus/feed-extractor";
import Parser from "rss-parser";
const feed = (content) => `<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:feed</id>
<title>Feed</title><updated>2026-01-01T00:00:00Z</updated><author><name>Cluster</name></author>
<entry><id>tag:example.org,2026:1</id><title>Entry</title><updated>2026-01-01T00:00:00Z</updated>
${content}</entry></feed>`;
const forms = {
  html: '<content type="html">&lt;p&gt;Erst &lt;b&gt;fett&lt;/b&gt; dann&lt;/p&gt;</content>',
  xhtml: `<content type="xhtml"><div xmlns="http://www.w3.org/1999/xhtml"><p>Erst <b>fett</b> dann</p>
</div></content>`,
};
const expected = { html: "Erst fett dann|Erst fett dann", xhtml: "Erst  dannfett|" };
for (const [type, content] of Object.entries(forms)) {
  const { contentSnippet } = (await new Parser().parseString(feed(content))).items[0];
  const found = `${contentSnippet}|${extractFromXml(feed(content)).entries[0].description}`;
  console.log(`${type}: rss-parser|feed-extractor`, JSON.stringify(found));
  if (found !== expected[type]) process.exit(1);
}
JS
node read.mjs
