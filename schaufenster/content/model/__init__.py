"""The records of a cluster: the fields of each kind of file; unknown fields are refused.

Keys in the files equal the field names here. Validation, messages, schemas and the field reference
are made from these classes. `path` and `slug` come from a file's path, never from its content.
"""

from schaufenster.content.model.by_language import ByLanguage, Record, hash_of, mark_of
from schaufenster.content.model.events import Event, Registration, Report, ReportText
from schaufenster.content.model.funding import FundingCall
from schaufenster.content.model.identity import (
    SIGNING_IN,
    Boilerplate,
    Colours,
    Editor,
    Figure,
    Forge,
    Identity,
    Imprint,
    ImprintRow,
    Reported,
    Slogan,
)
from schaufenster.content.model.legal_forms import LEGAL_FORMS
from schaufenster.content.model.mail_kinds import MAIL_KINDS, MailKind
from schaufenster.content.model.members import (
    Certification,
    Confirmation,
    Form,
    FormerName,
    Member,
    Membership,
    Offer,
    Seat,
    Site,
    Skill,
)
from schaufenster.content.model.newsletter import (
    Approval,
    Carried,
    Channel,
    Choice,
    ContactPath,
    Correction,
    Deadline,
    Edition,
    ItemKind,
    Kept,
    KeptPicture,
    Limit,
    Limits,
    Points,
    Redaction,
    Select,
    Sent,
    Subscribe,
    Unsubscribe,
)
from schaufenster.content.model.owners import FolderOwners, Owners
from schaufenster.content.model.parts import (
    Addresses,
    Evidence,
    Filed,
    Home,
    Opened,
    Party,
    Period,
    Picture,
    Place,
    Released,
)
from schaufenster.content.model.stories import (
    Clipping,
    Clippings,
    Milestone,
    Milestones,
    NewsItem,
    PageText,
    PageTranslation,
    Project,
)
from schaufenster.content.model.texts import (
    ARTICLE,
    Article,
    Names,
    PressText,
    Prose,
    Sentence,
    StoryText,
    StoryTranslation,
    Text,
    Title,
    Word,
    Written,
)
from schaufenster.content.model.vocabularies import (
    Certificate,
    Chamber,
    Competence,
    District,
    Funder,
    Group,
    Industry,
    Label,
    RisField,
    Series,
    Synonyms,
    Tag,
    Term,
    Topic,
)
from schaufenster.reads import note_fields

_KEYS = ("path", "paths", "id")
"""The fields that tell records apart: a file's path, the paths of a text, the id of a term."""

for _record in [thing for thing in globals().values() if isinstance(thing, type)]:
    _fields = getattr(_record, "model_fields", {})
    if _key := next((key for key in _KEYS if key in _fields), ""):
        note_fields(_record, tuple(_fields), _key)
