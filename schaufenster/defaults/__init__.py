"""What a cluster gets that has no own: theme, templates of mails, MkDocs' settings.

Each lies at the path at which a cluster's own is laid over it.
"""

from __future__ import annotations

from pathlib import Path
from typing import Final

DEFAULTS: Final = Path(__file__).parent
