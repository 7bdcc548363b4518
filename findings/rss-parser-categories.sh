#!/usr/bin/env bash
# rss-parser gives an RSS category with a domain as an object, and none of Atom's
#
# Tools: rss-parser 3.13.0 (npm)
# Expected: RSS 2.0: a category may have a `domain`; its text is the category. The package's own types
#   say `categories?: string[]`. RFC 4287, 4.2.2: an Atom entry has categories, too.
# Seen: `<category domain="…">Optik</category>` becomes `{_: "Optik", $: {domain}}`, an object that
#   cannot even be made a string; without a domain it is one. Entries of Atom have no `categories`.
# What we do: write RSS categories without a domain; Atom keeps the scheme.
#   tests/test_syndication.py::test_a_category_of_rss_is_a_word_and_nothing_else
# Checked: 2026-11-29
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund rss-parser@3.13.0

cat > read.mjs <<'JS'
import Parser from "rss-parser";
const read = async (feed) => (await new Parser().parseString(feed)).items[0].categories;
const rss = await read(`<rss version="2.0"><channel><title>Feed</title>
<link>https://www.example.org/</link><description>Example</description><item><title>Item</title>
<category domain="https://www.example.org/topics">Optik</category><category>Gas</category>
</item></channel></rss>`);
const atom = await read(`<feed xmlns="http://www.w3.org/2005/Atom"><id>tag:example.org,2026:feed</id>
<title>Feed</title><updated>2026-01-01T00:00:00Z</updated><author><name>Cluster</name></author>
<entry><id>tag:example.org,2026:1</id><title>Entry</title><updated>2026-01-01T00:00:00Z</updated>
<category term="optik" label="Optik"/></entry></feed>`);
const found = rss.map((category) => typeof category).join();
console.log("RSS:", found, JSON.stringify(rss), "Atom:", atom);
if (found !== "object,string" || rss[0]._ !== "Optik" || atom !== undefined) process.exit(1);
JS
node read.mjs
