"""Every rule's two sentences: what must hold and what to do, German and English side by side.

The name of a rule is stable: it stands in `check --format json` and in tests.
`{…}` are values that the code fills in. Sentences address the reader with "Sie" or the infinitive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's sentences and whether it stops a build (`error`) or not (`warning`)."""

    de: str
    en: str
    severity: Literal["error", "warning"] = "error"


RULES: dict[str, Rule] = {
    # ── reading files ────────────────────────────────────────────────────────────────────────
    "link": Rule(
        "Verknüpfungen (Symlinks) werden nicht gelesen. Bitte die Datei selbst hier ablegen.",
        "Symbolic links are not read. Please put the file itself here.",
    ),
    "no-file": Rule(
        "Das ist keine gewöhnliche Datei. Bitte entfernen.",
        "This is not a regular file. Please remove it.",
    ),
    "unreadable": Rule(
        "Die Datei lässt sich nicht lesen ({reason}). Bitte die Zugriffsrechte prüfen.",
        "The file cannot be read ({reason}). Please check its permissions.",
    ),
    "too-large": Rule(
        "Die Datei hat {size} KB, erlaubt sind {most} KB. Bitte kürzen oder aufteilen.",
        "The file has {size} KB, {most} KB are allowed. Please shorten or split it.",
    ),
    "not-utf8": Rule(
        "Die Datei ist nicht als UTF-8 gespeichert. Bitte im Editor „Speichern unter“ wählen und "
        "als Kodierung UTF-8 einstellen.",
        "The file is not saved as UTF-8. Please use “Save as” and choose the encoding UTF-8.",
    ),
    "path-name": Rule(
        "Datei- und Ordnernamen bestehen aus Kleinbuchstaben a–z, Ziffern, Bindestrich, "
        "Unterstrich und Punkt. Bitte umbenennen, ä wird zu ae.",
        "File and folder names consist of lower-case a–z, digits, hyphen, underscore and dot. "
        "Please rename it.",
    ),
    "stray-file": Rule(
        "Diese Datei gehört hier nicht hin. Hier sind vorgesehen: {expected}.",
        "This file does not belong here. Expected here: {expected}.",
    ),
    # ── YAML ─────────────────────────────────────────────────────────────────────────────────
    "yaml": Rule(
        "Das ist kein gültiges YAML ({detail}). Bitte Einrückung, Doppelpunkte und "
        "Anführungszeichen in dieser und der vorigen Zeile prüfen.",
        "This is not valid YAML ({detail}). Please check indentation, colons and quotes in this "
        "line and the one before.",
    ),
    "yaml-tab": Rule(
        "Hier steht ein Tabulator. Bitte durch Leerzeichen ersetzen.",
        "There is a tab here. Please use spaces instead.",
    ),
    "yaml-control": Rule(
        "Hier steht ein unsichtbares Steuerzeichen (U+{code}). Bitte löschen.",
        "There is an invisible control character here (U+{code}). Please delete it.",
    ),
    "yaml-tag": Rule(
        "YAML-Typangaben mit „!“ sind nicht erlaubt. Bitte entfernen oder den Text in "
        "Anführungszeichen setzen.",
        "YAML tags with “!” are not allowed. Please remove it or put the text in quotes.",
    ),
    "yaml-duplicate": Rule(
        "„{key}“ steht schon in Zeile {first}. Bitte eine der beiden Angaben löschen.",
        "“{key}” already stands in line {first}. Please delete one of the two.",
    ),
    "yaml-key": Rule(
        "Ein Feldname muss ein einfaches Wort sein. Bitte die Zeile als „feld: wert“ schreiben.",
        "A field name must be a plain word. Please write the line as “field: value”.",
    ),
    "yaml-merge": Rule(
        "„<<“ wird nicht unterstützt. Bitte die Felder ausschreiben.",
        "“<<” is not supported. Please write the fields out.",
    ),
    "yaml-aliases": Rule(
        "Mehr als {most} Verweise (*name) in einer Datei sind nicht erlaubt. "
        "Bitte die Angaben ausschreiben.",
        "More than {most} aliases (*name) in one file are not allowed. Please write them out.",
    ),
    "yaml-nodes": Rule(
        "Die Datei enthält mehr als {most} Angaben. Bitte aufteilen.",
        "The file holds more than {most} values. Please split it.",
    ),
    "yaml-depth": Rule(
        "Die Angaben sind tiefer als {most} Ebenen verschachtelt. Bitte vereinfachen.",
        "The values are nested deeper than {most} levels. Please simplify.",
    ),
    "yaml-empty": Rule(
        "Die Datei ist leer. Bitte ausfüllen oder löschen.",
        "The file is empty. Please fill it in or delete it.",
    ),
    "yaml-mapping": Rule(
        "Erwartet werden Zeilen der Form „feld: wert“.",
        "Expected are lines of the form “field: value”.",
    ),
    "front-matter": Rule(
        "Die Datei beginnt mit einer Zeile „---“, dann folgen die Angaben, dann wieder „---“. "
        "Bitte ergänzen.",
        "The file starts with a line “---”, then come the fields, then “---” again. "
        "Please add them.",
    ),
    # ── model: fields (content/) ─────────────────────────────────────────────────────────────
    # ── references and rules across records (content/check.py) ───────────────────────────────
    # ── contributed text, links and pictures (sanitize/) ─────────────────────────────────────
    # ── colours (showcase/colour.py) ─────────────────────────────────────────────────────────
    # ── newsletter (mail/) ───────────────────────────────────────────────────────────────────
}
