"""`care`: which profiles need care, and a reminder for each house as a draft."""

from __future__ import annotations

import urllib.error
import urllib.request
from collections.abc import Iterable, Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from typing import Any, Final

import click

from schaufenster import command_names as names
from schaufenster import language, words
from schaufenster.commands.job import Job

_WAIT: Final = 10
"""Seconds that a website may take to answer."""
_AT_ONCE: Final = 8


@click.command(names.CARE)
@click.option("--months", type=click.IntRange(1, 120), default=12, show_default=True,
              help="after so many months a confirmation is old")  # fmt: skip
@click.option("--online", is_flag=True, help="call the websites as well")
@click.option("--today", help="the day or moment the content is seen at")
@click.pass_obj
def care(job: Job, months: int, today: str | None, *, online: bool) -> None:
    """Name the profiles that need care most, and write a reminder for each as a draft."""
    from schaufenster import editing, write
    from schaufenster.mail import letter
    from schaufenster.output import output

    cluster = job.load(today, "members")
    found = editing.care_of(cluster, months)
    dead = dict(_dead(c.member.website for c in found if c.member.website)) if online else {}
    job.table(tuple(_rows(job, found, dead)))
    average = sum(c.percent for c in found) // max(len(found), 1)
    job.say("care", n=len(found), percent=average)
    out, letters, unreached = job.build / "care", [], []
    for each in found:
        if not each.is_due and each.member.website not in dead:
            continue
        if not each.member.email:
            unreached.append(each.member.slug)
            continue
        lang = editing.language_for(each.member, cluster)
        subject, text = editing.reminder(each, cluster, lang)
        raw = letter(subject=subject, text=text, to=each.member.email, lang=lang,
                     day=cluster.today, identity=cluster.identity)  # fmt: skip
        letters.append(output(f"{each.member.slug}.eml", raw))
    with job.build_lock():
        write.write_changed(out, letters)
    if unreached:
        shown = language.listed(unreached[:10], job.lang)
        job.say("care-no-mail", n=len(unreached), names=shown)
    if letters:
        job.say("care-letters", n=len(letters), out=out)


def _rows(job: Job, found: Iterable[Any], dead: Mapping[str, str]) -> Iterator[tuple[str, ...]]:
    from schaufenster import editing

    heads = ("profile", "percent", "confirmed", "lacking", *(("website",) if dead else ()))
    yield tuple(_say(job, f"head-{name}") for name in heads)
    for each in found:
        on = str(each.confirmed) if each.confirmed else _say(job, "never")
        lacking = ", ".join(editing.parts_in_words(each, job.lang)) or "–"
        reason = dead.get(each.member.website or "")
        answer = _say(job, "dead").format(reason=reason) if reason else "–"
        row = (each.member.slug, f"{each.percent} %", on, lacking)
        yield (*row, answer) if dead else row


def _say(job: Job, key: str) -> str:
    return words.text("care", key, job.lang)


def _dead(addresses: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the addresses that do not answer, each with the reason."""
    asked = [*dict.fromkeys(addresses)]
    with ThreadPoolExecutor(_AT_ONCE) as pool:
        for address, reason in zip(asked, pool.map(_reason, asked), strict=True):
            if reason:
                yield address, reason


def _reason(address: str) -> str:
    """Return why a website does not answer, `""` for one that does."""
    request = urllib.request.Request(  # noqa: S310 - `check` lets http and https pass alone
        address, headers={"User-Agent": "Schaufenster (care)"}
    )
    try:
        with urllib.request.urlopen(request, timeout=_WAIT):  # noqa: S310
            return ""
    except urllib.error.HTTPError as error:
        return "" if error.code in {401, 403, 405, 429} else f"HTTP {error.code}"
    except (OSError, ValueError) as error:
        return str(getattr(error, "reason", error)) or type(error).__name__
