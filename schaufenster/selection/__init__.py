"""Which items go where, and why: one pure rule set for pages, feeds and newsletters.

`released` takes out what is still under embargo, before any renderer sees it. `items` gives
stories of all kinds one shape. `decide` applies a `Select` (AND across fields, OR within one) and
the release rules to an item and says why it is in or out. `variant` is an edition as a channel gets
it; `check_editions` finds what is too long for a channel. `issues` are the editions that everybody
may see.
"""

from schaufenster.selection.decisions import FIELDS, REASONS, Decision, decide, name_of, select
from schaufenster.selection.editions import (
    SelectedStory,
    Variant,
    check_editions,
    last_moment,
    variant,
)
from schaufenster.selection.issues import (
    Issue,
    Rendered,
    corrections_of,
    issues,
    public_channels,
)
from schaufenster.selection.items import Item, items
from schaufenster.selection.released import is_released, released

__all__ = [
    "FIELDS",
    "REASONS",
    "Decision",
    "Issue",
    "Item",
    "Rendered",
    "SelectedStory",
    "Variant",
    "check_editions",
    "corrections_of",
    "decide",
    "is_released",
    "issues",
    "items",
    "last_moment",
    "name_of",
    "public_channels",
    "released",
    "select",
    "variant",
]
