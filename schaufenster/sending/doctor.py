"""Whether mails of a sender are believed: what its domain says, and what is missing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from ipaddress import ip_address
from typing import Final, Literal

from schaufenster.sending.dkim import DkimSigner
from schaufenster.sending.name_server import Names, is_within

_MOST_LOOKUPS: Final = 10
"""Questions that a server asks for one SPF record (RFC 7208, 4.6.4); one more, and none counts."""

Level = Literal["good", "hint", "fault"]


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """What was found: `key` is a sentence of the room `sending`, filled with the values."""

    level: Level
    key: str
    values: Mapping[str, object] = field(default_factory=dict)


def diagnose(
    sender: str, bounces: str, relay: str, signers: Sequence[DkimSigner], names: Names
) -> Iterator[Diagnosis]:
    """Yield what name servers say of a sender, by SPF, DKIM, DMARC, MX and PTR.

    `relay` is the server that hands mails on, empty if it is not set. Raises
    `NamesUnreachableError`.
    """
    domain = sender.rpartition("@")[2]
    addresses = [a for a in names.addresses(relay) if not ip_address(a).is_loopback]
    yield from _spf(bounces.rpartition("@")[2], relay, addresses, names)
    yield from _dkim(domain, signers, names)
    yield from _dmarc(domain, names)
    for each in dict.fromkeys((domain, bounces.rpartition("@")[2])):
        if not names.mail_servers(each) and not names.addresses(each):
            yield Diagnosis("fault", "send-doctor-no-mx", {"domain": each})
    for address in addresses:
        yield from _way_back(address, names)


# ── SPF ──────────────────────────────────────────────────────────────────────────────────────


@dataclass
class _Spf:
    """What an SPF record and those that it includes allow, and how many questions that took."""

    names: Names
    networks: list[str] = field(default_factory=list)
    lookups: int = 0

    def read(self, domain: str) -> None:
        """Note what a domain's record allows; no deeper than any server looks."""
        records = spf_of(domain, self.names)
        if len(records) != 1 or self.lookups > _MOST_LOOKUPS:
            return
        for term in records[0].split()[1:]:
            mechanism, _, value = term.lstrip("+?~-").partition(":")
            name, value = mechanism.partition("/")[0].lower(), value.partition("/")[0] or domain
            if term[0] in "-~?" and name != "all":
                continue
            if name in {"ip4", "ip6"}:
                self.networks.append(term.partition(":")[2])
            elif name in {"a", "mx", "include", "exists", "ptr"}:
                self._look_up(name, value)
            elif mechanism.startswith("redirect="):
                self._look_up("include", mechanism.removeprefix("redirect="))

    def _look_up(self, name: str, value: str) -> None:
        self.lookups += 1
        if self.lookups > _MOST_LOOKUPS or "%" in value:
            return
        if name == "a":
            self.networks += self.names.addresses(value)
        elif name == "mx":
            for host in self.names.mail_servers(value)[:_MOST_LOOKUPS]:
                self.networks += self.names.addresses(host)
        elif name == "include":
            self.read(value)


def spf_of(domain: str, names: Names) -> list[str]:
    """Return the SPF records of a domain: one is right."""
    return [text for text in names.texts(domain) if text.lower().split(" ")[0] == "v=spf1"]


def _spf(domain: str, relay: str, addresses: Sequence[str], names: Names) -> Iterator[Diagnosis]:
    records = spf_of(domain, names)
    record = f"v=spf1 {f'a:{relay} ' if relay else 'mx '}~all"
    if len(records) != 1:
        key = "send-doctor-two-spf" if records else "send-doctor-no-spf"
        yield Diagnosis("fault", key, {"domain": domain, "record": record, "n": len(records)})
        return
    if {"+all", "all"} & set(records[0].lower().split()):
        yield Diagnosis("fault", "send-doctor-open-spf", {"domain": domain})
        return
    spf = _Spf(names)
    spf.read(domain)
    if spf.lookups > _MOST_LOOKUPS:
        yield Diagnosis("fault", "send-doctor-long-spf", {"domain": domain, "most": _MOST_LOOKUPS})
        return
    unnamed = [a for a in addresses if not any(is_within(a, n) for n in spf.networks)]
    for address in unnamed:
        values = {"domain": domain, "relay": relay, "address": address}
        yield Diagnosis("hint", "send-doctor-other-spf", values)
    if not unnamed:
        yield Diagnosis("good", "send-doctor-spf", {"domain": domain})


# ── DKIM, DMARC, PTR ─────────────────────────────────────────────────────────────────────────


def _dkim(domain: str, signers: Sequence[DkimSigner], names: Names) -> Iterator[Diagnosis]:
    if not signers:
        yield Diagnosis("fault", "send-doctor-unsigned", {"domain": domain})
    for signer in signers:
        name = f"{signer.selector}._domainkey.{signer.domain}"
        values = {"name": name, "record": signer.record, "domain": domain}
        found = [_tags(text) for text in names.texts(name)]
        if not found:
            yield Diagnosis("fault", "send-doctor-no-dkim", values)
        elif _tags(signer.record)["p"] not in {"".join(t.get("p", "").split()) for t in found}:
            yield Diagnosis("fault", "send-doctor-other-dkim", values)
        elif not _is_aligned(signer.domain, domain):
            yield Diagnosis("hint", "send-doctor-far-dkim", values)
        else:
            yield Diagnosis("good", "send-doctor-dkim", values)


def _is_aligned(one: str, other: str) -> bool:
    """Return whether DMARC takes two domains for one: equal, or one below the other."""
    return one == other or one.endswith(f".{other}") or other.endswith(f".{one}")


def _dmarc(domain: str, names: Names) -> Iterator[Diagnosis]:
    labels = domain.split(".")
    above = [".".join(labels[start:]) for start in range(len(labels) - 1)]
    for each in above:
        records = [_tags(t) for t in names.texts(f"_dmarc.{each}") if t.startswith("v=DMARC1")]
        if len(records) == 1 and records[0].get("p", "").lower() in {
            "none",
            "quarantine",
            "reject",
        }:
            yield Diagnosis(
                "good", "send-doctor-dmarc", {"domain": each, "policy": records[0]["p"]}
            )
            return
        if records:
            yield Diagnosis("fault", "send-doctor-bad-dmarc", {"domain": each})
            return
    record = f"v=DMARC1; p=none; rua=mailto:postmaster@{domain}"
    yield Diagnosis("fault", "send-doctor-no-dmarc", {"name": f"_dmarc.{domain}", "record": record})


def _tags(text: str) -> dict[str, str]:
    pairs = (part.partition("=") for part in text.split(";"))
    return {name.strip().lower(): value.strip() for name, sign, value in pairs if sign}


def _way_back(address: str, names: Names) -> Iterator[Diagnosis]:
    hosts = names.names_of(address)
    if any(address in names.addresses(host) for host in hosts):
        yield Diagnosis("good", "send-doctor-ptr", {"address": address, "host": hosts[0]})
    else:
        key = "send-doctor-other-ptr" if hosts else "send-doctor-no-ptr"
        yield Diagnosis("hint", key, {"address": address, "host": ", ".join(hosts)})
