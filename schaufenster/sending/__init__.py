"""Mails leave: prepared for each recipient, signed, handed over at most once, and counted."""

from schaufenster.sending.bounces import files_at, read_bounces
from schaufenster.sending.dkim import DkimSigner, load_key
from schaufenster.sending.doctor import diagnose
from schaufenster.sending.message import (
    Addressee,
    PreparedMail,
    message_id,
    read_draft,
    sender_of,
)
from schaufenster.sending.name_server import Names, NamesUnreachableError
from schaufenster.sending.places import in_repository, outbox_name
from schaufenster.sending.recipients import Recipient, proved, read_recipients
from schaufenster.sending.refusal import SendingError
from schaufenster.sending.send import Pace, Sender
from schaufenster.sending.settings import WAYS, DkimKey, Settings, read_settings
from schaufenster.sending.smtp import SmtpTransport, relay_at
from schaufenster.sending.transports import Delivery, Outbox, Transport, TransportError
