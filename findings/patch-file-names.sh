#!/usr/bin/env bash
# Six readers of patches, and none calls a file with an umlaut by its name
#
# Tools: unidiff 1.0.1, whatthepatch 1.0.7 (PyPI); parse-diff 0.12.0, gitdiff-parser 0.3.1,
#   parse-git-diff 0.0.20, diff2html 3.4.56 (npm); patches by git
# Expected: git-config(1), core.quotePath: git puts names with "unusual" characters in quotation marks and
#   writes their bytes in octal; who reads the patch takes that back. A name with a space is followed
#   by a tab, which is no part of it.
# Seen: all six give back märz.yml as it is quoted, with octal numbers; four leave a quotation mark at its
#   end, one begins it with a slash. Four keep the tab behind `a b.yml`. A check that looks such a file
#   up does not find it, and one that goes by a name's end (`.yml`) passes over it.
# What we do: files of the content have names of a-z, digits and hyphens. Others ask git for names
#   with -z, or for patches with core.quotePath=false.
#   tests/test_check.py::test_a_file_name_of_other_characters_is_told
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund parse-diff@0.12.0 gitdiff-parser@0.3.1 parse-git-diff@0.0.20 diff2html@3.4.56
python3 -m venv venv
venv/bin/pip install --quiet unidiff==1.0.1 whatthepatch==1.0.7

export GIT_CONFIG_GLOBAL=none GIT_CONFIG_NOSYSTEM=1
git init --quiet tree
for name in 'plain.yml' 'a b.yml' 'märz.yml'; do
  printf 'old\n' > "tree/$name"
done
git -C tree add --all
for name in 'plain.yml' 'a b.yml' 'märz.yml'; do
  printf 'new\n' > "tree/$name"
done
git -C tree diff > changes.patch

cat > read.mjs <<'JS'
import { readFileSync } from "node:fs";
import diff2html from "diff2html";
import gitdiff from "gitdiff-parser";
import parseDiff from "parse-diff";
import parseGitDiff from "parse-git-diff";
const patch = readFileSync("changes.patch", "utf8");
console.log(JSON.stringify({
  "parse-diff": parseDiff(patch).map((file) => file.to),
  "gitdiff-parser": gitdiff.parse(patch).map((file) => file.newPath),
  "parse-git-diff": (parseGitDiff.default ?? parseGitDiff)(patch).files.map((file) => file.path),
  diff2html: diff2html.parse(patch).map((file) => file.newName),
}));
JS
node read.mjs > node.json
venv/bin/python - <<'PY'
import json
import pathlib
import unidiff
import whatthepatch

patch = pathlib.Path("changes.patch").read_text()
found = json.loads(pathlib.Path("node.json").read_text())
found["unidiff"] = [file.path for file in unidiff.PatchSet(patch)]
found["whatthepatch"] = [file.header.new_path for file in whatthepatch.parse_patch(patch)]
for reader, (space, umlaut, plain) in sorted(found.items()):
    print(f"{reader}: {plain!r} {space!r} {umlaut!r}")
    assert plain == "plain.yml"
    assert r"m\303\244rz.yml" in umlaut
assert sum(names[0] == "a b.yml\t" for names in found.values()) == 4
assert sum(names[1].endswith('"') for names in found.values()) == 4
PY
