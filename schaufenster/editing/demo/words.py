"""The words of the fictional land: pairs of German and English, composed so that nobody is meant.

German nouns come with gender and plural; sentences use the plural in the nominative or accusative,
which need no further endings.
"""

from __future__ import annotations

from typing import Final, NamedTuple

Words = tuple[str, str]
"""The same in German and English."""


class Noun(NamedTuple):
    """A thing people build, measure with or look for."""

    de: str
    des: str
    en: str
    ens: str
    gender: str


NOUNS: Final = tuple(
    Noun(*(part.strip() for part in line.split("|")))
    for line in """
    Prüfstand | Prüfstände | test bench | test benches | m
    Messgerät | Messgeräte | measuring instrument | measuring instruments | n
    Drucksensor | Drucksensoren | pressure sensor | pressure sensors | m
    Kalibrierplatz | Kalibrierplätze | calibration bench | calibration benches | m
    Lichtschranke | Lichtschranken | light barrier | light barriers | f
    Füllstandsfühler | Füllstandsfühler | level probe | level probes | m
    Feinwaage | Feinwaagen | precision balance | precision balances | f
    Kraftaufnehmer | Kraftaufnehmer | force transducer | force transducers | m
    Wärmebildkamera | Wärmebildkameras | thermal camera | thermal cameras | f
    Schallmessraum | Schallmessräume | acoustic chamber | acoustic chambers | m
    Prüfkörper | Prüfkörper | test specimen | test specimens | m
    Oberflächentaster | Oberflächentaster | surface probe | surface probes | m
    Durchflusszähler | Durchflusszähler | flow meter | flow meters | m
    Messbrücke | Messbrücken | measuring bridge | measuring bridges | f
    Spektrometer | Spektrometer | spectrometer | spectrometers | n
    Klimaschrank | Klimaschränke | climate cabinet | climate cabinets | m
    Gassensor | Gassensoren | gas sensor | gas sensors | m
    Drehgeber | Drehgeber | rotary encoder | rotary encoders | m
    Schwingtisch | Schwingtische | vibration table | vibration tables | m
    Prüfkopf | Prüfköpfe | test head | test heads | m
    """.strip().splitlines()
)

USES: Final[tuple[Words, ...]] = (
    ("in Gießereien", "in foundries"),
    ("in Bäckereien", "in bakeries"),
    ("im Gewächshaus", "in greenhouses"),
    ("auf Kläranlagen", "at sewage works"),
    ("in der Lebensmittelprüfung", "in food testing"),
    ("im Brückenbau", "in bridge building"),
    ("in Windkraftanlagen", "in wind turbines"),
    ("in Mühlen", "in mills"),
    ("im Orgelbau", "in organ building"),
    ("bei großer Kälte", "in severe cold"),
    ("im Kühlhaus", "in cold stores"),
    ("auf Förderbändern", "on conveyor belts"),
)

STEMS: Final = """
Sensor Fühler Mess Prüf Takt Licht Wärme Druck Schall Draht Feder Kugel Spiegel Nadel Rädchen
Zähler Schwing Quarz Kupfer Büchsen
""".split()
ENDS: Final = "werk hütte kontor bau schmiede technik stube haus mühle atelier".split()
LEGAL: Final = ("GmbH", "KG", "AG", "eG", "OHG")

FORMS: Final[dict[str, Words]] = {
    "product": ("{des} nach Maß {use}", "Made-to-measure {ens} {use}"),
    "service": ("Wartung für {des} {use}", "Maintenance of {ens} {use}"),
    "development": ("Entwicklung neuer {des} {use}", "Development of new {ens} {use}"),
    "production": ("{des}: Kleinserien ab zehn Stück", "{Ens}: small series from ten pieces"),
    "testing": ("{des} prüfen und kalibrieren", "Testing and calibrating {ens}"),
    "training": ("Schulung: {des} sicher bedienen", "Training: operating {ens} safely"),
    "capacity": ("{des}: freie Zeiten im Herbst", "{Ens}: free slots in autumn"),
    "cooperation": ("{des} gemeinsam weiterentwickeln", "Developing {ens} further together"),
}
WANTED: Final[Words] = ("Gesucht: {des} {use}", "Wanted: {ens} {use}")

SUMMARIES: Final[tuple[Words, ...]] = (
    (
        "Wir bauen {des}, die sich {use} bewähren, und halten sie über Jahre genau.",
        "We build {ens} that prove themselves {use}, and keep them exact for years.",
    ),
    (
        "{De} und Auswertung aus einer Hand: Wer {use} misst, findet hier Rat und Gerät.",
        "{En} and evaluation from one source: whoever measures {use} finds advice and equipment.",
    ),
    (
        "Seit drei Generationen prüfen wir {des}; die meisten davon arbeiten {use}.",
        "For three generations we have tested {ens}; most of them work {use}.",
    ),
    (
        "Ein kleiner Betrieb mit großer Geduld: {des} {use} sind unser Fach.",
        "A small company with great patience: {ens} {use} are our trade.",
    ),
)
ABOUTS: Final[tuple[Words, ...]] = (
    (
        (
            "## Was wir tun\n\nWir entwickeln {des} **vom ersten Entwurf bis zur Serie**:\n\n"
            "- Beratung vor Ort\n- Aufbau und Abnahme\n- Prüfung nach jedem Umbau\n\n"
            "Auch über größere Entfernungen hören wir auf jedes ungewöhnliche Geräusch."
        ),
        (
            "## What we do\n\nWe develop {ens} **from the first draft to series production**:\n\n"
            "- advice on site\n- assembly and acceptance\n- testing after every alteration\n\n"
            "Even from afar we listen to every unusual noise."
        ),
    ),
    (
        (
            "Unsere Werkstätten liegen nebeneinander. In der einen entstehen {des}, in der anderen "
            "werden sie geprüft.\n\nWas die Prüfung nicht besteht, verlässt das Haus nicht."
        ),
        (
            "Our workshops lie side by side. In one of them {ens} are made, in the other they are "
            "tested.\n\nWhat fails the test does not leave the house."
        ),
    ),
)

ABOUT_ONE: Final[Words] = (
    (
        "Gerade entsteht {de}, so groß wie ein Schrank. Danach kommen weitere {des} {use} an die "
        "Reihe.\n\n1. Messen\n2. Rechnen\n3. Noch einmal messen\n\n"
        "Mehr steht im [Prüfplan](https://www.demo.example/pruefplan)."
    ),
    (
        "We are building {en} the size of a wardrobe. After that, more {ens} {use} will follow.\n\n"
        "1. Measure\n2. Calculate\n3. Measure once more\n\n"
        "The [test plan](https://www.demo.example/pruefplan) says more."
    ),
)

EVENTS: Final[dict[str, Words]] = {
    "workshop": ("Werkstatt: {des}", "Workshop: {ens}"),
    "conference": ("Fachtag: {des} {use}", "Conference: {ens} {use}"),
    "retreat": ("Klausur: {des} von morgen", "Retreat: the {ens} of tomorrow"),
    "assembly": ("Mitgliederversammlung: {des} im Überblick", "General assembly: {ens} in brief"),
    "forum": ("Forum: {des} und Öffentlichkeit", "Forum: {ens} and the public"),
    "youth": ("Jugendtag: {des} selbst bauen", "Youth day: building {ens} yourself"),
    "meeting": ("Abendrunde: {des} {use}", "Evening meeting: {ens} {use}"),
}
EVENT_SUMMARIES: Final[tuple[Words, ...]] = (
    (
        "Ein Tag über {des} {use}, mit Vorträgen am Vormittag und Messplätzen am Nachmittag.",
        "A day about {ens} {use}, with talks in the morning and benches in the afternoon.",
    ),
    (
        "Wer {des} einsetzt, trifft hier die, die sie bauen.",
        "Those who use {ens} meet those who build them.",
    ),
)
REPORTS: Final[tuple[Words, ...]] = (
    (
        (
            "Am Vormittag wurde gemessen, am Nachmittag gerechnet.\n\n## Was herauskam\n\n"
            "- Fast alle {des} lagen innerhalb der Grenzen.\n"
            "- Die übrigen werden im nächsten Frühjahr erneut geprüft.\n\n"
            "Zum Schluss gab es Äpfel und Gespräche."
        ),
        (
            "The morning was for measuring, the afternoon for arithmetic.\n\n## What came of it\n\n"
            "- Nearly all {ens} were within the limits.\n"
            "- The others will be tested again next spring.\n\n"
            "In the end there were apples and conversations."
        ),
    ),
    (
        (
            "Die Gäste haben zwölf {des} auseinandergenommen und elf wieder zusammengesetzt.\n\n"
            "Das zwölfte Stück bleibt *zur Übung* im Haus."
        ),
        (
            "The guests took twelve {ens} apart and put eleven together again.\n\n"
            "The twelfth stays in the house *for practice*."
        ),
    ),
)
NEWS: Final[tuple[Words, ...]] = (
    ("{De} jetzt auch {use}", "{En} now in use {use}"),
    ("Neue Halle für {des} eröffnet", "New hall for {ens} opened"),
    ("Preis für {des} {use}", "Award for {ens} {use}"),
    ("Zehn Jahre {des}: ein Rückblick", "Ten years of {ens}: looking back"),
)
LEADS: Final[tuple[Words, ...]] = (
    (
        "Ein fiktiver Betrieb zeigt, was {des} {use} leisten.",
        "A fictional company shows what {ens} achieve {use}.",
    ),
    (
        "Wo früher von Hand gemessen wurde, helfen heute {des}.",
        "Where people used to measure by hand, {ens} help today.",
    ),
)
PROJECTS: Final[tuple[Words, ...]] = (
    ("Lernende {des}", "Learning {ens}"),
    ("Sparsame {des}", "Frugal {ens}"),
    ("Offene {des}", "Open {ens}"),
)


def numbered(words: Words, number: int) -> Words:
    """Return a long text that no other record has: real texts do not repeat either."""
    return (
        f"{words[0]}\n\nNäheres steht im Prüfbuch Nr. {number}.",
        f"{words[1]}\n\nTest book no. {number} has the details.",
    )


def fill(pattern: Words, noun: Noun, use: Words = ("", "")) -> Words:
    """Return a pair of sentences with the noun and the place of use put in.

    `{des}` and `{ens}` are plurals, capitalised `{De}` and `{Ens}`; `{de}` and `{en}` are one
    of them with its article.
    """
    one = "eine" if noun.gender == "f" else "ein"
    german = pattern[0].format(des=noun.des, De=noun.des, de=f"{one} {noun.de}", use=use[0])
    ens, an = noun.ens, "an" if noun.en[0] in "aeiou" else "a"
    english = pattern[1].format(
        ens=ens, En=ens.capitalize(), Ens=ens.capitalize(), en=f"{an} {noun.en}", use=use[1]
    )
    return german.strip(), english.strip()
