"""A client of Mailman 3's REST API: only what is asked here, by the standard library.

mailmanclient would bring requests and a class for each resource; a few calls need neither.
"""

from __future__ import annotations

import base64
import json
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import quote, urlencode

_PAGE: Final = 500
"""Members of an answer: Mailman looks through the whole list for each page."""
_PATIENCE: Final = 60.0


class MailmanError(Exception):
    """Mailman did not answer, or refused; the text is its reason."""


@dataclass(frozen=True, slots=True)
class Subscriber:
    """Who is on a list; `language` is empty where Mailman does not know it, or was not asked."""

    address: str
    name: str
    language: str = ""


@dataclass(frozen=True, slots=True)
class Mailman:
    """A Mailman's REST API at `url` (`http://127.0.0.1:8001/3.1`), with the user it is asked as.

    Lists go by the address one posts to.
    """

    url: str
    user: str
    password: str

    def subscribers(self, mailing_list: str, *, languages: bool = False) -> Iterator[Subscriber]:
        """Yield who gets what is sent to a list: not who paused, nor who was paused for bounces.

        `languages` asks for each one's language, which is a call for each. Raises `MailmanError`.
        """
        asked = {
            "list_id": mailing_list.replace("@", "."), "role": "member",
            "delivery_status": "enabled", "count": _PAGE,
        }  # fmt: skip
        self.call("GET", f"lists/{quote(mailing_list)}")  # finding nobody is no error of its own
        page, total = 0, 1
        while page * _PAGE < total:
            page += 1
            found = self.call("GET", f"members/find?{urlencode({**asked, 'page': page})}")
            total = int(found["total_size"])
            for member in found.get("entries", ()):
                language = self._language(member["member_id"]) if languages else ""
                yield Subscriber(member["email"], member["display_name"] or "", language)

    def _language(self, member: str) -> str:
        preferences = self.call("GET", f"members/{quote(member)}/all/preferences")
        return str(preferences.get("preferred_language", ""))

    def leave(self, mailing_list: str, address: str) -> bool:
        """Take an address off a list, without asking it; return whether it was on it."""
        return self._there("DELETE", f"lists/{quote(mailing_list)}/member/{quote(address)}")

    def has(self, mailing_list: str) -> bool:
        """Return whether there is such a list."""
        return self._there("GET", f"lists/{quote(mailing_list)}")

    def set_up(self, mailing_list: str, owner: str, settings: Mapping[str, object]) -> None:
        """Make a list if there is none, give it its settings and an owner whom Mailman writes to.

        Raises `MailmanError`.
        """
        host = mailing_list.rpartition("@")[2]
        if not self._there("GET", f"domains/{quote(host)}"):
            self.call("POST", "domains", {"mail_host": host})
        if not self.has(mailing_list):
            self.call("POST", "lists", {"fqdn_listname": mailing_list})
        self.call("PATCH", f"lists/{quote(mailing_list)}/config", settings)
        if not self._there("GET", f"lists/{quote(mailing_list)}/owner/{quote(owner)}"):
            member = {"list_id": mailing_list.replace("@", "."), "subscriber": owner}
            asked = dict.fromkeys(("pre_verified", "pre_confirmed", "pre_approved"), "true")
            self.call("POST", "members", {**member, "role": "owner", **asked})

    def _there(self, method: str, path: str) -> bool:
        """Call; return whether what the path names is there."""
        try:
            self.call(method, path)
        except MailmanError as error:
            if not str(error).startswith("404"):
                raise
            return False
        return True

    def call(
        self, method: str, path: str, values: Mapping[str, object] | None = None
    ) -> dict[str, Any]:
        """Return what Mailman answers to a call, empty without a body. Raises `MailmanError`."""
        secret = base64.b64encode(f"{self.user}:{self.password}".encode()).decode()
        request = urllib.request.Request(  # noqa: S310 - the address is the office's own setting
            f"{self.url.rstrip('/')}/{path}", method=method,
            data=urlencode(values, doseq=True).encode() if values is not None else None,
            headers={"Authorization": f"Basic {secret}", "Accept": "application/json"},
        )  # fmt: skip
        try:
            with urllib.request.urlopen(request, timeout=_PATIENCE) as answer:  # noqa: S310
                raw = answer.read()
            found: dict[str, Any] = json.loads(raw or b"{}")
        except urllib.error.HTTPError as error:
            with error:
                said = error.read(500).decode("utf-8", "replace")
            raise MailmanError(f"{error.code} {said or error.reason}") from None
        except (OSError, ValueError) as error:
            raise MailmanError(str(getattr(error, "reason", error))) from None
        return found
