"""Contributed text, links and pictures made safe.

No other module imports nh3, markdown, lxml for SVG or Pillow for pictures that came from outside.
"""

from schaufenster.sanitize.contacts import check_contacts
from schaufenster.sanitize.line import check_line, check_mail, check_url, visible
from schaufenster.sanitize.picture import (
    ENCODER,
    PictureError,
    PictureSize,
    check_picture,
    read_picture,
    reencode,
)
from schaufenster.sanitize.plain import plain
from schaufenster.sanitize.svg import SvgError, check_svg, clean_svg, svg_size
from schaufenster.sanitize.text import check_prose, prose

__all__ = [
    "ENCODER",
    "PictureError",
    "PictureSize",
    "SvgError",
    "check_contacts",
    "check_line",
    "check_mail",
    "check_picture",
    "check_prose",
    "check_svg",
    "check_url",
    "clean_svg",
    "plain",
    "prose",
    "read_picture",
    "reencode",
    "svg_size",
    "visible",
]
