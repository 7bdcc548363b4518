"""The legal forms of a cluster, and what each has to name in its imprint.

A new form is an entry here and its name in the words (`meanings`, `choices.legal_form`).
Germany's forms: § 5 DDG (who represents, two ways to be reached, register), § 54 GenG (audit
association), § 18 (2) MStV (who is responsible for what is written). Any other form of the EU:
directive 2000/31/EC, article 5; what its own law adds stands in rows of the cluster's own.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType
from typing import TYPE_CHECKING, Final, Literal

_ADDRESS: Final = ("street", "postcode", "town")
_PROVIDER: Final = (*_ADDRESS, "represented_by", "email", "phone", "responsible")
_REGISTERED: Final = (*_PROVIDER, "register_court", "register_number")

LEGAL_FORMS: Final[Mapping[str, tuple[str, ...]]] = MappingProxyType(
    {
        "eg": (*_REGISTERED, "audit_association"),
        "ev": _REGISTERED,
        "gmbh": _REGISTERED,
        "ug": _REGISTERED,
        "public": _PROVIDER,
        "other": (*_ADDRESS, "email"),
    }
)
"""What a legal form needs: fields of the imprint."""

if TYPE_CHECKING:
    LegalFormId = str
else:
    LegalFormId = Literal[tuple(LEGAL_FORMS)]  # a type checker takes no values for a Literal
