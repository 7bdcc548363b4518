"""The only package that writes: single files, whole trees, and one build at a time.

`write_changed` makes a folder hold exactly the given files and does not touch correct ones.
`next_site` yields an idle tree next to the site; `NextSite.swap` checks it and gives it the site's
name in one atomic step: a reader sees the old site or the new one. `change_folder` does the same
for a folder of the content; `clean_up` removes what a killed command left. `file_lock` prevents a
second build. `target_at` names a folder or a server to which a site is published. What is known
of mails that were sent lies in `ledger`, which only commands that send import.
"""

from schaufenster.write.atomic_folder import change_folder, clean_up
from schaufenster.write.atomic_folder import remove as remove_folder
from schaufenster.write.branch import add_branch, trial_folder
from schaufenster.write.cache import Cache, keep_file
from schaufenster.write.content_change import change_files, copy_with_change
from schaufenster.write.files import remove_file, sha256, write_file
from schaufenster.write.folder import Changes, write_changed
from schaufenster.write.lock import file_lock
from schaufenster.write.manifest import Manifest, WrittenFile
from schaufenster.write.new_folder import draft, drop, fill, is_begun, is_empty
from schaufenster.write.refusals import Busy, NotOurs, Refused
from schaufenster.write.shared_folder import write_own
from schaufenster.write.site import NextSite, changes_between, next_site
from schaufenster.write.state import read_state, write_state
from schaufenster.write.targets import (
    Target,
    TargetError,
    put_content,
    read_content,
    target_at,
)
