"""MJML: a strict check, which the compiler lacks, and the compiler; `rules` holds the rules."""

from schaufenster.mail.mjml.check import check_mjml
from schaufenster.mail.mjml.compiler import MjmlError, compile_mjml
from schaufenster.mail.mjml.template import compile_template
