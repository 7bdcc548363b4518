"""What name servers say about a sender: SPF, DKIM, DMARC, MX, and the way back from an address."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from ipaddress import ip_address, ip_network
from typing import Any, Final

import dns.exception
import dns.resolver
import dns.reversename

_PATIENCE: Final = 10.0


class NamesUnreachableError(Exception):
    """No name server answers; the text says why."""


@dataclass(frozen=True)
class Names:
    """Asks name servers: the system's, or one at an address and a port."""

    server: str = ""
    port: int = 53

    def texts(self, name: str) -> list[str]:
        """Return the TXT records of a name, each put together."""
        return [
            b"".join(record.strings).decode("utf-8", "replace") for record in self._ask(name, "TXT")
        ]

    def addresses(self, name: str) -> list[str]:
        """Return the IP addresses of a name."""
        return [record.address for kind in ("A", "AAAA") for record in self._ask(name, kind)]

    def mail_servers(self, name: str) -> list[str]:
        """Return who takes mails for a domain; a domain that takes none has none."""
        hosts = [str(record.exchange).rstrip(".") for record in self._ask(name, "MX")]
        return [host for host in hosts if host]

    def names_of(self, address: str) -> list[str]:
        """Return the names that an IP address leads back to (PTR)."""
        there = dns.reversename.from_address(address).to_text()
        return [str(record.target).rstrip(".") for record in self._ask(there, "PTR")]

    def _ask(self, name: str, kind: str) -> Iterator[Any]:
        resolver = dns.resolver.Resolver(configure=not self.server)
        if self.server:
            resolver.nameservers, resolver.port = [self.server], self.port
        try:
            yield from resolver.resolve(name, kind, lifetime=_PATIENCE, search=False)
        except (dns.resolver.NXDOMAIN, dns.resolver.NoAnswer):
            return
        except dns.exception.DNSException as error:
            raise NamesUnreachableError(f"{name} {kind}: {error}") from None


def is_within(address: str, network: str) -> bool:
    """Return whether an IP address lies in a network, as SPF writes one (`192.0.2.0/24`)."""
    try:
        return ip_address(address) in ip_network(network, strict=False)
    except ValueError:
        return False
