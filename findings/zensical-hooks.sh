#!/usr/bin/env bash
# Zensical builds without the hooks of a mkdocs.yml and says nothing, even when strict
#
# Tools: zensical 0.0.73, mkdocs 1.6.1 (PyPI)
# Expected: Zensical reads a `mkdocs.yml`. MkDocs documents `hooks` as scripts that run in a build; what
#   is not run should be named, at the latest with `--strict`.
# Seen: MkDocs runs the hook and its text is on the page. Zensical's page lacks it, with "No issues
#   found" and exit 0.
# What we do: use no hooks: whatever a page holds is staged before.
#   tests/test_zensical.py::test_zensical_makes_the_same_site
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet mkdocs==1.6.1 zensical==0.0.73

mkdir docs own
echo '# Probe' > docs/index.md
echo '<html><body>{{ page.content }}</body></html>' > own/main.html
cat > mkdocs.yml <<'YML'
site_name: Probe
hooks: [hooks.py]
theme: {name: null, custom_dir: own}
YML
cat > hooks.py <<'PY'
def on_page_markdown(markdown, **kwargs):
    return f"{markdown}\n\nFrom the hook"
PY
venv/bin/mkdocs build --quiet --strict --site-dir by-mkdocs
venv/bin/zensical build --strict 2>&1 | tee log.txt
grep -q 'From the hook' by-mkdocs/index.html
grep -q 'Probe' site/index.html
if grep -q 'From the hook' site/index.html || grep -qi 'hook' log.txt; then exit 1; fi
echo "MkDocs ran the hook, Zensical did not"
