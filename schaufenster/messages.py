"""Every rule's two sentences: what must hold and what to do, German and English side by side.

The name of a rule is stable: it stands in `check --format json` and in tests.
`{…}` are values that the code fills in. Sentences address the reader with "Sie" or the infinitive.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from schaufenster import command_names as names


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule's sentences and whether it stops a build (`error`) or not (`warning`)."""

    de: str
    en: str
    severity: Literal["error", "warning"] = "error"


NEAR = Rule("Meinten Sie „{near}“?", "Did you mean “{near}”?")
"""Follows a message whose values name something `near` that exists."""

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
    "yaml-colon": Rule(
        "Hier steht ein Doppelpunkt, wo keiner erwartet wird. Text mit Doppelpunkt bitte in "
        'Anführungszeichen setzen: feld: "Text: mehr".',
        "There is a colon where none is expected. Please put text with a colon in quotes: "
        'field: "text: more".',
    ),
    "yaml-comma": Rule(
        "„{key}“ steht hinter einem Komma und ist keine Angabe. Text mit Komma gehört zwischen "
        "geschweiften Klammern in Anführungszeichen.",
        "“{key}” follows a comma and is no field. Between braces, text with a comma must stand in "
        "quotes.",
    ),
    "yaml-quote": Rule(
        "Hier beginnt ein Text in Anführungszeichen, der nirgends endet. Bitte das schließende "
        "Zeichen ergänzen.",
        "A quoted text starts here and never ends. Please add the closing quote.",
    ),
    "yaml-unknown-alias": Rule(
        "Ein Wert, der mit „*“ beginnt, gilt als Verweis. Text bitte in Anführungszeichen setzen.",
        "A value that starts with “*” is read as an alias. Please put text in quotes.",
    ),
    "yaml-documents": Rule(
        "Eine zweite Trennzeile „---“ ist nicht erlaubt. Bitte löschen oder eine eigene Datei "
        "anlegen.",
        "A second line “---” is not allowed. Please delete it or use a file of its own.",
    ),
    "yaml-start": Rule(
        "Ein Wert darf nicht mit „{sign}“ beginnen. Bitte in Anführungszeichen setzen.",
        "A value cannot start with “{sign}”. Please put it in quotes.",
    ),
    "yaml-no-colon": Rule(
        "Hier fehlt ein Doppelpunkt hinter dem Feldnamen. Bitte als „feld: wert“ schreiben.",
        "A colon is missing after the field name. Please write “field: value”.",
    ),
    "yaml-indent": Rule(
        "Diese Zeile ist anders eingerückt als die Zeilen, zu denen sie gehört. Bitte die "
        "Leerzeichen am Zeilenanfang angleichen.",
        "This line is indented differently from the lines it belongs to. Please align the spaces "
        "at its start.",
    ),
    "yaml-bracket": Rule(
        "Eine Klammer wird geöffnet und nicht geschlossen. Bitte „]“ oder „}}“ ergänzen.",
        "A bracket is opened and not closed. Please add “]” or “}}”.",
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
    "comment-cuts": Rule(
        "Ab „{lost}“ liest YAML einen Kommentar; dieser Teil geht verloren. Gehört er zum Text, "
        "bitte den ganzen Text in Anführungszeichen setzen; ist er ein Kommentar, hinter # ein "
        "Leerzeichen.",
        "From “{lost}” on, YAML reads a comment; this part is lost. If it is text, please put the "
        "whole text in quotes; if it is a comment, put a space behind #.",
        "warning",
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
    "missing": Rule(
        "Diese Angabe fehlt. Bitte ergänzen.",
        "This field is missing. Please add it.",
    ),
    "unknown-field": Rule(
        "Das Feld „{key}“ gibt es hier nicht. Bitte umbenennen oder löschen.",
        "There is no field “{key}” here. Please rename or delete it.",
    ),
    "text": Rule(
        "Hier wird ein einfacher Text erwartet, keine Liste und keine Unterpunkte.",
        "A plain text is expected here, no list and no fields below.",
    ),
    "list": Rule(
        "Hier wird eine Liste erwartet. Bitte jede Angabe in eine eigene Zeile schreiben, mit „- “ "
        "davor.",
        "A list is expected here. Please put each value on its own line, with “- ” before it.",
    ),
    "mapping": Rule(
        "Hier werden Unterfelder erwartet. Bitte eingerückt als „feld: wert“ darunterschreiben: "
        "{fields}.",
        "Fields are expected here. Please write them below, indented, as “field: value”: {fields}.",
    ),
    "choice": Rule(
        "„{value}“ ist hier nicht vorgesehen. Erlaubt sind: {choices}.",
        "“{value}” is not allowed here. Allowed are: {choices}.",
    ),
    "pattern": Rule(
        "„{value}“ hat nicht die erwartete Form. Bitte die Vorlage oder die Feldreferenz ansehen.",
        "“{value}” does not have the expected form. Please see the template or the reference.",
    ),
    "invalid": Rule(
        "„{value}“ passt hier nicht. Bitte die Feldreferenz ansehen.",
        "“{value}” does not fit here. Please see the field reference.",
    ),
    "too-long": Rule(
        "{length} Zeichen, erlaubt sind {most}. Bitte kürzen.",
        "{length} characters, {most} are allowed. Please shorten.",
    ),
    "slug": Rule(
        "„{value}“: Kurznamen bestehen aus a–z, 0–9 und einzelnen Bindestrichen, höchstens 60 "
        "Zeichen. ä wird zu ae, ß zu ss.",
        "“{value}”: short names consist of a–z, 0–9 and single hyphens, at most 60 characters.",
    ),
    "slug-reserved": Rule(
        "„{value}“ ist auf der Website schon vergeben. Bitte einen anderen Kurznamen wählen.",
        "“{value}” is already used by the site itself. Please choose another short name.",
    ),
    "phone": Rule(
        "„{value}“ ist keine Telefonnummer. Erwartet: +49 3677 123456.",
        "“{value}” is no telephone number. Expected: +49 3677 123456.",
    ),
    "colour": Rule(
        '„{value}“ ist keine Farbe. Erwartet werden sechs Stellen in Anführungszeichen: "#0b4f5e".',
        '“{value}” is no colour. Expected are six digits in quotes: "#0b4f5e".',
    ),
    "flag": Rule(
        "„{value}“: Hier steht true (ja) oder false (nein).",
        "“{value}”: expected is true or false.",
    ),
    "number": Rule(
        "„{value}“: Hier steht eine ganze Zahl ohne Punkt, Komma und Einheit.",
        "“{value}”: expected is a whole number without point, comma or unit.",
    ),
    "decimal": Rule(
        "„{value}“: Hier steht eine Zahl mit Punkt statt Komma und ohne Tausenderzeichen: 7.6.",
        "“{value}”: expected is a number with a decimal point, without thousands separators: 7.6.",
    ),
    "postcode": Rule(
        "„{value}“ ist keine Postleitzahl. Erwartet werden fünf Ziffern.",
        "“{value}” is no postcode. Expected are five digits.",
    ),
    "picture-name": Rule(
        "„{value}“ ist kein Name eines Bildes. Erwartet: ein Name aus Kleinbuchstaben mit der "
        "Endung .jpg, .png, .webp oder .svg.",
        "“{value}” is no name of a picture. Expected: a lower-case name that ends in .jpg, .png, "
        ".webp or .svg.",
    ),
    "date": Rule(
        "„{value}“ ist kein Datum. So genau wie bekannt: 2025, 2025-09 oder 2025-09-10.",
        "“{value}” is no date. As exact as known: 2025, 2025-09 or 2025-09-10.",
    ),
    "date-day": Rule(
        "„{value}“: Hier muss der Tag bekannt sein. Erwartet: 2025-09-10.",
        "“{value}”: the day must be known here. Expected: 2025-09-10.",
    ),
    "date-impossible": Rule(
        "„{value}“: Diesen Tag gibt es im Kalender nicht. Bitte Monat und Tag prüfen.",
        "“{value}”: there is no such day in the calendar. Please check month and day.",
    ),
    "moment": Rule(
        "„{value}“ ist kein Zeitpunkt. Erwartet: 2025-10-01 oder 2025-10-01 10:00.",
        "“{value}” is no point in time. Expected: 2025-10-01 or 2025-10-01 10:00.",
    ),
    "clock": Rule(
        "„{value}“ ist keine Uhrzeit. Erwartet: 09:00.",
        "“{value}” is no time of day. Expected: 09:00.",
    ),
    "folder-differs": Rule(
        "„{value}“ steht hier, der Ordner heißt „{folder}“. Bitte die Zeile löschen oder "
        "angleichen.",
        "“{value}” stands here, the folder is called “{folder}”. Please delete or adapt the line.",
    ),
    "cluster-missing": Rule(
        "In diesem Ordner fehlt content/cluster.yml. Zeigt --root auf den Ordner des Clusters?",
        "There is no content/cluster.yml in this folder. Does --root point to a cluster’s folder?",
    ),
    "body-empty": Rule(
        "Unter den Angaben steht noch kein Text. Bitte schreiben.",
        "There is no text below the fields yet. Please write it.",
    ),
    "pair-missing": Rule(
        "Zu dieser Datei gehört {expected}. Bitte anlegen oder diese Datei löschen.",
        "This file needs {expected} beside it. Please add it or delete this file.",
    ),
    # ── references and rules across records (content/check/) ─────────────────────────────────
    "unknown-ref": Rule(
        "„{value}“ gibt es nicht in {where}.",
        "“{value}” does not exist in {where}.",
    ),
    "unknown-item": Rule(
        "„{value}“ gibt es nicht. Erwartet wird der Ordner eines Inhalts, zum Beispiel "
        "events/SLUG, events/SLUG/report oder members/SLUG/offers/SLUG.",
        "“{value}” does not exist. Expected is the folder of an item, such as events/SLUG, "
        "events/SLUG/report or members/SLUG/offers/SLUG.",
    ),
    "item-twice": Rule(
        "„{value}“ steht schon an Stelle {first}. Bitte eine der beiden Angaben löschen.",
        "“{value}” already stands at place {first}. Please delete one of the two.",
    ),
    "slug-twice": Rule(
        "„{value}“ ist schon durch {other} vergeben. Bitte einen anderen Kurznamen wählen.",
        "“{value}” is already taken by {other}. Please choose another short name.",
    ),
    "order": Rule(
        "{later} liegt vor {earlier}. Bitte eine der beiden Angaben berichtigen.",
        "{later} lies before {earlier}. Please correct one of the two.",
    ),
    "report-before-event": Rule(
        "Der Bericht ({published}) wäre vor der Veranstaltung ({start}) erschienen. Bitte "
        "published oder start berichtigen.",
        "The report ({published}) would have appeared before the event ({start}). Please correct "
        "published or start.",
    ),
    "membership-evidence": Rule(
        "Eine Zugehörigkeit braucht einen Beleg: entweder confirmed (Tag der Bestätigung) oder "
        "source und date (Adresse und Datum der Quelle).",
        "A membership needs evidence: either confirmed (day of the confirmation) or source and "
        "date (address and date of the source).",
    ),
    "evidence-empty": Rule(
        "Eine Quelle braucht url oder title. Bitte ergänzen oder löschen.",
        "A source needs url or title. Please add one or delete the entry.",
    ),
    "party-empty": Rule(
        "Hier steht entweder member (ein Profil) oder name, nicht beides und nicht keins.",
        "Expected is either member (a profile) or name, not both and not neither.",
    ),
    "picture-missing": Rule(
        "Die Datei {file} liegt nicht im Ordner {folder}. Bitte dort hochladen oder den Eintrag "
        "löschen.",
        "The file {file} is not in the folder {folder}. Please upload it there or delete the "
        "entry.",
    ),
    "picture-unused": Rule(
        "Zu diesem Bild gibt es keinen Eintrag mit Urheber, Lizenz und Alternativtext. Bitte unter "
        "pictures (oder logo) eintragen oder die Datei löschen.",
        "There is no entry with author, licence and alt text for this picture. Please add it under "
        "pictures (or logo) or delete the file.",
    ),
    "english-outdated": Rule(
        "Der deutsche Text hat sich geändert, der englische nicht. Bitte die Übersetzung "
        f"durchsehen, dann `build.py {names.TRANSLATED} {{path}}` aufrufen.",
        "The German text has changed, the English one has not. Please revise the translation, then "
        f"run `build.py {names.TRANSLATED} {{path}}`.",
        "warning",
    ),
    "event-passed": Rule(
        "Der Termin ({date}) ist vorbei, steht aber noch als geplant da. Bitte status auf held, "
        "cancelled oder moved setzen.",
        "The event ({date}) is over but still stands as planned. Please set status to held, "
        "cancelled or moved.",
        "warning",
    ),
    "label-expired": Rule(
        "Seit {date} abgelaufen. Bitte verlängern oder den Eintrag löschen; gezeigt wird er nicht "
        "mehr.",
        "Expired since {date}. Please renew it or delete the entry; it is no longer shown.",
        "warning",
    ),
    "competence-unused": Rule(
        "Diese Kompetenz hat noch niemand. Bitte einem Profil zuordnen oder löschen.",
        "Nobody has this competence yet. Please add it to a profile or delete it.",
        "warning",
    ),
    "funder-sentence": Rule(
        "Zum Fördergeber „{funder}“ fehlt der Satz, den die Förderung verlangt. Bitte in "
        "content/vocabularies/funders.yml unter sentence ergänzen.",
        "The funder “{funder}” has no sentence yet, which the grant asks for. Please add it as "
        "sentence in content/vocabularies/funders.yml.",
    ),
    "picture-unreleased": Rule(
        "Für die Presse braucht ein Bild die Freigabe der Abgebildeten. Bitte persons auf released "
        "setzen, wenn sie vorliegt, oder press aus scope nehmen.",
        "For the press a picture needs the consent of those shown. Please set persons to released "
        "once you have it, or take press out of scope.",
    ),
    "picture-minors": Rule(
        "Bilder mit Minderjährigen gehen nie an die Presse. Bitte press aus scope nehmen.",
        "Pictures with minors never go to the press. Please take press out of scope.",
    ),
    "mail-personal": Rule(
        "„{value}“ sieht nach der Adresse einer Person aus. Das Repository ist öffentlich: Bitte "
        "eine Funktionsadresse wie info@ oder vertrieb@ verwenden.",
        "“{value}” looks like a person’s address. The repository is public: please use a "
        "functional address such as info@ or sales@.",
    ),
    "phone-mobile": Rule(
        "„{value}“ ist eine Mobilnummer. Das Repository ist öffentlich: Bitte die Nummer der "
        "Zentrale verwenden.",
        "“{value}” is a mobile number. The repository is public: please use the switchboard’s "
        "number.",
    ),
    "imprint-open": Rule(
        "Diese Angabe fehlt noch im Impressum. Sie ist vor der Veröffentlichung nötig.",
        "This fact is still missing in the imprint. It is needed before publishing.",
        "warning",
    ),
    # ── contributed text, links and pictures (sanitize/) ─────────────────────────────────────
    "text-line-end": Rule(
        "Hier steht ein Zeilenumbruch. Dieses Feld hat nur eine Zeile, bitte zusammenziehen.",
        "There is a line break here. This field has one line only, please join the lines.",
    ),
    "text-hidden": Rule(
        "Hier steht ein unsichtbares oder nicht druckbares Zeichen (U+{code}). Bitte löschen.",
        "There is an invisible or unprintable character here (U+{code}). Please delete it.",
    ),
    "text-direction": Rule(
        "Hier steht ein Zeichen, das die Schreibrichtung umkehrt (U+{code}). Bitte löschen.",
        "There is a character here that turns the writing direction (U+{code}). Please delete it.",
    ),
    "prose-html": Rule(
        "HTML ist hier nicht möglich, „{tag}“ erschiene als Text. Bitte Markdown verwenden; ein "
        "Kleiner-Zeichen im Text bekommt ein Leerzeichen danach.",
        "HTML is not possible here, “{tag}” would appear as text. Please use Markdown; put a space "
        "after a less-than sign.",
    ),
    "prose-picture": Rule(
        "Bilder stehen nicht im Text. Bitte unter „pictures“ eintragen, mit Urheber und Lizenz.",
        "Pictures do not stand in the text. Please enter it under “pictures”, with author and "
        "licence.",
    ),
    "prose-complex": Rule(
        "Der Text ist zu lang oder zu verschachtelt. Bitte in Absätze oder mehrere Texte teilen.",
        "The text is too long or too deeply nested. Please split it into paragraphs or texts.",
    ),
    "link-target": Rule(
        "Ein Link beginnt mit https://, http://, mailto: oder einem einzelnen „/“. Bitte „{link}“ "
        "ändern.",
        "A link starts with https://, http://, mailto: or a single “/”. Please change “{link}”.",
    ),
    "url-scheme": Rule(
        "Eine Webadresse beginnt mit https:// oder http://. Bitte „{url}“ ändern.",
        "A web address starts with https:// or http://. Please change “{url}”.",
    ),
    "url-characters": Rule(
        "Die Webadresse „{url}“ enthält Leerzeichen oder Zeichen, die dort nicht stehen dürfen. "
        "Bitte aus der Adresszeile des Browsers kopieren.",
        "The web address “{url}” holds spaces or characters that may not stand there. Please copy "
        "it from the browser's address bar.",
    ),
    "url-credentials": Rule(
        "In der Webadresse steht vor dem „@“ ein Benutzername. Bitte entfernen.",
        "The web address holds a user name before the “@”. Please remove it.",
    ),
    "url-host": Rule(
        "„{host}“ ist kein vollständiger Rechnername wie www.example.org. Bitte prüfen.",
        "“{host}” is not a complete host name such as www.example.org. Please check it.",
    ),
    "url-length": Rule(
        "Eine Webadresse hat höchstens {most} Zeichen. Bitte eine kürzere verwenden.",
        "A web address has at most {most} characters. Please use a shorter one.",
    ),
    "mail-shape": Rule(
        "„{mail}“ ist keine Mailadresse der Form info@example.org. Bitte prüfen.",
        "“{mail}” is not a mail address such as info@example.org. Please check it.",
    ),
    "mail-local": Rule(
        "Vor dem „@“ stehen nur Buchstaben ohne Umlaute, Ziffern und einfache Zeichen wie Punkt "
        "und Bindestrich. Bitte „{local}“ ändern.",
        "Before the “@” stand plain letters, digits and simple characters such as dot and hyphen. "
        "Please change “{local}”.",
    ),
    "mail-domain": Rule(
        "„{domain}“ ist kein gültiger Name hinter dem „@“. Bitte prüfen.",
        "“{domain}” is not a valid name after the “@”. Please check it.",
    ),
    "mail-length": Rule(
        "Eine Mailadresse hat höchstens {local} Zeichen vor dem „@“ und {most} insgesamt. Bitte "
        "eine kürzere verwenden.",
        "A mail address has at most {local} characters before the “@” and {most} in all. Please "
        "use a shorter one.",
    ),
    "svg-size": Rule(
        "Die Zeichnung hat {size} KB oder mehr als {elements} Elemente; erlaubt sind {most} KB. "
        "Bitte vereinfachen.",
        "The drawing has {size} KB or more than {elements} elements; {most} KB are allowed. Please "
        "simplify it.",
    ),
    "svg-xml": Rule(
        "Das ist kein gültiges SVG ({detail}). Bitte neu als „SVG“ exportieren.",
        "This is not valid SVG ({detail}). Please export it again as SVG.",
    ),
    "svg-root": Rule(
        "Das äußerste Element muss <svg> im SVG-Namensraum sein. Bitte neu als SVG exportieren.",
        "The outermost element must be <svg> in the SVG namespace. Please export it again as SVG.",
    ),
    "svg-doctype": Rule(
        "Eine DOCTYPE- oder ENTITY-Angabe ist nicht erlaubt. Bitte die Zeile löschen oder als "
        "„einfaches SVG“ exportieren.",
        "A DOCTYPE or ENTITY declaration is not allowed. Please delete the line or export as "
        "“plain SVG”.",
    ),
    "svg-instruction": Rule(
        "Eine Anweisung „<?{name}“ ist nicht erlaubt. Bitte löschen.",
        "An instruction “<?{name}” is not allowed. Please delete it.",
    ),
    "svg-active": Rule(
        "<{name}> kann etwas ausführen oder nachladen und ist nicht erlaubt. Bitte entfernen.",
        "<{name}> can execute or load something and is not allowed. Please remove it.",
    ),
    "svg-animation": Rule(
        "Animationen (<{name}>) sind nicht erlaubt. Bitte eine unbewegte Zeichnung exportieren.",
        "Animation (<{name}>) is not allowed. Please export a still drawing.",
    ),
    "svg-style": Rule(
        "<style> ist nicht erlaubt. Bitte beim Export „Präsentationsattribute“ statt „CSS“ wählen.",
        "<style> is not allowed. Please export with “presentation attributes” instead of CSS.",
    ),
    "svg-link": Rule(
        "Links (<a>) sind in einer Zeichnung nicht erlaubt. Bitte entfernen.",
        "Links (<a>) are not allowed in a drawing. Please remove it.",
    ),
    "svg-image": Rule(
        "Eingebettete oder verknüpfte Bilder (<{name}>) sind nicht erlaubt. Bitte als Pfade "
        "zeichnen oder das Logo als PNG liefern.",
        "Embedded or linked pictures (<{name}>) are not allowed. Please draw paths or supply the "
        "logo as PNG.",
    ),
    "svg-text": Rule(
        "Schrift (<{name}>) sieht auf jedem Rechner anders aus. Bitte vor dem Export in Pfade "
        "umwandeln.",
        "Text (<{name}>) looks different on every machine. Please convert it to paths before "
        "exporting.",
    ),
    "svg-element": Rule(
        "<{name}> wird hier nicht unterstützt. Bitte als einfache Pfade exportieren.",
        "<{name}> is not supported here. Please export as plain paths.",
    ),
    "svg-event": Rule(
        "Das Attribut „{name}“ führt etwas aus und ist nicht erlaubt. Bitte entfernen.",
        "The attribute “{name}” executes something and is not allowed. Please remove it.",
    ),
    "svg-reference": Rule(
        "„{name}“ darf nur auf eine Stelle derselben Zeichnung verweisen (#name). Bitte „{value}“ "
        "ändern.",
        "“{name}” may only point to a place in the same drawing (#name). Please change “{value}”.",
    ),
    "svg-target": Rule(
        "„#{value}“ gibt es in dieser Zeichnung nicht. Bitte den Verweis entfernen oder neu "
        "exportieren.",
        "There is no “#{value}” in this drawing. Please remove the reference or export again.",
    ),
    "svg-repetition": Rule(
        "Die Verweise in dieser Zeichnung führen im Kreis oder vervielfachen sie. Bitte als "
        "einfache Pfade exportieren.",
        "The references in this drawing run in a circle or multiply it. Please export as plain "
        "paths.",
    ),
    "svg-value": Rule(
        "„{name}: {value}“ wird hier nicht unterstützt. Bitte vereinfachen.",
        "“{name}: {value}” is not supported here. Please simplify it.",
    ),
    "svg-box": Rule(
        "Die Zeichnung braucht ein gültiges viewBox (vier Zahlen) oder width und height in Pixeln.",
        "The drawing needs a valid viewBox (four numbers) or width and height in pixels.",
    ),
    "picture-format": Rule(
        "Das ist kein JPEG, PNG oder WebP. Bitte umwandeln.",
        "This is no JPEG, PNG or WebP. Please convert it.",
    ),
    "picture-ending": Rule(
        "Die Datei ist ein {format} und braucht eine passende Endung: {endings}. Bitte umbenennen.",
        "The file is a {format} and needs a matching ending: {endings}. Please rename it.",
    ),
    "picture-size": Rule(
        "Das Bild hat {size} MB, erlaubt sind {most} MB. Bitte verkleinern.",
        "The picture has {size} MB, {most} MB are allowed. Please make it smaller.",
    ),
    "picture-pixels": Rule(
        "Das Bild hat {size} Megapixel, erlaubt sind {most}. Bitte verkleinern.",
        "The picture has {size} megapixels, {most} are allowed. Please make it smaller.",
    ),
    "picture-animated": Rule(
        "Bewegte Bilder sind nicht erlaubt. Bitte ein Standbild verwenden.",
        "Animated pictures are not allowed. Please use a still.",
    ),
    "picture-damaged": Rule(
        "Das Bild ist beschädigt oder unvollständig. Bitte neu speichern oder neu hochladen.",
        "The picture is damaged or incomplete. Please save or upload it again.",
    ),
    # ── colours (look/colour.py) ─────────────────────────────────────────────────────────
    "colour-contrast": Rule(
        "Aus {value} entsteht kein lesbarer Ton: „{token}“ auf „{background}“ hat {ratio}:1, nötig "
        "sind {target}:1. Bitte eine andere Farbe wählen.",
        "{value} yields no readable tone: “{token}” on “{background}” has {ratio}:1, {target}:1 is "
        "needed. Please choose another colour.",
    ),
    "colour-alike": Rule(
        "{primary} und {accent} sind auf der Seite kaum zu unterscheiden. Bitte zwei deutlich "
        "verschiedene Farben wählen.",
        "{primary} and {accent} can hardly be told apart on the page. Please choose two clearly "
        "different colours.",
        "warning",
    ),
    # ── newsletter (content/check/newsletter.py, selection/editions.py, mail/) ───────────────
    "headline-too-long": Rule(
        "{ref}, Kanal {channel}: Überschrift ({lang}) {length} Zeichen, {most} sind erlaubt. Bitte "
        "kürzen oder für diesen Kanal eine eigene schreiben: "
        "headline: {{{channel}: {{{lang}: …}}}}.",
        "{ref}, channel {channel}: headline ({lang}) {length} characters, {most} are allowed. "
        "Please shorten it or write one for this channel: headline: {{{channel}: {{{lang}: …}}}}.",
    ),
    "lead-too-long": Rule(
        "{ref}, Kanal {channel}: Vorspann ({lang}) {length} Zeichen, {most} sind erlaubt. Bitte "
        "kürzen oder für diesen Kanal einen eigenen schreiben: lead: {{{channel}: {{{lang}: …}}}}.",
        "{ref}, channel {channel}: lead ({lang}) {length} characters, {most} are allowed. Please "
        "shorten it or write one for this channel: lead: {{{channel}: {{{lang}: …}}}}.",
    ),
    "mail-too-large": Rule(
        "Kanal {channel} ({lang}): Die Mail hat {size} KB, {most} KB sind erlaubt. Bitte Inhalte "
        "auslassen (omit: true) oder die Auswahl des Kanals mit most begrenzen.",
        "Channel {channel} ({lang}): the mail has {size} KB, {most} KB are allowed. Please leave "
        "out items (omit: true) or limit the channel’s selection with most.",
    ),
    "contact-open": Rule(
        "Wohin dieser Kanal seine Texte bekommt, ist noch offen. Bitte bei der Redaktion erfragen.",
        "Where this channel takes its copy is still open. Please ask the editors.",
        "warning",
    ),
    "unsubscribe-open": Rule(
        "Wie man sich abmeldet, ist noch offen; die Mail sagt deshalb nichts dazu. Vor dem ersten "
        "Versand bitte url (https) oder email eintragen.",
        "How to unsubscribe is still open, so the mail says nothing about it. Please enter url "
        "(https) or email before the first mail is sent.",
        "warning",
    ),
    "deadline-empty": Rule(
        "Ein Redaktionsschluss braucht day (1 bis 31) oder days_before_event.",
        "A deadline needs day (1 to 31) or days_before_event.",
    ),
    "unsubscribe-https": Rule(
        "Zum Abmelden braucht es eine Adresse mit https:// oder email; eine mit http:// nehmen die "
        "Postfächer nicht an.",
        "To unsubscribe takes an address with https:// or email; mailboxes do not accept http://.",
    ),
    "channel-public": Rule(
        "Öffentlich ist nur ein Kanal für Leser. Bitte visibility: internal setzen.",
        "Only a channel for readers is public. Please set visibility: internal.",
    ),
    "sent-changed": Rule(
        "{file} ist nicht mehr das, was verschickt wurde. Verschicktes bleibt, wie es ist: Bitte "
        "die Datei aus git wiederherstellen. Eine Berichtigung steht in der Ausgabe (corrections), "
        f"zurücknehmen lässt sich eine Mail mit build.py {names.NEWSLETTER} {names.REDACT}.",
        "{file} is no longer what was sent. What was sent stays as it is: please restore the file "
        f"from git. A correction stands in the edition (corrections), and build.py "
        f"{names.NEWSLETTER} {names.REDACT} takes a mail back.",
    ),
    "sent-missing": Rule(
        "Die Datei {file} fehlt, sie wurde verschickt. Bitte aus git wiederherstellen.",
        "The file {file} is missing, and it was sent. Please restore it from git.",
    ),
    "sent-stray": Rule(
        "Diese Datei steht nicht in manifest.json. In diesen Ordner schreibt nur build.py "
        f"{names.NEWSLETTER}. Bitte löschen oder mit manifest.json aus git wiederherstellen.",
        f"This file is not in manifest.json. Only build.py {names.NEWSLETTER} writes into this "
        "folder. "
        "Please delete it or restore it from git together with manifest.json.",
    ),
    "sent-twice": Rule(
        "Kanal {channel} ({lang}) steht hier zweimal. Bitte diese Datei aus git wiederherstellen.",
        "Channel {channel} ({lang}) stands here twice. Please restore this file from git.",
    ),
    # ── writing (write.py) ───────────────────────────────────────────────────────────────────
    "address-gone": Rule(
        "Die Adresse {address} war veröffentlicht und fehlt jetzt; Links dorthin liefen ins Leere. "
        "Wurde etwas umbenannt, dort bitte den alten Kurznamen unter formerly eintragen. Soll die "
        "Adresse wirklich entfallen, diese Zeile löschen.",
        "The address {address} was published and is missing now; links to it would lead nowhere. "
        "If something was renamed, please give its old short name there under formerly. If the "
        "address shall really go, delete this line.",
    ),
    "busy": Rule(
        "Hier läuft schon ein anderer Build. Bitte warten, bis er fertig ist, und dann noch einmal "
        "starten.",
        "Another build is already running here. Please wait until it has finished, then start "
        "again.",
    ),
    "not-ours": Rule(
        "Hier liegen Dateien, die nicht von Schaufenster stammen; sie werden nicht ersetzt. Bitte "
        "mit --out einen neuen oder leeren Ordner angeben.",
        "There are files here that Schaufenster did not make; they are not replaced. Please give "
        "a new or empty folder with --out.",
    ),
}

MJML: dict[str, Rule] = {
    # ── templates of mails (mail/mjml/): for people who design them ──────────────────────────
    "mjml-unclosed": Rule(
        "<{tag}> aus Zeile {line} ist nicht geschlossen, bevor </{closing}> kommt. Bitte </{tag}> "
        "ergänzen; Elemente ohne Inhalt enden mit „ />“.",
        "<{tag}> from line {line} is not closed before </{closing}>. Please add </{tag}>; elements "
        "without content end with “ />”.",
    ),
    "mjml-end": Rule(
        "<{tag}> wird geöffnet und nirgends geschlossen. Bitte </{tag}> ergänzen.",
        "<{tag}> is opened and never closed. Please add </{tag}>.",
    ),
    "mjml-sign": Rule(
        "Dieses Zeichen darf hier nicht stehen. Bitte & als &amp; und < als &lt; schreiben; jedes "
        'Attribut braucht einen Wert in Anführungszeichen: name="wert".',
        "This character cannot stand here. Please write & as &amp; and < as &lt;; every attribute "
        'needs a value in quotes: name="value".',
    ),
    "mjml-twice": Rule(
        "Dieses Attribut steht zweimal im selben Element. Bitte eines löschen.",
        "This attribute stands twice in the same element. Please delete one.",
    ),
    "mjml-xml": Rule(
        "Das ist kein gültiges XML ({reason}). Bitte diese und die vorige Zeile prüfen.",
        "This is not valid XML ({reason}). Please check this line and the one before.",
    ),
    "mjml-deep": Rule(
        "Mehr als {most} Elemente sind ineinander verschachtelt. Bitte vereinfachen.",
        "More than {most} elements are nested. Please simplify.",
    ),
    "mjml-declaration": Rule(
        "<?…?> und <!DOCTYPE …> haben in MJML keinen Platz. Bitte entfernen.",
        "<?…?> and <!DOCTYPE …> have no place in MJML. Please remove it.",
    ),
    "mjml-cdata": Rule(
        "CDATA liest der Compiler nicht. Bitte den Text selbst schreiben, < als &lt;.",
        "The compiler does not read CDATA. Please write the text itself, < as &lt;.",
    ),
    "mjml-comment": Rule(
        "In <{parent}> liest der Compiler keine Kommentare. Bitte davor setzen oder {{# … #}} "
        "schreiben.",
        "The compiler reads no comments in <{parent}>. Please put it before, or write {{# … #}}.",
    ),
    "mjml-conditional": Rule(
        "Bedingungen für Outlook (<!--[if …]>) liest der Compiler hier nicht. Bitte in <mj-raw> "
        "setzen.",
        "The compiler does not read conditions for Outlook (<!--[if …]>) here. Please put it into "
        "<mj-raw>.",
    ),
    "mjml-half": Rule(
        "Diese Bedingung für Outlook ist nur halb da. Bitte <!--[if …]> und <![endif]--> paarweise "
        "in dasselbe Element setzen.",
        "Only half of this condition for Outlook is there. Please put <!--[if …]> and <![endif]--> "
        "into the same element as a pair.",
    ),
    "mjml-entity": Rule(
        "Das Zeichen {value} kennt HTML nicht. Bitte das Zeichen selbst schreiben.",
        "HTML does not know {value}. Please write the character itself.",
    ),
    "mjml-root": Rule(
        "Eine Mail beginnt mit <mjml>, nicht mit <{tag}>.",
        "A mail starts with <mjml>, not with <{tag}>.",
    ),
    "mjml-no-body": Rule(
        "Es fehlt <mj-body>. Bitte ergänzen.",
        "There is no <mj-body>. Please add it.",
    ),
    "mjml-no-lang": Rule(
        'Die Sprache fehlt; Vorleseprogramme brauchen sie. Bitte <mjml lang="{{{{ lang }}}}"> '
        "schreiben.",
        "The language is missing; screen readers need it. Please write "
        '<mjml lang="{{{{ lang }}}}">.',
    ),
    "mjml-no-alt": Rule(
        '<{tag}> braucht alt: was zu sehen ist, oder alt="" für Schmuck.',
        '<{tag}> needs alt: what is to be seen, or alt="" for decoration.',
    ),
    "mjml-no-source": Rule(
        "<{tag}> braucht {part}: ohne diese Angabe käme das Bild von einem fremden Rechner oder "
        "gar nicht. Bitte die Adresse eines eigenen Bildes angeben.",
        "<{tag}> needs {part}: without it the picture would come from a foreign host or not at "
        "all. Please give the address of a picture of your own.",
    ),
    "mjml-no-name": Rule(
        "<mj-class> braucht name. Bitte ergänzen.",
        "<mj-class> needs name. Please add it.",
    ),
    "mjml-tag": Rule(
        "Das Element <{tag}> gibt es in MJML nicht.",
        "There is no element <{tag}> in MJML.",
    ),
    "mjml-html": Rule(
        "HTML wie <{tag}> hat in <{parent}> keinen Platz. Bitte in <mj-text> oder <mj-raw> setzen.",
        "HTML like <{tag}> has no place in <{parent}>. Please put it into <mj-text> or <mj-raw>.",
    ),
    "mjml-place": Rule(
        "<{tag}> hat in <{parent}> keinen Platz. Vorgesehen ist es in: {parents}.",
        "<{tag}> has no place in <{parent}>. It belongs in: {parents}.",
    ),
    "mjml-once": Rule(
        "<{tag}> steht schon weiter oben. Bitte eines von beiden löschen.",
        "<{tag}> already stands above. Please delete one of the two.",
    ),
    "mjml-order": Rule(
        "<mj-head> steht vor <mj-body>. Bitte verschieben.",
        "<mj-head> stands before <mj-body>. Please move it.",
    ),
    "mjml-words": Rule(
        "In <{parent}> steht nur Text, kein Element wie <{tag}>.",
        "<{parent}> holds text only, no element like <{tag}>.",
    ),
    "mjml-text": Rule(
        "Text hat in <{parent}> keinen Platz und ginge verloren. Bitte in <mj-text> setzen.",
        "Text has no place in <{parent}> and would be lost. Please put it into <mj-text>.",
    ),
    "mjml-attribute": Rule(
        "<{tag}> hat kein Attribut „{attribute}“. Bitte umbenennen oder löschen.",
        "<{tag}> has no attribute “{attribute}”. Please rename or delete it.",
    ),
    "mjml-idle": Rule(
        "„{attribute}“ bewirkt in <{tag}> nichts: Der Compiler lässt es weg. Bitte löschen oder "
        "anders lösen.",
        "“{attribute}” does nothing in <{tag}>: the compiler drops it. Please delete it or find "
        "another way.",
    ),
    "mjml-inherited": Rule(
        "„{attribute}“ bewirkt so nichts: <{tag}> nimmt den Wert aus dem Element darum. Bitte dort "
        "oder am Element selbst angeben.",
        "“{attribute}” does nothing here: <{tag}> takes the value from the element around it. "
        "Please set it there or on the element itself.",
    ),
    "mjml-value": Rule(
        "„{value}“ passt nicht zu {attribute}. Erwartet wird zum Beispiel: {forms}.",
        "“{value}” does not fit {attribute}. Expected is, for example: {forms}.",
    ),
    "mjml-choice": Rule(
        "„{value}“ passt nicht zu {attribute}. Erlaubt sind: {choices}.",
        "“{value}” does not fit {attribute}. Allowed are: {choices}.",
    ),
    "mjml-class": Rule(
        "Die Klasse „{value}“ steht nicht in <mj-attributes>. Bitte dort mit <mj-class> anlegen.",
        "There is no class “{value}” in <mj-attributes>. Please add it there with <mj-class>.",
    ),
    "mjml-include": Rule(
        "<mj-include> wird nicht gelesen. Bitte mit {{% include … %}} einbinden.",
        "<mj-include> is not read. Please use {{% include … %}}.",
    ),
    "mjml-font": Rule(
        "Mails laden keine Schriften nach. Bitte <mj-font> löschen und Systemschriften nennen.",
        "Mails load no fonts. Please delete <mj-font> and name system fonts.",
    ),
    "mjml-selector": Rule(
        "<{tag}> kennt der Compiler nicht. Bitte das Attribut am Element selbst setzen.",
        "The compiler does not know <{tag}>. Please set the attribute on the element itself.",
    ),
    "mjml-inline": Rule(
        "Der Compiler schreibt diese Stile nicht in die Elemente. Bitte inline löschen und "
        "wichtige Stile mit style am Element angeben.",
        "The compiler does not write these styles into the elements. Please delete inline and give "
        "important styles with style on the element.",
    ),
    "mjml-void": Rule(
        "<{tag}> hat keinen Inhalt. Bitte als <{tag} /> schreiben.",
        "<{tag}> has no content. Please write <{tag} />.",
    ),
    "mjml-active": Rule(
        "<{tag}> hat in einer Mail keinen Platz: Mailprogramme entfernen es oder warnen davor. "
        "Bitte löschen; Stile gehören in <mj-style>.",
        "<{tag}> has no place in a mail: mail clients remove it or warn of it. Please delete it; "
        "styles belong in <mj-style>.",
    ),
    "mjml-event": Rule(
        "„{attribute}“ würde ein Skript ausführen. Bitte löschen.",
        "“{attribute}” would run a script. Please delete it.",
    ),
    "mjml-link": Rule(
        "„{value}“ führt aus einer Mail nirgends hin. Erwartet wird eine ganze Adresse mit "
        "https://, mailto: oder tel:.",
        "“{value}” leads nowhere from a mail. Expected is a whole address with https://, mailto: "
        "or tel:.",
    ),
    "mjml-source": Rule(
        "„{value}“ ist kein eigenes Bild. Mails laden nichts von fremden Rechnern: Erwartet wird "
        "eine Adresse der eigenen Website.",
        "“{value}” is no picture of your own. Mails load nothing from foreign hosts: expected is "
        "an address of your own site.",
    ),
    "mjml-css": Rule(
        "„{value}“ lädt etwas nach oder führt etwas aus. Bitte löschen oder ein Bild der eigenen "
        "Website nennen.",
        "“{value}” loads or runs something. Please delete it or name a picture of your own site.",
    ),
    "mjml-compiler": Rule(
        "Der Compiler nimmt die Mail nicht an: {reason}",
        "The compiler does not accept the mail: {reason}",
    ),
}
"""Rules for what templates of mails make, told like those for content."""

SAID: dict[str, Rule] = {
    # ── what the commands say ────────────────────────────────────────────────────────────────
    "clean": Rule(
        "Alles in Ordnung: {files} Dateien geprüft.",
        "All is well: {files} files checked.",
    ),
    "faults": Rule(
        "{files} Dateien geprüft: {errors} Fehler, {warnings} Hinweise.",
        "{files} files checked: {errors} errors, {warnings} warnings.",
    ),
    "kept": Rule(
        "Nichts gebaut. Die letzte Ausgabe bleibt, wie sie ist.",
        "Nothing built. The last output stays as it is.",
    ),
    "site": Rule(
        "Website: {changed} Dateien geändert, {same} gleich geblieben: {out}",
        "Site: {changed} files changed, {same} unchanged: {out}",
    ),
    "edition": Rule(
        "Ausgabe {edition}: {count} Dateien, Vorschau aller Mails: {out}/index.html",
        "Edition {edition}: {count} files, preview of all mails: {out}/index.html",
    ),
    "edition-kept": Rule(
        "Ausgabe {edition}, {channel} ({lang}): am {day} verschickt, bleibt wie sie ist.",
        "Edition {edition}, {channel} ({lang}): sent on {day}, stays as it is.",
    ),
    "handed-in": Rule(
        "Ausgabe {edition}, {channel}: {count} Mails als am {day} eingereicht festgehalten: {path}",
        "Edition {edition}, {channel}: {count} mails kept as handed in on {day}: {path}",
    ),
    "nothing-handed-in": Rule(
        "Ausgabe {edition}, {channel}: Es gibt nichts Neues festzuhalten. Entweder bekommt dieser "
        "Kanal nichts, oder es ist schon festgehalten.",
        "Edition {edition}, {channel}: there is nothing new to keep. Either this channel gets "
        "nothing, or it has been kept already.",
    ),
    "redacted": Rule(
        "Ausgabe {edition}, {channel}: {count} Mails zurückgenommen: {path}. In der Geschichte von "
        "git stehen sie noch.",
        "Edition {edition}, {channel}: {count} mails taken back: {path}. They are still in the "
        "history of git.",
    ),
    "nothing-redacted": Rule(
        "Ausgabe {edition}, {channel}: Es ist nichts verschickt, was zurückzunehmen wäre.",
        "Edition {edition}, {channel}: nothing has been sent that could be taken back.",
    ),
    "edition-empty": Rule(
        "Ausgabe {edition}, {channel}: Nichts passt zur Auswahl dieses Kanals, keine Mail.",
        "Edition {edition}, {channel}: nothing fits what this channel asks for, no mail.",
    ),
    "approval-none": Rule(
        "Ausgabe {edition}: noch nicht freigegeben "
        f"(build.py {names.NEWSLETTER} {names.APPROVE} {{edition}}).",
        "Edition {edition}: not approved yet "
        f"(build.py {names.NEWSLETTER} {names.APPROVE} {{edition}}).",
    ),
    "approval-changed": Rule(
        "Ausgabe {edition}: seit der Freigabe am {day} geändert. Bitte noch einmal ansehen und "
        "freigeben.",
        "Edition {edition}: changed since its approval on {day}. Please look at it again and "
        "approve it.",
    ),
    "approval-holds": Rule(
        "Ausgabe {edition}: freigegeben am {day}, unverändert.",
        "Edition {edition}: approved on {day}, unchanged.",
    ),
    "approved": Rule(
        "Ausgabe {edition}: {count} Mails freigegeben: {path}",
        "Edition {edition}: {count} mails approved: {path}",
    ),
    "nothing-to-approve": Rule(
        "Ausgabe {edition}: Kein Kanal bekommt daraus etwas, es gibt nichts freizugeben.",
        "Edition {edition}: no channel gets anything of it, there is nothing to approve.",
    ),
    "unapproved": Rule(
        "Nicht veröffentlicht: Die Website zeigt diese Ausgaben, freigegeben sind sie so nicht: "
        "{editions}.",
        "Not published: the site shows these editions, but they are not approved as they are: "
        "{editions}.",
    ),
    "proposed": Rule(
        "Vorschlag mit {count} Inhalten: {path}. Bitte durchsehen und ändern.",
        "Proposal with {count} items: {path}. Please go through it and change it.",
    ),
    "edition-name": Rule(
        "„{edition}“ ist kein Name einer Ausgabe. Erwartet: Jahr und Monat, zum Beispiel 2025-10.",
        "“{edition}” is no name of an edition. Expected: year and month, such as 2025-10.",
    ),
    "edition-exists": Rule(
        "Die Ausgabe „{edition}“ gibt es schon: {path}. Sie bleibt, wie sie ist.",
        "There is already an edition “{edition}”: {path}. It stays as it is.",
    ),
    "nothing-new": Rule(
        "Seit dem {since} ist nichts erschienen, was in eine Ausgabe passt. Nichts geschrieben.",
        "Nothing that fits an edition has appeared since {since}. Nothing written.",
    ),
    "no-edition": Rule(
        "Die Ausgabe „{edition}“ gibt es nicht. Vorhanden: {known}.",
        "There is no edition “{edition}”. There are: {known}.",
    ),
    "no-channel": Rule(
        "Den Kanal „{channel}“ gibt es nicht. Vorhanden: {known}.",
        "There is no channel “{channel}”. There are: {known}.",
    ),
    "no-root": Rule(
        "Den Ordner {root} gibt es nicht.",
        "There is no folder {root}.",
    ),
    "no-date": Rule(
        '„{value}“ ist kein Zeitpunkt. Erwartet: --today 2025-10-01 oder "2025-10-01 10:00".',
        '“{value}” is no point in time. Expected: --today 2025-10-01 or "2025-10-01 10:00".',
    ),
    "no-texts": Rule(
        "{path}: Hier gibt es keine Übersetzungen. Erwartet wird eine Datei der Inhalte, "
        "zum Beispiel members/SLUG/member.yml oder events/SLUG/report.en.md.",
        "{path}: no translations here. Expected is a file of the content, such as "
        "members/SLUG/member.yml or events/SLUG/report.en.md.",
    ),
    "ledger": Rule(
        "Adressen: {count} neu in {path}. Bitte mit einchecken.",
        "Addresses: {count} new in {path}. Please commit them.",
    ),
    "publish": Rule(
        "Nicht veröffentlicht: Bitte zuerst die offenen Angaben oben ergänzen.",
        "Not published: please add the missing facts above first.",
    ),
    "translated": Rule(
        "{path}: {count} Übersetzungen als aktuell vermerkt.",
        "{path}: {count} translations marked as up to date.",
    ),
    "schema": Rule(
        "Feldreferenz und Schemata: {count} Dateien: {out}",
        "Field reference and schemas: {count} files: {out}",
    ),
    "demo": Rule(
        "Demo mit {members} Mitgliedern, {count} Dateien: {out} (ansehen mit --today {today})",
        "Demo with {members} members, {count} files: {out} (see it with --today {today})",
    ),
    "serve": Rule(
        "Vorschau: http://127.0.0.1:{port}/ (beenden mit Strg+C)",
        "Preview: http://127.0.0.1:{port}/ (stop with Ctrl+C)",
    ),
    "bug": Rule(
        "Das ist ein Fehler im Programm, nicht in den Inhalten. Die letzte Ausgabe bleibt.",
        "This is a bug in the program, not in the content. The last output stays.",
    ),
    "reading": Rule("Inhalte lesen", "Reading content"),
    "pages": Rule("Seiten setzen", "Setting pages"),
    "pictures": Rule("Bilder zeichnen", "Drawing pictures"),
    "framing": Rule("Rahmen setzen", "Framing pages"),
    "searching": Rule("Suche füllen", "Filling the search"),
    "other-files": Rule("Feeds, Pressepakete", "Feeds, press packs"),
    "swapping": Rule("Einsetzen", "Swapping in"),
}
"""What the commands say about their work, filled in like the rules."""
