"""Evidence for labels and the annual report: what the content counts, what only people know."""

from schaufenster.indicators.annual import TEMPLATE, annual_report, render_annual
from schaufenster.indicators.counting import COUNTS, EACH, Counted, counted
from schaufenster.indicators.labels import LABELS, REPORT
from schaufenster.indicators.report import Report, digest_of, id_of, render_report, report_of
