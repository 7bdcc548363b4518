"""Which items go where, and why: one set of pure functions for pages, feeds and newsletters.

`decide` applies a `Select` (AND across fields, OR within one) and the release rules to an item and
says why it is in or out. `variant` is an edition as a channel gets it; `check_editions` finds what
is too long for a channel, `history` what it has had. `issues` are the editions that everybody may
see.
"""

from schaufenster.selection.decisions import (
    FIELDS,
    Decision,
    decide,
    mismatch,
    reason_in_words,
    select,
)
from schaufenster.selection.editions import (
    SelectedStory,
    Variant,
    check_editions,
    closing,
    moment_of,
    variant,
)
from schaufenster.selection.history import History, history
from schaufenster.selection.issues import Issue, Rendered, issues, public_channels
from schaufenster.selection.losses import losses, picture_losses, withheld_from
