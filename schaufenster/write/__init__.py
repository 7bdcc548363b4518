"""The only room that writes: single files, whole trees, and one build at a time.

`write_changed` makes a folder hold exactly the given files and leaves alone what is right already.
`next_site` gives an idle tree next to the site to renew; `NextSite.swap` checks it and lets it take
the site's name in one atomic step: a reader sees the old site or the new one. `locked` keeps a
second build out.
"""

from schaufenster.write.cache import PictureCache, cached, keep_file, picture_cache, spool
from schaufenster.write.files import remove_file, write_file
from schaufenster.write.lock import locked
from schaufenster.write.manifest import WrittenFile
from schaufenster.write.refusals import Busy, NotOurs, Refused
from schaufenster.write.site import NextSite, next_site
from schaufenster.write.tree import Changes, write_changed

__all__ = [
    "Busy",
    "Changes",
    "NextSite",
    "NotOurs",
    "PictureCache",
    "Refused",
    "WrittenFile",
    "cached",
    "keep_file",
    "locked",
    "next_site",
    "picture_cache",
    "remove_file",
    "spool",
    "write_changed",
    "write_file",
]
