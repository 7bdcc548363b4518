#!/usr/bin/env bash
# Pillow leaves out EXIF and XMP when it saves a JPEG again, and keeps the comment
#
# Tools: Pillow 13.0.0 (PyPI)
# Expected: Pillow's documentation of save: what is not handed over (`exif=`, `xmp=`, `icc_profile=`) is not
#   written. Many pipelines take opening and saving for the removal of metadata.
# Seen: EXIF, XMP and colour profile of a JPEG are gone after `Image.open(a).save(b)`, even after
#   resizing and converting; its comment (COM), where cameras and scanners put names of persons and
#   programs, is in the copy. Saved as PNG or WebP it is gone, saved as GIF it is there.
# What we do: write pixels into a new image that has no info.
#   tests/test_sanitize_picture.py::test_nothing_but_the_pixels_survives
# Checked: 2026-11-29
set -euo pipefail
export PIP_DISABLE_PIP_VERSION_CHECK=1
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv venv
venv/bin/pip install --quiet pillow==13.0.0

venv/bin/python - <<'PY'
from PIL import Image

WORDS = {"EXIF": b"said by EXIF", "XMP": b"said by XMP", "comment": b"said by the comment"}
picture = Image.new("RGB", (64, 64), "teal")
exif = picture.getexif()
exif[0x010E] = WORDS["EXIF"].decode()
picture.save("a.jpg", exif=exif, xmp=WORDS["XMP"], comment=WORDS["comment"])

def kept(name: str) -> list[str]:
    raw = open(name, "rb").read()
    return [kind for kind, words in WORDS.items() if words in raw]

found = {"a.jpg": kept("a.jpg")}
for name in ("b.jpg", "b.png", "b.webp", "b.gif"):
    with Image.open("a.jpg") as opened:
        opened.convert("L").convert("RGB").resize((32, 32)).save(name)
    found[name] = kept(name)
print(found)
assert found == {"a.jpg": ["EXIF", "XMP", "comment"], "b.jpg": ["comment"], "b.png": [], "b.webp": [], "b.gif": ["comment"]}
PY
