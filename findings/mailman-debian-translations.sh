#!/usr/bin/env bash
# Debian's Mailman 3 brings all translations and shows none
#
# Tools: mailman 3.3.10 (PyPI); mailman3 3.3.8 (Debian 12)
# Expected: Mailman's own documentation of its settings: a list's language decides in which language
#   Mailman writes. German is enabled, and Debian's package has a German text for every sentence.
# Seen: Debian's package has the sources of all translations (mailman.po) and none of the compiled
#   files (mailman.mo) that gettext reads, but for those of Mailman's tests. So a German list asks by
#   a German text, which is a template, below an English subject. The wheel has a compiled file beside
#   each source and a German subject.
# What we do: what a list writes for us are templates, which need no compiled file; subjects are left
#   to Mailman.
#   tests/test_mailing_lists.py::test_a_list_speaks_each_language_of_its_channel_the_own_one_first
# Checked: 2026-12-01
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv python
python/bin/pip install --quiet --disable-pip-version-check --no-deps mailman==3.3.10
apt-get download -qq mailman3=3.3.8-2~deb12u2 2> /dev/null
dpkg-deb --extract mailman3_*.deb debian

cat > show.py <<'PY'
import gettext
import sys
from pathlib import Path

KEY = "Your confirmation is needed to join the ${event.mlist.fqdn_listname} mailing list."
counts = []
for place in sys.argv[1:]:
    [root] = Path(place).rglob("mailman/messages")
    sources, compiled = (len([*root.rglob(f"mailman.{end}")]) for end in ("po", "mo"))
    print(f"{place}: {sources} sources, {compiled} compiled")
    said = gettext.translation("mailman", root, ["de"], fallback=True).gettext(KEY)
    print(f"  in German: {said}")
    counts.append((sources > 20, compiled > 20, said == KEY))
sys.exit(counts != [(True, False, True), (True, True, False)])
PY
python3 show.py debian python
