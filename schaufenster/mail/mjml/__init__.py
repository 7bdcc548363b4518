"""MJML: the strict check that the compiler lacks, then the compiler. The rules stand in `rules`."""

from schaufenster.mail.mjml.check import check_mjml
from schaufenster.mail.mjml.compiler import MjmlError, compile_mjml
from schaufenster.mail.mjml.template import compile_template

__all__ = ["MjmlError", "check_mjml", "compile_mjml", "compile_template"]
