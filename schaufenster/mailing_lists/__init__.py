"""Mailing lists: who is on one of Mailman's, and what one person leaves by with one click."""

from schaufenster.mailing_lists.list_texts import list_settings, list_texts
from schaufenster.mailing_lists.mailman import Mailman, MailmanError, Subscriber
from schaufenster.mailing_lists.one_click import SHORTEST_SECRET, link_to_leave, who_leaves
