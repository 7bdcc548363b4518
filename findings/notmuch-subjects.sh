#!/usr/bin/env bash
# notmuch drops the rest of a subject behind an encoded word of padded base64
#
# Tools: notmuch 0.37 with libgmime 3.2.13 (Debian 12's packages); read beside it with
#   postal-mime 4.0.0 (npm)
# Expected: RFC 2047, 2 and 5: a subject may have several encoded words, one after the other; each is
#   base64 of its own, with padding where its bytes ask for it.
# Seen: of two encoded words in base64 notmuch shows and finds the first alone if that ends in "=" or
#   "==" (gmime takes neighbours of one charset and encoding for one word). Without padding, or with
#   the words in quoted-printable, the subject is whole; so it is in postal-mime in all four forms.
#   Python's `email` writes long subjects as such words, in base64 as soon as that is shorter.
# What we do: write a subject that is not ASCII as quoted-printable words.
#   tests/test_mail.py::test_a_subject_of_any_length_is_read_as_it_was_written
#   tests/test_programs_mails.py::test_notmuch_shows_every_mail_with_text_html_and_photographs
# Checked: 2026-11-30
set -euo pipefail
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
echo '{}' > package.json
npm install --silent --no-audit --no-fund postal-mime@4.0.0
# what it is loaded with, beside libraries that a mail has nothing to do with
apt-get download -qq notmuch=0.37-1+b1 libnotmuch5=0.37-1+b1 libgmime-3.0-0=3.2.13+dfsg-2 \
  libxapian30 libtalloc2 libsexp1 libgpgme11 2> download.txt
for package in *.deb; do dpkg -x "$package" debian; done
export LD_LIBRARY_PATH=$(echo "$work"/debian/usr/lib/*/)

mkdir mail
python3 - <<'PY'
import base64, quopri
from pathlib import Path

def b(text): return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="
def q(text): return "=?utf-8?q?" + "".join(f"={byte:02X}" for byte in text.encode()) + "?="

for name, words in {
    "padded": b("Prüfstand für ") + "\r\n " + b("Sensoren"),  # 16 bytes, so "=="
    "whole": b("Prüfstände für ") + "\r\n " + b("Sensoren"),  # 18 bytes, none
    "quoted": q("Prüfstand für ") + "\r\n " + q("Sensoren"),
    "mixed": b("Prüfstand für ") + "\r\n " + q("Sensoren"),
}.items():
    head = f"From: a@example.org\r\nMessage-ID: <{name}@example.org>\r\nSubject: {words}\r\n"
    date = "Date: Mon, 30 Nov 2026 10:00:00 +0000\r\n"
    Path(f"mail/{name}.eml").write_text(f"{head}{date}\r\nText\r\n", newline="")
PY
printf '[database]\npath=%s/mail\n[user]\nname=A\nprimary_email=a@example.org\n' "$work" > config
notmuch() { debian/usr/bin/notmuch --config=config "$@"; }
notmuch new --quiet
cat > read.mjs <<'JS'
import PostalMime from "postal-mime";
import { readFileSync } from "node:fs";
console.log((await PostalMime.parse(readFileSync(process.argv[2]))).subject);
JS
for name in padded whole quoted mixed; do
  shown=$(notmuch search --format=text --output=summary "id:$name@example.org" | sed 's/.*; //; s/ ([a-z ]*)$//')
  other=$(node read.mjs "mail/$name.eml")
  echo "$name: notmuch \"$shown\", postal-mime \"$other\""
  case "$other" in *Sensoren) ;; *) exit 1 ;; esac
  case "$name $shown" in
    padded*Sensoren*) exit 1 ;;
    padded*) ;;
    *Sensoren*) ;;
    *) exit 1 ;;
  esac
done
