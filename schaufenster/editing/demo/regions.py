"""The vocabularies of the fictional regions, as tables: competences, districts and the rest."""

from __future__ import annotations

from typing import Final

_COMPETENCES: Final = """
sensorik | Sensorik | Sensors
  Drucksensorik | Pressure sensing | Druckmessung | pressure measurement
  Temperaturfühler | Temperature probes | Thermometer | thermometers
  Gassensorik | Gas sensing | Gasmessung | gas detection
  Feuchtemessung | Humidity measurement | Feuchtefühler | hygrometers
  Magnetfeldsensoren | Magnetic field sensors | Hallsensoren | Hall sensors
  Beschleunigungsaufnehmer | Accelerometers | Schwingungssensoren | vibration sensors
  Füllstandsmessung | Level measurement | Pegelmessung | gauging
messtechnik | Messtechnik | Measurement
  Längenmesstechnik | Length measurement | Maßprüfung | dimensional inspection
  Kraftmessung | Force measurement | Kraftaufnehmer | load cells
  Wägetechnik | Weighing | Waagen | balances
  Durchflussmessung | Flow measurement | Durchflusszähler | flow meters
  Zeitmessung | Time measurement | Uhren | clocks
  Schallmessung | Acoustic measurement | Geräuschmessung | noise measurement
  Kalibrierung | Calibration | Kalibrieren | calibrating
pruefwesen | Prüfwesen | Testing
  Prüfstandsbau | Test bench construction | Prüfstände | test benches
  Werkstoffprüfung | Materials testing | Zugversuch | tensile test
  Umweltprüfung | Environmental testing | Klimaschrank | climate cabinet
  Schwingprüfung | Vibration testing | Schwingtisch | vibration table
  Dichtheitsprüfung | Leak testing | Lecksuche | leak detection
  Oberflächenprüfung | Surface inspection | Rauheit | roughness
  Prüfsoftware | Test software | Messprogramme | measuring programs
optik | Optik | Optics
  Spektrometrie | Spectrometry | Spektralanalyse | spectral analysis
  Lichtmessung | Light measurement | Photometrie | photometry
  Wärmebildtechnik | Thermal imaging | Thermografie | thermography
  Bildverarbeitung | Image processing | Kameraprüfung | machine vision
  Lasertechnik | Laser technology | Laserstrahlen | laser beams
  Linsenfertigung | Lens production | Objektive | objectives
  Lichtleiter | Light guides | Glasfasern | optical fibres
automatisierung | Automatisierung | Automation
  Steuerungsbau | Control cabinets | Schaltschränke | switchgear
  Robotik | Robotics | Greifer | grippers
  Funkübertragung | Radio transmission | Funkmodule | radio modules
  Datenauswertung | Data analysis | Auswertung | evaluation
  Lernende Verfahren | Machine learning | Mustererkennung | pattern recognition
  Messnetze | Measuring networks | Sensornetze | sensor networks
werkstoffe | Werkstoffe | Materials
  Keramik | Ceramics | Keramiken | ceramic parts
  Dünnschichten | Thin films | Beschichtung | coating
  Feinmechanik | Fine mechanics | Präzisionsteile | precision parts
  Gehäusebau | Housings | Gehäuse | enclosures
  Klebtechnik | Adhesive bonding | Kleben | gluing
  Glasbearbeitung | Glass processing | Gläser | glassware
"""
_DISTRICTS: Final = """
  Nebelkreis|Mist district  Schilfkreis|Reed district  Dünenkreis|Dune district
  Kieselkreis|Pebble district  Farnkreis|Fern district  Musterstadt|Musterstadt
  Birkenkreis|Birch district  Tümpelkreis|Pool district
  Ahornkreis|Maple district  Zahlenkreis|Number district  Maßstadt|Maßstadt
  Tintenkreis|Ink district  Würfelkreis|Cube district  Kreidekreis|Chalk district
  Mooskreis|Moss district
  Lindkreis|Linden district  Drachenkreis|Dragon district  Fabelstadt|Fabelstadt
  Höhlenkreis|Cave district  Rübenkreis|Turnip district
  Gipfelkreis|Summit district  Märchenkreis|Fairytale district
"""
ROWS: Final = ((3, 3), (2, 5), (1, 7), (2, 5), (3, 2))
"""The tile map, five rows of at most seven: first column and number of tiles."""
CHAMBER_OF_ROW: Final = ("nord", "nord", "mitte", "sued", "sued")
CITIES: Final = ("Musterstadt", "Maßstadt", "Fabelstadt")

CHAMBERS: Final = {
    "nord": ("Kammer Musterland Nord", "Chamber of Musterland North", "Musterstadt"),
    "mitte": ("Kammer Musterland Mitte", "Chamber of Central Musterland", "Maßstadt"),
    "sued": ("Kammer Musterland Süd", "Chamber of Musterland South", "Fabelstadt"),
}
TOPICS: Final = (
    ("Kalibrierung", "Calibration"),
    ("Weiterbildung", "Training"),
    ("Nachwuchs", "Young talent"),
    ("Prüfkultur", "Test culture"),
    ("Förderung", "Funding"),
    ("Öffentlichkeit", "Public relations"),
)
RIS: Final = (
    ("Produktion und Systeme", "Production and systems"),
    ("Gesundes Leben", "Healthy living"),
    ("Energie und Rohstoffe", "Energy and raw materials"),
    ("Verkehr und Wege", "Traffic and transport"),
)
INDUSTRIES: Final = (
    ("Maschinenbau", "Mechanical engineering"),
    ("Medizintechnik", "Medical technology"),
    ("Lebensmittel", "Food"),
    ("Energieversorgung", "Energy supply"),
    ("Fahrzeugbau", "Vehicle construction"),
)
CERTIFICATES: Final = (
    ("Musterprüfzeichen A", "Musterland test mark A"),
    ("Musterprüfzeichen B", "Musterland test mark B"),
    ("Ausbildungsbetrieb Musterland", "Training company of Musterland"),
)


def groups() -> tuple[tuple[str, str, str], ...]:
    """Return id, German and English name of every group of competences."""
    rows = (line for line in _COMPETENCES.strip().splitlines() if not line.startswith(" "))
    return tuple((parts[0], parts[1], parts[2]) for parts in map(_cells, rows))


def competences() -> tuple[tuple[str, str, str, str, str], ...]:
    """Return group, German and English name and a synonym in each for every competence."""
    found, group = [], ""
    for line in _COMPETENCES.strip().splitlines():
        cells = _cells(line)
        if line.startswith(" "):
            found.append((group, cells[0], cells[1], cells[2], cells[3]))
        else:
            group = cells[0]
    return tuple(found)


def districts() -> tuple[tuple[str, str, str, int, int], ...]:
    """Return German and English name, chamber, column and row of every district."""
    names = [
        cell.strip().split("|")
        for line in _DISTRICTS.strip().splitlines()
        for cell in line.strip().split("  ")
    ]
    places = [
        (CHAMBER_OF_ROW[row], column + first, row + 1)
        for row, (first, count) in enumerate(ROWS)
        for column in range(count)
    ]
    return tuple((de, en, *place) for (de, en), place in zip(names, places, strict=True))


def _cells(line: str) -> list[str]:
    return [cell.strip() for cell in line.split("|")]
