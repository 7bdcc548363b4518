"""What every command gets: the cluster's folder, the language, the clock, and ways to print.

The only module that reads the clock, the environment and the working directory.
"""

from __future__ import annotations

import datetime as dt
import json
import os
import re
import signal
import sys
import time
import traceback
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NoReturn

import click

from schaufenster import language, problems, sanitize, selection
from schaufenster.changes import KnownContent
from schaufenster.command_names import FORMER
from schaufenster.commands.help import HelpfulGroup, option_of, usage_error
from schaufenster.commands.own_theme import check_theme, missing_words
from schaufenster.content.fields import PartialDate
from schaufenster.content.languages import ASSUMED, named_at
from schaufenster.content.load import Clock, Cluster, check_cluster, sound_cluster
from schaufenster.content.read import FOLDERS
from schaufenster.defaults import DEFAULTS
from schaufenster.problems import ContentError, Fault, Language, Problem
from schaufenster.themes import NEUTRAL, Theme, root_of
from schaufenster.words import ENGLISH, languages

LONGEST_REMARK: Final = 320


class CommandGroup(HelpfulGroup):
    """Turns what went wrong into an exit: 1 for content and requests, 2 for a bug of ours."""

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the command of a name; a former name is told with today's."""
        name = FORMER.get(cmd_name, cmd_name)
        if name != cmd_name:
            lang = ctx.find_root().params["lang"]
            text = problems.said("renamed-command", lang, former=cmd_name, name=name)
            click.echo(text, err=True)
        return super().get_command(ctx, name)

    def make_context(
        self, info_name: str | None, args: list[str], parent: click.Context | None = None,
        **more: Any,
    ) -> click.Context:  # fmt: skip
        """Return the context of what was typed; what is wrong with it ends with 1."""
        if parent:
            lang = parent.find_root().params["lang"]
        else:
            usual = more.get("default_map") or {}
            lang = language_of(args, usual.get("root"))
            more["default_map"] = {**usual, "lang": lang}
        try:
            return super().make_context(info_name, args, parent, **more)
        except click.UsageError as error:
            click.echo(usage_error(error, lang), nl=False, err=True)
            sys.exit(1)

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; what the content lacks and what to do next come last."""
        try:
            result = super().invoke(ctx)
        except click.UsageError as error:
            click.echo(usage_error(error, ctx.find_root().params["lang"]), nl=False, err=True)
            sys.exit(1)  # click says 2, which is for our bugs
        except (click.ClickException, click.exceptions.Exit, click.Abort, BrokenPipeError):
            raise
        except KeyboardInterrupt:
            ctx.obj.tell("\n" + ctx.obj.words("stopped") + "\n")
            sys.exit(130)
        except Exception as error:  # noqa: BLE001 - it is told, whatever it is
            code = ctx.obj.tell_error(error)
            if isinstance(error, ContentError):
                ctx.obj.tell(ctx.obj.words("kept") + "\n")
            sys.exit(code)
        ctx.obj.finish()
        return result


def language_of(typed: Sequence[str], root: Path | None) -> Language:
    """Return the language in which a command speaks; `root` is the cluster if none is named.

    The one that `--lang` names, else the first of the cluster's that the program has words in;
    where there is no cluster, that of the environment, else English.
    """
    folder = Path(option_of(typed, "--root") or root or ".")
    of_person = (os.environ.get(name, "") for name in ("LC_ALL", "LC_MESSAGES", "LANG"))
    asked = [option_of(typed, "--lang"), *named_at(folder)]
    asked += [re.split(r"[_.@]", name)[0] for name in of_person if name][:1]
    return next((lang for lang in asked if lang in languages()), ENGLISH)


def run(program: Callable[[], Any], root: Path | None = None) -> NoReturn:
    """Run the program and end its process at once: freeing all memory takes a tenth of a second.

    `root` is the cluster if none is named.
    """
    end: Any = 0
    signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        program()
    except SystemExit as exit_:
        end = exit_.code
    except KeyboardInterrupt:
        end = 130
    try:
        sys.stdout.flush()
        sys.stderr.flush()
    except OSError as error:  # the reader of our output has ended, or its disk is full
        end = end or 1
        if not isinstance(error, BrokenPipeError):
            lang = language_of(sys.argv[1:], root)
            os.write(2, f"{problems.refusal(error, lang)}\n".encode())
    os._exit(end if isinstance(end, int) else int(bool(end)))


class Job:
    """What every command gets: the cluster's folder, the language, and where things lie."""

    def __init__(self, root: Path, lang: Language) -> None:
        self.root, self.lang = root, lang
        self.build = root / "build"
        self.roots = [root, DEFAULTS]
        self.theme: Theme = NEUTRAL
        self.languages: tuple[Language, ...] = ASSUMED
        self.country = ""
        self.begun: list[tuple[str, float, float]] = []
        self.hints: list[Problem] = []
        self.losses: dict[str, bool] = {}
        self.told: set[tuple[str, str, str]] = set()
        self.next = ""

    @property
    def layers(self) -> list[Path]:
        """Return where files of the look lie: own, the theme's, the package's."""
        return [self.roots[0], root_of(self.theme), *self.roots[1:]]

    def words(self, key: str, **values: object) -> str:
        """Return one of the sentences of the room `commands`."""
        return problems.said(key, self.lang, **values)

    def say(self, key: str, **values: object) -> None:
        """Print a result; `finish` says what to do next, if there is a word for it."""
        click.echo(self.words(key, **values))
        self.next_is(key, **values)

    def next_is(self, key: str, **values: object) -> None:
        """Note what to do after something, if there is a word for it."""
        if problems.is_said(f"next-{key}"):
            self.next = self.words(f"next-{key}", **values)

    def lose(self, key: str, **values: object) -> None:
        """Note what rights keep out of a result; `finish` says it once, behind the result."""
        self.losses.setdefault(self.words(key, **values), True)

    def say_others(self, changes: Any, out: Path) -> None:
        """Print which files of others stayed among ours."""
        if changes.others:
            names = language.listed(changes.others[:5], self.lang)
            self.say("others", out=out, count=len(changes.others), names=names)

    def finish(self) -> None:
        """Print what rights kept out and the hints, if not told yet, and last what to do next."""
        self.tell("".join(f"{line}\n" for line, new in self.losses.items() if new))
        self.losses = dict.fromkeys(self.losses, False)
        hints = {(p.path, p.field, p.rule): p for p in self.hints}
        self.tell(
            problems.by_kind([p for key, p in hints.items() if key not in self.told], self.lang)
        )
        self.told |= hints.keys()
        if self.next:
            self.tell(self.words("next", step=self.next) + "\n")
        self.hints, self.next = [], ""

    def tell_error(self, error: Exception) -> int:
        """Print why nothing was built; return the exit code.

        1 for content, machine and requests; 2 for a bug of ours, which alone has a traceback.
        """
        error = self._own_fault(error) or error
        if isinstance(error, ContentError):
            self.tell(problems.as_text(problems.errors(error.problems), self.lang))
        elif sentence := problems.refusal(error, self.lang):
            self.tell(f"{sentence}\n")
        else:
            traceback.print_exception(error)
            self.tell(self.words("bug") + "\n")
            return 2
        return 1

    def _own_fault(self, error: Exception) -> ContentError | None:
        """Return what a template of the cluster's own has done, if it was one."""
        typesetting = sys.modules.get("schaufenster.look.typesetting")
        if typesetting and isinstance(error, typesetting.TypesettingError):
            reason = {"reason": error.reason}
            own = Problem("theme/sheets/sheet.typ", error.line, 1, "", "theme-name", reason)
            return ContentError([own]) if (self.root / own.path).exists() else None
        templates = sys.modules.get("schaufenster.templates")
        if templates is None or (fault := templates.fault_in(error)) is None:
            return None
        file, line, reason = fault
        if file.is_relative_to(self.build):  # where the frame is put together
            file = self.root / file.relative_to(self.build)
        path = file.relative_to(self.root).as_posix() if file.is_relative_to(self.root) else ""
        if not path.startswith(("theme/", "newsletter/")) or not file.exists():
            return None
        return ContentError([Problem(path, line, 1, "", "theme-name", {"reason": reason})])

    def tell(self, text: str) -> None:
        """Print to the error stream, so that results stay clean."""
        click.echo(text, nl=False, err=True)

    def step(self, key: str) -> None:
        """Note when a step begins, and print it on a terminal."""
        self.begun.append((key, time.perf_counter(), sum(os.times()[:4])))
        if sys.stderr.isatty():
            self.tell(f"  {self.words(key)} …\n")

    def write_timings(self, file: Path) -> None:
        """Write each step's seconds as JSON: on the wall, and of all processors (with children).

        A step that comes twice counts twice; steps stand in the order they began.
        """
        ends = [*self.begun[1:], ("", time.perf_counter(), sum(os.times()[:4]))]
        spent: dict[str, dict[str, float]] = {}
        for (key, wall, cpu), (_, wall_end, cpu_end) in zip(self.begun, ends, strict=True):
            step = spent.setdefault(key, {"wall": 0.0, "cpu": 0.0})
            step["wall"] += wall_end - wall
            step["cpu"] += cpu_end - cpu
        from schaufenster import write

        write.write_file(file, json.dumps(spent, indent=1).encode())

    def fail(self, key: str, **values: object) -> NoReturn:
        """Print why nothing was done and end with 1."""
        self.tell(self.words(key, **values) + "\n")
        sys.exit(1)

    def file(self, name: str) -> Path:
        """Return the cluster's own file or folder where it has one, else the package's."""
        return next(root / name for root in self.layers if (root / name).exists())

    def overlay(self, folder: str) -> dict[str, Path]:
        """Return the files of a folder by path: the cluster's own, and the package's others."""
        places = [root / folder for root in reversed(self.layers)]
        return {
            file.relative_to(place).as_posix(): file
            for place in places
            for file in sorted(place.rglob("*"))
            if file.is_file() and not file.name.startswith(".")
        }

    def known_content(self, site: Path) -> KnownContent | None:
        """Return the content that the last build of a site left behind, if it can be used."""
        from schaufenster import write

        known = write.read_state(site, "content")
        is_ours = isinstance(known, KnownContent) and known.content.source.root == self.root
        return known if is_ours else None

    def load(
        self,
        today: str | None,
        folder: str = ".",
        *,
        strict: bool = True,
        before: KnownContent | None = None,
    ) -> Cluster:
        """Return the cluster at a moment; keeps the hints below `folder`, raises its errors.

        What is as it was `before` is not read again.

        Without `strict` texts that are too long for a channel are no error.
        """
        self.step("reading")
        clock = clock_of(self, today)
        cluster = sound_cluster(check_cluster(self.root, clock, before and before.content), clock)
        if faults := self.check_look(cluster):
            raise ContentError(faults)
        if strict and (errors := problems.errors(selection.check_editions(cluster))):
            raise ContentError((*cluster.warnings, *errors))
        hints = [*cluster.warnings, *missing_words(self)]
        self.hints += (p for p in hints if problems.is_below(p, [folder]))
        return cluster

    def check_look(self, cluster: Cluster) -> list[Problem]:
        """Take over a cluster's theme, languages and country; return what is wrong with its own."""
        identity = cluster.identity
        self.theme, self.languages = identity.theme, identity.languages
        self.country = identity.country
        return check_theme(self)

    def channel(self, cluster: Cluster, name: str) -> str:
        """Return the name of a channel; end with 1 if there is none of this name."""
        if name not in cluster.channels:
            names = ", ".join(sorted(cluster.channels)) or "–"
            self.fail("no-channel", channel=name, known=names)
        return name

    def day(self, text: str | None, cluster: Cluster) -> PartialDate:
        """Return the day that a text names, else the day of the build."""
        try:
            day = dt.date.fromisoformat(text) if text else cluster.today
        except ValueError:
            self.fail("no-date", value=text)
        return PartialDate(day.year, day.month, day.day)

    def remark(self, text: str) -> str:
        """Return the text of an option; end with 1 if the content could not hold it."""
        faults = [*sanitize.check_line(text)]
        if len(text) > LONGEST_REMARK:
            faults.append(Fault("too-long", values={"length": len(text), "most": LONGEST_REMARK}))
        if faults:
            refused = [Problem(text, 0, 0, "", fault.rule, fault.values) for fault in faults]
            self.tell(problems.as_text(refused, self.lang))
            sys.exit(1)
        return text

    def table(self, rows: tuple[tuple[str, ...], ...]) -> None:
        """Print rows in columns, the heads underlined."""
        widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
        for number, row in enumerate(rows):
            cells = (cell.ljust(width) for cell, width in zip(row, widths, strict=True))
            click.echo("  ".join(cells).rstrip())
            if number == 0:
                click.echo("  ".join("─" * width for width in widths))

    def edition(self, cluster: Cluster, name: str) -> str:
        """Return the name of an edition, `newest` for the last; end with 1 if there is none."""
        editions = sorted(cluster.editions)
        name = editions[-1] if name == "newest" and editions else name
        if name not in editions:
            self.fail("no-edition", edition=name, known=", ".join(editions) or "–")
        return name

    def templates(self, folder: str) -> Any:
        """Return the templates of a folder, the cluster's before the package's."""
        from schaufenster.templates import load_templates

        return load_templates(folder, self.layers, self.languages[0], self.country)

    def environment(self, name: str) -> str:
        """Return what the environment says under a name; empty if nothing."""
        return os.environ.get(name, "")

    def state_folder(self, cluster: Cluster) -> Path:
        """Return where this machine keeps what no repository may hold: recipients, ledger, keys."""
        if named := self.environment("SCHAUFENSTER_STATE"):
            return Path(named).absolute()
        base = self.environment("XDG_STATE_HOME") or Path.home() / ".local/state"
        return Path(base, "schaufenster", cluster.identity.tag)

    @contextmanager
    def build_lock(self) -> Iterator[None]:
        """Keep `build/` for this command alone. Raises `write.Busy` if another one has it."""
        from schaufenster import write

        with write.file_lock(self.build / "lock"):
            yield

    @contextmanager
    def editing(self) -> Iterator[None]:
        """Keep the content for this command alone, without what a killed one has left in it."""
        from schaufenster import write

        with self.build_lock():
            write.clean_up(self.root / folder for folder in FOLDERS)
            yield


def now() -> tuple[str, float]:
    """Return the time of day for people, and seconds of which only differences mean something."""
    return f"{dt.datetime.now():%H:%M:%S}", time.perf_counter()  # noqa: DTZ005 - the person's zone


def clock_of(job: Job, today: str | None) -> Clock:
    """Return the moment to build for: `--today`, else SOURCE_DATE_EPOCH, else now."""
    epoch = os.environ.get("SOURCE_DATE_EPOCH")
    try:
        if today:
            moment = dt.datetime.fromisoformat(today)
            return lambda zone: moment.replace(tzinfo=zone)
        if epoch:
            built = dt.datetime.fromtimestamp(int(epoch), dt.UTC)
            return built.astimezone
    except (ValueError, OverflowError, OSError):  # no number, or none that a calendar has
        job.fail("no-date", value=today or epoch)
    return dt.datetime.now
