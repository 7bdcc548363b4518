"""Takes an organisation or a person out of the content, and finds where they are still named."""

from schaufenster.editing.offboard.named import Named, organisation, person
from schaufenster.editing.offboard.plan import Place, Plan, plan
from schaufenster.editing.offboard.traces import Trace, kind_of, traces

__all__ = [
    "Named", "Place", "Plan", "Trace", "kind_of", "organisation", "person", "plan", "traces",
]  # fmt: skip
