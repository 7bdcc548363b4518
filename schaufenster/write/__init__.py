"""The only room that writes: single files, whole trees, and one build at a time.

`write_changed` makes a folder hold exactly the given files and leaves alone what is right already.
`draft` gives an idle tree beside the site to renew; `Draft.show` checks it and lets it take the
site's name in one atomic step: a reader sees the old site or the new one. `locked` keeps a second
build out.
"""

from schaufenster.write.cache import Larder, keep_file, larder, remembered, set_aside
from schaufenster.write.files import remove_file, write_file
from schaufenster.write.lock import locked
from schaufenster.write.manifest import Placed
from schaufenster.write.refusals import Busy, NotOurs, Refused
from schaufenster.write.site import Draft, draft
from schaufenster.write.tree import Changes, write_changed

__all__ = [
    "Busy",
    "Changes",
    "Draft",
    "Larder",
    "NotOurs",
    "Placed",
    "Refused",
    "draft",
    "keep_file",
    "larder",
    "locked",
    "remembered",
    "remove_file",
    "set_aside",
    "write_changed",
    "write_file",
]
