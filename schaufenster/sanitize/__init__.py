"""Contributed text, links and pictures made safe.

No other module imports nh3, markdown, lxml for SVG or Pillow for pictures that came from outside.
"""

from schaufenster.sanitize.contacts import check_contacts
from schaufenster.sanitize.file_formats import HEAD, check_foreign
from schaufenster.sanitize.from_html import markdown_of, text_of
from schaufenster.sanitize.line import check_line, check_mail, check_signs, check_url, visible
from schaufenster.sanitize.links import linked
from schaufenster.sanitize.links import parts as link_parts
from schaufenster.sanitize.logo_colours import LogoColours, logo_colours
from schaufenster.sanitize.picture import (
    ENCODER,
    MOST_BYTES,
    PictureError,
    PictureSize,
    check_photograph,
    check_picture,
    read_picture,
    reencode,
    too_many_bytes,
)
from schaufenster.sanitize.plain import plain
from schaufenster.sanitize.svg import SvgError, check_svg, clean_svg, svg_size
from schaufenster.sanitize.text import check_prose, prose
