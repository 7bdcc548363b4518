"""Evidence for labels: what the content can count at a cut-off date, and what only people know."""

from schaufenster.indicators.counting import COUNTS, Counted, counted
from schaufenster.indicators.labels import LABELS
from schaufenster.indicators.report import Report, digest_of, id_of, render_report, report_of
