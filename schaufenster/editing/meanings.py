"""What every kind of file, every part and every field means, German and English side by side.

`reference.py` makes the field reference from it. A class says only what it adds: what a parent says
holds for its children, and a test keeps the table complete and free of leftovers.
"""

from __future__ import annotations

from typing import Final

from schaufenster import command_names as names

Pair = tuple[str, str]
"""German and English."""

KINDS: Final[dict[str, tuple[Pair, Pair]]] = {
    "identity": (
        ("Cluster", "Cluster"),
        ("Wer der Cluster ist: Name, Impressum, Farben.", "Who the cluster is: name, imprint."),
    ),
    "groups": (
        ("Kompetenzgruppen", "Groups of competences"),
        ("Familien von Kompetenzen.", "Families of competences."),
    ),
    "competences": (
        ("Kompetenzen", "Competences"),
        ("Was Mitglieder können.", "What members can do."),
    ),
    "topics": (("Themen", "Topics"), ("Wovon Texte handeln.", "What texts are about.")),
    "ris": (
        ("Innovationsfelder", "Innovation fields"),
        (
            "Felder der regionalen Innovationsstrategie (RIS).",
            "Fields of the regional innovation strategy (RIS).",
        ),
    ),
    "industries": (("Branchen", "Industries"), ("Für wen gearbeitet wird.", "Who is worked for.")),
    "certificates": (
        ("Zertifikate", "Certificates"),
        ("Nachweise, die ein Mitglied führen kann.", "Proofs that a member may hold."),
    ),
    "funders": (("Fördergeber", "Funders"), ("Wer Projekte bezahlt.", "Who pays for projects.")),
    "chambers": (
        ("Kammern", "Chambers"),
        ("Industrie- und Handelskammern.", "Chambers of industry and commerce."),
    ),
    "districts": (
        ("Kreise", "Districts"),
        ("Landkreise und Städte mit ihrer Kammer.", "Districts and cities with their chamber."),
    ),
    "series": (
        ("Veranstaltungsreihen", "Series of events"),
        ("Was sich wiederholt und gezählt wird.", "What recurs and is counted."),
    ),
    "labels": (
        ("Gütezeichen", "Labels"),
        ("Auszeichnungen, solange sie gelten.", "Labels of quality while they are valid."),
    ),
    "milestones": (("Chronik", "History"), ("Die Geschichte des Clusters.", "Its history.")),
    "clippings": (
        ("Pressespiegel", "Press clippings"),
        ("Wo andere etwas von uns brachten.", "Where others printed something of ours."),
    ),
    "news": (("Meldung", "News item"), ("Die Angaben zu einer Meldung.", "Facts of a news item.")),
    "german_news": (
        ("Meldung, deutscher Text", "News item, German text"),
        ("Kopf der Textdatei; darunter der Text.", "Head of the text; the text stands below."),
    ),
    "english_news": (
        ("Meldung, englischer Text", "News item, English text"),
        ("Die Übersetzung, falls vorhanden.", "The translation, if there is one."),
    ),
    "projects": (("Projekt", "Project"), ("Die Angaben zu einem Projekt.", "Facts of a project.")),
    "german_projects": (
        ("Projekt, deutscher Text", "Project, German text"),
        ("Kopf der Textdatei; darunter der Text.", "Head of the text; the text stands below."),
    ),
    "english_projects": (
        ("Projekt, englischer Text", "Project, English text"),
        ("Die Übersetzung, falls vorhanden.", "The translation, if there is one."),
    ),
    "german_pages": (
        ("Seite, deutscher Text", "Page, German text"),
        (
            "Eine feste Seite: about, strategy, join, privacy oder accessibility.",
            "A fixed page: about, strategy, join, privacy or accessibility.",
        ),
    ),
    "english_pages": (
        ("Seite, englischer Text", "Page, English text"),
        ("Die Übersetzung, falls vorhanden.", "The translation, if there is one."),
    ),
    "members": (
        ("Profil", "Profile"),
        ("Ein Mitglied, Partner oder der Cluster selbst.", "A member, partner or the cluster."),
    ),
    "offers": (
        ("Angebot oder Gesuch", "Offer or request"),
        ("Was ein Mitglied anbietet oder sucht.", "What a member offers or looks for."),
    ),
    "events": (
        ("Veranstaltung", "Event"),
        ("Was stattfindet oder stattgefunden hat.", "What takes place or took place."),
    ),
    "german_reports": (
        ("Bericht, deutscher Text", "Report, German text"),
        ("Was über eine Veranstaltung zu sagen ist.", "What there is to say about an event."),
    ),
    "english_reports": (
        ("Bericht, englischer Text", "Report, English text"),
        ("Die Übersetzung, falls vorhanden.", "The translation, if there is one."),
    ),
    "channels": (
        ("Kanäle", "Channels"),
        ("Wer Inhalte bekommt: Leser und Redaktionen.", "Who gets content: readers, editors."),
    ),
    "approvals": (
        ("Freigabe", "Approval"),
        (
            "Die Geschäftsstelle hat alle Mails einer Ausgabe gesehen.",
            "The office has seen every mail of an edition.",
        ),
    ),
    "editions": (
        ("Ausgabe", "Edition"),
        ("Eine Ausgabe des Newsletters.", "An issue of the newsletter."),
    ),
    "sent": (
        ("Verschicktes", "What was sent"),
        (
            (
                "Was von einer Ausgabe das Haus verlassen hat (JSON); schreibt "
                f"`{names.NEWSLETTER} {names.HANDED_IN}`."
            ),
            (
                "What has left the house of an edition (JSON); written by "
                f"`{names.NEWSLETTER} {names.HANDED_IN}`."
            ),
        ),
    ),
}
"""By table of `records.FILES`: title and purpose."""

PARTS: Final[dict[str, Pair]] = {
    "PressText": ("Texte für Redaktionen", "Texts for editors"),
    "Boilerplate": ("Selbstdarstellung", "Boilerplate"),
    "Certification": ("Zertifikat eines Mitglieds", "A member’s certificate"),
    "Choice": ("Inhalt einer Ausgabe", "Item of an edition"),
    "Carried": ("Verschickter Inhalt", "Item that was sent"),
    "Correction": ("Berichtigung", "Correction"),
    "Kept": ("Verschickte Mail", "Mail that was sent"),
    "KeptPicture": ("Bild verschickter Mails", "Picture of mails that were sent"),
    "Redaction": ("Rücknahme", "Redaction"),
    "Subscribe": ("Bestellen", "Subscribing"),
    "ContactPath": ("Weg zu einer Redaktion", "Way to editors"),
    "Deadline": ("Redaktionsschluss", "Deadline for copy"),
    "Points": ("Punkte unter einer Überschrift", "Points below a headline"),
    "Unsubscribe": ("Abmelden", "Unsubscribing"),
    "Clipping": ("Abdruck", "Clipping"),
    "Colours": ("Farben", "Colours"),
    "Confirmation": ("Bestätigung", "Confirmation"),
    "DatedName": ("Name auf Zeit", "Dated name"),
    "Evidence": ("Quelle", "Source"),
    "Figure": ("Zahl mit Quelle", "Quoted figure"),
    "Imprint": ("Impressum", "Imprint"),
    "Limit": ("Grenze", "Limit"),
    "Limits": ("Grenzen eines Kanals", "Limits of a channel"),
    "Membership": ("Zugehörigkeit", "Membership"),
    "Milestone": ("Ereignis der Chronik", "Milestone"),
    "Party": ("Beteiligte", "Party"),
    "Period": ("Zeitraum", "Period"),
    "Picture": ("Bild mit Rechten", "Picture with rights"),
    "Place": ("Ort", "Place"),
    "Prose": ("Langer Text in zwei Sprachen", "Long text in two languages"),
    "Registration": ("Anmeldung", "Registration"),
    "Seat": ("Sitz", "Seat"),
    "Select": ("Auswahl", "Selection"),
    "Sentence": ("Satz in zwei Sprachen", "Sentence in two languages"),
    "Size": ("Größe", "Size"),
    "Skill": ("Kompetenz eines Mitglieds", "A member’s competence"),
    "Slogan": ("Wahlspruch", "Slogan"),
    "Synonyms": ("Andere Wörter", "Other words"),
    "Title": ("Überschrift in zwei Sprachen", "Headline in two languages"),
    "Word": ("Bezeichnung in zwei Sprachen", "Label in two languages"),
}
"""By class: what a part that stands inside a file is called."""

FIELDS: Final[dict[str, dict[str, Pair]]] = {
    # ── shared ───────────────────────────────────────────────────────────────────────────────
    "Text": {
        "de": ("Der deutsche Text.", "The German text."),
        "en": ("Der englische Text; fehlt er, gilt der deutsche.", "The English text, if any."),
        "en_of": (
            (
                "Prüfzahl des deutschen Textes, aus dem der englische entstand; "
                f"`build.py {names.TRANSLATED}` schreibt sie."
            ),
            (
                "Hash of the German text the English one was made from; "
                f"written by `build.py {names.TRANSLATED}`."
            ),
        ),
    },
    "Filed": {
        "formerly": (
            "Frühere Kurznamen: Ihre Adressen führen hierher.",
            "Former short names: their addresses lead here.",
        ),
        "was_at": (
            "Ganze Adressen, die dies auf einer früheren Website hatte: Sie führen hierher.",
            "Whole addresses of this on an earlier website: they lead here.",
        ),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Released": {
        "embargo": ("Sperrfrist: Vorher erscheint nirgends etwas.", "Nothing appears before."),
        "not_for": ("Kanäle, die dies nie bekommen.", "Channels that never get this."),
    },
    "Evidence": {
        "url": ("Adresse der Quelle; sie oder `title`.", "Address of the source; it or `title`."),
        "title": ("Name der Quelle.", "Name of the source."),
        "date": ("Datum der Quelle oder des Abrufs.", "Date of the source or of reading it."),
        "note": ("Was die Quelle belegt.", "What the source shows."),
    },
    "Picture": {
        "file": ("Datei im selben Ordner.", "File in the same folder."),
        "author": ("Wer das Bild gemacht hat.", "Who made the picture."),
        "licence": ("Unter welcher Lizenz.", "Under which licence."),
        "scope": ("Wo es erscheinen darf.", "Where it may appear."),
        "persons": (
            "Erkennbare Personen: keine, mit Freigabe, ohne Freigabe.",
            "People to be recognised: none, with consent, without.",
        ),
        "minors": ("Ob Minderjährige zu sehen sind.", "Whether minors can be seen."),
        "alt": ("Beschreibung für alle, die es nicht sehen.", "For those who cannot see it."),
        "caption": ("Bildunterschrift.", "Caption."),
    },
    "Period": {
        "from": ("Erster Tag.", "First day."),
        "until": ("Letzter Tag; offen, wenn er fehlt.", "Last day; open if left out."),
    },
    "Place": {
        "name": ("Haus oder Raum.", "Building or room."),
        "street": ("Straße und Hausnummer.", "Street and number."),
        "postcode": ("Postleitzahl.", "Postcode."),
        "town": ("Ort.", "Town."),
        "district": ("Kreis; aus ihm folgt die Kammer.", "District; the chamber follows from it."),
        "online": ("Ob es (auch) im Netz stattfindet.", "Whether it is (also) online."),
    },
    "Party": {
        "member": ("Ein Profil; es oder `name`.", "A profile; it or `name`."),
        "name": ("Name von jemandem ohne Profil.", "Name of somebody without a profile."),
    },
    "Figure": {
        "value": ("Die Zahl, mit Punkt statt Komma.", "The number, with a decimal point."),
        "unit": ("Einheit.", "Unit."),
        "what": ("Was gezählt wurde.", "What was counted."),
        "date": ("Stand der Zahl.", "Date of the figure."),
        "source": ("Wer sie genannt hat.", "Who said it."),
        "about": ("Ob es eine ungefähre Zahl ist.", "Whether it is approximate."),
    },
    "DatedName": {
        "name": ("Der Name.", "The name."),
        "from": ("Ab wann er galt.", "Since when it held."),
        "to": ("Bis wann er galt.", "Until when it held."),
    },
    # ── content/cluster.yml ──────────────────────────────────────────────────────────────────
    "Identity": {
        "name": ("Name, wie er überall steht.", "Name as it stands everywhere."),
        "legal_name": ("Name im Register.", "Name in the register."),
        "short": ("Kurzform des Namens.", "Short form of the name."),
        "descriptor": ("Zusatz zum Namen.", "What stands beside the name."),
        "headline": ("Große Zeile der Startseite.", "Large line of the start page."),
        "promise": ("Was Besucher hier finden.", "What visitors find here."),
        "slogan": ("Wahlspruch in seiner Sprache.", "Slogan in its own language."),
        "chain": (
            "Name der Wertschöpfungskette, an der die Gruppen der Kompetenzen stehen.",
            "Name of the value chain along which the groups of competences stand.",
        ),
        "founded": ("Gründung.", "Foundation."),
        "site_url": ("Adresse der Website.", "Address of the site."),
        "repository": (
            "Adresse des Repositorys auf GitHub oder GitLab; Seiten führen dann zu ihrer Datei.",
            "Address of the repository on GitHub or GitLab; pages then lead to their file.",
        ),
        "tag": (
            "Name für dauerhafte Kennungen in Feeds; ändert sich nie.",
            "Name for lasting ids in feeds; never changes.",
        ),
        "languages": ("Sprachen der Website.", "Languages of the site."),
        "time_zone": ("Zeitzone nach IANA.", "IANA time zone."),
        "colours": ("Die beiden Farben.", "The two colours."),
        "logo": ("Zeichen des Clusters, Datei in `content/`.", "Logo, a file in `content/`."),
        "boilerplate": ("Selbstdarstellung in drei Längen.", "Boilerplate in three lengths."),
        "imprint": ("Pflichtangaben.", "What the law wants named."),
        "figures": ("Zahlen, die jemand genannt hat.", "Figures that somebody quoted."),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Colours": {
        "primary": ("Hauptfarbe.", "Main colour."),
        "accent": ("Akzentfarbe.", "Accent colour."),
    },
    "Boilerplate": {
        "short": ("Ein Satz.", "One sentence."),
        "medium": ("Ein Absatz.", "One paragraph."),
        "long": ("Einige Absätze.", "A few paragraphs."),
    },
    "Imprint": {
        "street": ("Straße und Hausnummer.", "Street and number."),
        "postcode": ("Postleitzahl.", "Postcode."),
        "town": ("Ort.", "Town."),
        "represented_by": ("Wer vertritt.", "Who represents it."),
        "email": ("Mailadresse der Geschäftsstelle.", "The office’s mail address."),
        "phone": ("Telefon der Geschäftsstelle.", "The office’s telephone."),
        "register_court": ("Registergericht.", "Register court."),
        "register_number": ("Registernummer.", "Register number."),
        "vat_id": ("Umsatzsteuer-Identifikationsnummer.", "VAT number."),
        "audit_association": ("Prüfungsverband.", "Auditing association."),
        "responsible": ("Für den Inhalt verantwortlich.", "Responsible for the content."),
    },
    "Slogan": {
        "lang": ("Sprache des Wahlspruchs.", "Language of the slogan."),
        "left": ("Erste Hälfte.", "First half."),
        "right": ("Zweite Hälfte.", "Second half."),
    },
    # ── content/vocabularies/, series, labels ────────────────────────────────────────────────
    "Tag": {
        "id": ("Kennung, steht vor dem Doppelpunkt.", "Id, stands before the colon."),
        "name": ("Name, den man liest.", "Name that people read."),
    },
    "Term": {
        "formerly": (
            "Frühere Kennungen: Ihre Adressen führen hierher.",
            "Former ids: their addresses lead here.",
        ),
    },
    "Competence": {
        "group": ("Zu welcher Gruppe sie gehört.", "The group it belongs to."),
        "synonyms": ("Weitere Suchwörter.", "More words for the search."),
        "explanation": ("Ein Satz für Fachfremde.", "A sentence for outsiders."),
    },
    "Synonyms": {
        "de": ("Deutsche Wörter.", "German words."),
        "en": ("Englische Wörter.", "English words."),
    },
    "Group": {
        "station": (
            "Platz an der Wertschöpfungskette, von links gezählt.",
            "Place along the value chain, counted from the left.",
        ),
    },
    "RisField": {"number": ("Nummer in der Strategie.", "Number in the strategy.")},
    "Chamber": {"seat": ("Sitz der Kammer.", "Where the chamber sits.")},
    "District": {
        "key": ("Kürzel auf der Kachelkarte.", "Letters on the tile map."),
        "chamber": ("Zuständige Kammer.", "The chamber in charge."),
        "city": ("Ob es eine kreisfreie Stadt ist.", "Whether it is a city of its own."),
        "column": ("Spalte auf der Kachelkarte.", "Column on the tile map."),
        "row": ("Zeile auf der Kachelkarte.", "Row on the tile map."),
    },
    "Certificate": {"explanation": ("Was es bescheinigt.", "What it certifies.")},
    "Funder": {
        "id": ("Kennung, steht vor dem Doppelpunkt.", "Id, stands before the colon."),
        "names": ("Namen mit ihrer Geltung.", "Names with their validity."),
        "sentence": ("Satz, den die Förderung verlangt.", "Sentence that the grant asks for."),
        "logo": (
            "Zeichen des Fördergebers, Datei in `content/funders/`.",
            "The funder’s logo, a file in `content/funders/`.",
        ),
        "logo_rule": ("Wie das Zeichen zu setzen ist.", "How the logo is to be set."),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Series": {
        "summary": ("Was die Reihe ausmacht.", "What the series is about."),
        "own": ("Ob der Cluster sie veranstaltet.", "Whether the cluster runs it."),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Label": {
        "id": ("Kennung, steht vor dem Doppelpunkt.", "Id, stands before the colon."),
        "name": ("Name, den man liest.", "Name that people read."),
        "valid": ("Solange wird es gezeigt.", "It is shown for so long."),
        "proof": ("Nachweis.", "Proof."),
    },
    # ── history, news, projects, pages ───────────────────────────────────────────────────────
    "Milestones": {"milestones": ("Älteste zuerst.", "Oldest first.")},
    "Milestone": {
        "date": ("Wann es war.", "When it was."),
        "title": ("Was geschah.", "What happened."),
        "text": ("Ein Satz dazu.", "A sentence about it."),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Clippings": {"clippings": ("Was andere brachten.", "What others printed.")},
    "Clipping": {
        "medium": ("Zeitung, Seite oder Sender.", "Paper, site or station."),
        "date": ("Wann es erschien.", "When it appeared."),
        "url": ("Adresse.", "Address."),
        "item": ("Ordner des Inhalts, von dem es handelt.", "Folder of the item it is about."),
    },
    "Head": {
        "title": ("Überschrift.", "Headline."),
        "lead": ("Vorspann: das Wichtigste.", "Lead: what matters most."),
    },
    "GermanText": {
        "press": ("Eigene Texte für Redaktionen.", "Texts of its own for editors."),
    },
    "PressText": {
        "bullets": ("Das Wichtigste in Stichpunkten.", "What matters most, in a few points."),
        "short": (
            "Kurzer Text; fehlt er, wird der ganze von hinten gekürzt.",
            "Short text; if missing, the whole text is cut from the end.",
        ),
        "medium": ("Mittlerer Text.", "Medium text."),
        "long": ("Langer Text.", "Long text."),
    },
    "Translated": {
        "of": (
            f"Prüfzahl des deutschen Textes; `build.py {names.TRANSLATED}` schreibt sie.",
            f"Hash of the German text; written by `build.py {names.TRANSLATED}`.",
        )
    },
    "GermanPage": {
        "published": ("Erschienen am.", "Published on."),
        "updated": ("Geändert am.", "Changed on."),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "GermanReport": {
        "published": ("Erschienen am; nie vor der Veranstaltung.", "Never before the event."),
        "updated": ("Geändert am.", "Changed on."),
    },
    "Story": {
        "published": ("Erscheint an diesem Tag.", "Appears on this day."),
        "updated": ("Geändert am.", "Changed on."),
        "parties": ("Wer beteiligt ist.", "Who takes part."),
        "districts": ("Welche Kreise es betrifft.", "Which districts it is about."),
        "topics": ("Themen.", "Topics."),
        "ris": ("Innovationsfelder.", "Innovation fields."),
        "competences": ("Kompetenzen.", "Competences."),
        "pictures": ("Bilder mit ihren Rechten.", "Pictures with their rights."),
    },
    "NewsItem": {
        "project": ("Projekt, von dem sie handelt.", "The project it is about."),
        "event": ("Veranstaltung, von der sie handelt.", "The event it is about."),
    },
    "Project": {
        "name": ("Kurzer Name des Projekts.", "Short name of the project."),
        "status": ("Geplant, läuft, beendet.", "Planned, running, finished."),
        "period": ("Laufzeit.", "Duration."),
        "coordinator": ("Wer es leitet.", "Who leads it."),
        "volume": ("Gesamtvolumen.", "Total volume."),
        "share": ("Anteil des Clusters.", "The cluster’s share."),
        "funder": ("Wer es fördert.", "Who funds it."),
        "website": ("Eigene Website.", "Its own site."),
    },
    # ── members/ ─────────────────────────────────────────────────────────────────────────────
    "Member": {
        "name": ("Voller Name mit Rechtsform.", "Full name with legal form."),
        "short": ("Name in Listen.", "Name in lists."),
        "aliases": ("Andere Namen, für die Suche.", "Other names, for the search."),
        "monogram": ("Buchstaben, wo ein Logo fehlt.", "Letters where there is no logo."),
        "type": ("Art der Organisation.", "Kind of organisation."),
        "size": ("Größenklasse.", "Class of size."),
        "membership": ("Wie sie zum Cluster gehört.", "How it belongs to the cluster."),
        "seat": ("Sitz, soweit bekannt.", "Seat, as far as known."),
        "founded": ("Gründung.", "Foundation."),
        "website": ("Website.", "Site."),
        "email": ("Funktionsadresse wie info@.", "Functional address such as info@."),
        "phone": ("Nummer der Zentrale.", "The switchboard’s number."),
        "logo": ("Datei im selben Ordner.", "File in the same folder."),
        "summary": ("Ein Satz über die Organisation.", "A sentence about the organisation."),
        "about": ("Der lange Text des Profils.", "The long text of the profile."),
        "competences": ("Was sie kann.", "What it can do."),
        "industries": ("Für welche Branchen.", "For which industries."),
        "certificates": ("Nachweise.", "Certificates."),
        "confirmed": ("Wer das Profil zuletzt bestätigte.", "Who last confirmed the profile."),
    },
    "Membership": {
        "status": ("Mitglied, Partner oder Projektpartner.", "Member, partner, project partner."),
        "from": ("Seit wann.", "Since when."),
        "to": ("Bis wann.", "Until when."),
        "confirmed": ("Tag der Bestätigung.", "Day of the confirmation."),
        "source": ("Oder: Adresse, die es belegt.", "Or: an address that shows it."),
        "date": ("Datum dieser Adresse.", "Date of that address."),
    },
    "Seat": {
        "postcode": ("Postleitzahl.", "Postcode."),
        "place": ("Ort.", "Town."),
        "district": ("Kreis; aus ihm folgt die Kammer.", "District; the chamber follows from it."),
    },
    "Size": {
        "class": ("Klasse nach EU-Empfehlung 2003/361.", "Class of EU recommendation 2003/361."),
        "year": ("Stand.", "As of."),
    },
    "Skill": {
        "id": ("Die Kompetenz.", "The competence."),
        "note": ("In welcher Form.", "In which form."),
    },
    "Certification": {
        "id": ("Das Zertifikat.", "The certificate."),
        "until": ("Letzter Tag der Gültigkeit.", "Last day of validity."),
        "source": ("Adresse des Nachweises.", "Address of the proof."),
    },
    "Confirmation": {
        "on": ("Wann.", "When."),
        "by": ("Durch die Geschäftsstelle oder das Mitglied.", "By the office or the member."),
    },
    "Offer": {
        "member": (
            "Von wem; folgt aus dem Ordner und kann fehlen.",
            "Whose; follows from the folder and may be left out.",
        ),
        "kind": ("Angebot oder Gesuch.", "Offer or request."),
        "form": ("Worum es geht: Produkt, Dienst …", "What it is: product, service …"),
        "title": ("Überschrift.", "Headline."),
        "summary": ("Ein Satz für Listen und Mails.", "A sentence for lists and mails."),
        "text": ("Der lange Text.", "The long text."),
        "competences": ("Welche Kompetenzen es betrifft.", "Which competences it is about."),
        "valid": ("Von wann bis wann es gilt.", "From when until when it holds."),
        "contact": ("Funktionsadresse für Anfragen.", "Functional address for enquiries."),
        "published": ("Erscheint an diesem Tag.", "Appears on this day."),
        "updated": ("Geändert am.", "Changed on."),
        "pictures": ("Bilder mit ihren Rechten.", "Pictures with their rights."),
    },
    # ── events/ ──────────────────────────────────────────────────────────────────────────────
    "Event": {
        "title": ("Name der Veranstaltung.", "Name of the event."),
        "summary": ("Ein Satz für Listen und Mails.", "A sentence for lists and mails."),
        "status": ("Geplant, gewesen, abgesagt, verlegt.", "Planned, held, cancelled, moved."),
        "format": ("Art der Veranstaltung.", "Kind of event."),
        "start": ("Erster Tag, so genau wie bekannt.", "First day, as exact as known."),
        "end": ("Letzter Tag, wenn es mehrere sind.", "Last day if there are several."),
        "time": ("Beginn.", "Beginning."),
        "end_time": ("Ende.", "End."),
        "days": ("Anzahl der Tage.", "Number of days."),
        "series": ("Reihe, zu der sie gehört.", "The series it belongs to."),
        "edition": ("Die wievielte der Reihe.", "Which one of the series."),
        "own": ("Ob der Cluster veranstaltet.", "Whether the cluster runs it."),
        "place": ("Wo.", "Where."),
        "organisers": ("Wer veranstaltet.", "Who runs it."),
        "parties": ("Wer mitwirkt.", "Who takes part."),
        "participants": ("Gezählte Gäste.", "Guests counted."),
        "topics": ("Themen.", "Topics."),
        "ris": ("Innovationsfelder.", "Innovation fields."),
        "competences": ("Kompetenzen.", "Competences."),
        "registration": ("Wo und bis wann man sich anmeldet.", "Where and until when to register."),
        "published": ("Angekündigt am.", "Announced on."),
        "updated": ("Geändert am.", "Changed on."),
        "pictures": ("Bilder mit ihren Rechten.", "Pictures with their rights."),
    },
    "Registration": {
        "url": ("Adresse der Anmeldung.", "Address of the registration."),
        "until": ("Letzter Tag.", "Last day."),
    },
    # ── newsletter/ ──────────────────────────────────────────────────────────────────────────
    "Channel": {
        "id": ("Kennung, steht vor dem Doppelpunkt.", "Id, stands before the colon."),
        "kind": ("Redaktionen oder Leser.", "Editors or readers."),
        "visibility": ("Ob das Archiv öffentlich ist.", "Whether the archive is public."),
        "names": ("Namen mit ihrer Geltung.", "Names with their validity."),
        "languages": ("Sprachen, in denen er erscheint.", "Languages it appears in."),
        "select": ("Was er bekommt.", "What it gets."),
        "limits": ("Wie lang etwas sein darf.", "How long something may be."),
        "template": ("Vorlage der Mail.", "Template of the mail."),
        "recipients": (
            "Name der Empfängerliste; Adressen stehen nie hier.",
            "Name of the list of recipients; addresses never stand here.",
        ),
        "salutation": (
            "Anrede am Anfang der Mail; der Gruß der Ausgabe folgt ihr.",
            "Salutation of the mail; the edition’s greeting follows it.",
        ),
        "why": ("Warum jemand diese Mail bekommt.", "Why somebody gets this mail."),
        "deadline": ("Redaktionsschluss.", "When copy must be there."),
        "contact": ("Wohin Texte gehen.", "Where copy goes."),
        "subscribe": (
            "Wie man bestellt; ohne Angabe sagt die Website, dass es noch nicht geht.",
            "How to subscribe; without it the site says that it is not possible yet.",
        ),
        "unsubscribe": ("Wie man sich abmeldet.", "How to unsubscribe."),
        "note": (
            "Was die Geschäftsstelle sonst wissen muss; erscheint nirgends.",
            "What else the office must know; shown nowhere.",
        ),
        "sources": ("Woher die Angaben stammen.", "Where the facts come from."),
    },
    "Deadline": {
        "day": ("Tag des Monats; gibt es ihn nicht, der letzte.", "Day of the month, or its last."),
        "months_before": (
            "Wie viele Monate vor dem der Ausgabe; 1 ist der Vormonat.",
            "How many months before that of the issue; 1 is the one before.",
        ),
        "days_before_event": (
            "Wie viele Tage vor einer Veranstaltung sie angekündigt sein muss.",
            "How many days before an event it must be announced.",
        ),
        "rule": ("Von dort genannt oder von uns angenommen.", "Stated by them or assumed by us."),
    },
    "ContactPath": {
        "email": (
            "Funktionsadresse; `offen`, solange sie nicht bekannt ist.",
            "Functional address; `offen` as long as it is unknown.",
        ),
        "url": ("Adresse eines Formulars oder Kontos.", "Address of a form or an account."),
    },
    "Subscribe": {
        "url": ("Seite zum Bestellen (https).", "Page to subscribe on (https)."),
        "email": ("Funktionsadresse, an die man schreibt.", "Functional address to write to."),
    },
    "Unsubscribe": {
        "url": (
            "Adresse (https), an der ein Klick genügt.",
            "Address (https) where one click will do.",
        ),
        "email": (
            "Adresse, an die man schreibt; `offen`, solange sie nicht bekannt ist.",
            "Address to write to; `offen` as long as it is unknown.",
        ),
    },
    "Points": {
        "de": ("Auf Deutsch, jeder in einer Zeile.", "In German, one line each."),
        "en": ("Auf Englisch.", "In English."),
    },
    "Approval": {
        "hash": (
            f"Kennung der Mails, wie sie waren; schreibt `{names.NEWSLETTER} {names.APPROVE}`.",
            f"Mark of the mails as they were; written by `{names.NEWSLETTER} {names.APPROVE}`.",
        ),
        "by": ("Wer freigegeben hat.", "Who approved it."),
        "on": ("An welchem Tag.", "On which day."),
    },
    "Select": {
        "kinds": ("Arten von Inhalten.", "Kinds of items."),
        "districts": ("Aus diesen Kreisen.", "From these districts."),
        "chambers": ("Aus diesen Kammerbezirken.", "From these chambers’ districts."),
        "competences": ("Mit diesen Kompetenzen.", "With these competences."),
        "ris": ("Aus diesen Innovationsfeldern.", "From these innovation fields."),
        "topics": ("Zu diesen Themen.", "On these topics."),
        "members": ("Von diesen Mitgliedern.", "Of these members."),
        "max_age_days": ("Höchstens so viele Tage alt.", "At most so many days old."),
        "most": ("Höchstens so viele.", "At most so many."),
    },
    "Limits": {
        "headline": ("Zeichen der Überschrift.", "Characters of the headline."),
        "lead": ("Zeichen des Vorspanns.", "Characters of the lead."),
        "body": ("Zeichen des Textes.", "Characters of the text."),
        "picture_px": (
            "Lange Kante eines Bildes in Pixeln.",
            "The longer side of a picture in pixels.",
        ),
        "mail_kb": (
            "Größe der ganzen Mail in Kilobyte.",
            "Size of the whole mail in kilobytes.",
        ),
    },
    "Limit": {
        "max": ("Höchstens.", "At most."),
        "rule": ("Von dort genannt oder von uns gesetzt.", "Stated by them or set by us."),
    },
    "Edition": {
        "since": ("Ab wann Inhalte zählen.", "Items count from here."),
        "until": ("Bis wann Inhalte zählen.", "Items count up to here."),
        "title": ("Name der Ausgabe.", "Name of the edition."),
        "subject": ("Betreff der Mail.", "Subject of the mail."),
        "preheader": ("Vorschauzeile im Postfach.", "Line shown in the inbox."),
        "greeting": ("Worte zu Beginn.", "Words at the beginning."),
        "items": ("Inhalte in ihrer Reihenfolge.", "Items in their order."),
        "corrections": (
            "Was nach dem Versand zu berichtigen war; die Mail bleibt, wie sie war.",
            "What had to be corrected after sending; the mail stays as it was.",
        ),
    },
    "Correction": {
        "date": ("An welchem Tag.", "On which day."),
        "channel": ("In welchem Kanal; ohne Angabe in allen.", "In which channel, else in all."),
        "text": ("Was falsch war und was richtig ist.", "What was wrong and what is right."),
    },
    "Sent": {
        "title": ("Name der Ausgabe, wie er damals war.", "Name of the edition as it was then."),
        "variants": ("Was jeder Kanal bekommen hat.", "What each channel got."),
        "images": ("Bilder, die diese Mails zeigen.", "Pictures that these mails show."),
    },
    "Kept": {
        "channel": ("An welchen Kanal.", "To which channel."),
        "lang": ("In welcher Sprache.", "In which language."),
        "date": ("An welchem Tag.", "On which day."),
        "way": (
            "Von Hand eingereicht oder vom Programm verschickt.",
            "Handed in by hand or sent by the program.",
        ),
        "subject": ("Betreff der Mail.", "Subject of the mail."),
        "preheader": ("Vorschauzeile im Postfach.", "Line shown in the inbox."),
        "items": ("Was darin stand, in dieser Reihenfolge.", "What was in it, in this order."),
        "html": ("SHA-256 von `KANAL.SPRACHE.html`.", "SHA-256 of `CHANNEL.LANG.html`."),
        "text": ("SHA-256 von `KANAL.SPRACHE.txt`.", "SHA-256 of `CHANNEL.LANG.txt`."),
        "redacted": ("Ob und warum sie zurückgenommen wurde.", "Whether it was taken back."),
    },
    "Carried": {
        "ref": ("Ordner des Inhalts.", "Folder of the item."),
        "headline": ("Überschrift in der Mail.", "Headline in the mail."),
    },
    "Redaction": {
        "date": ("An welchem Tag.", "On which day."),
        "reason": ("Warum.", "Why."),
        "images": ("Bilder, die mit entfernt wurden.", "Pictures that were removed with it."),
    },
    "KeptPicture": {
        "file": ("Name unter `pictures/`.", "Name below `pictures/`."),
        "sha256": ("SHA-256 der Datei.", "SHA-256 of the file."),
    },
    "Choice": {
        "ref": ("Ordner des Inhalts.", "Folder of the item."),
        "pin": ("Ob er ganz oben steht.", "Whether it stands on top."),
        "omit": ("Ob er ausgelassen wird.", "Whether it is left out."),
        "why": ("Warum er dabei ist oder nicht.", "Why it is in or out."),
        "headline": ("Andere Überschrift, je Kanal oder `all`.", "Another headline, by channel."),
        "lead": ("Anderer Vorspann, je Kanal oder `all`.", "Another lead, by channel."),
        "points": (
            "Punkte unter der Überschrift, je Kanal oder `all`.",
            "Points below the headline, by channel or `all`.",
        ),
    },
}
"""By class and by the name that stands in the file."""
