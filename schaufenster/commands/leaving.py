"""`leaving`: the endpoint at which one person leaves a list with one click."""

from __future__ import annotations

import socketserver
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import click

from schaufenster import command_names as names
from schaufenster.commands.job import Job, now
from schaufenster.commands.mailing import ONE_CLICK, PASSWORDS, settings_of


class _Server(socketserver.ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Handler(WSGIRequestHandler):
    timeout = 20
    """Seconds: who sends a byte a minute holds no thread for ever."""

    def log_message(self, *_: Any) -> None:
        """Say nothing: the token of a request says who leaves."""


@click.command(names.LEAVING)
@click.option("--port", type=click.IntRange(1024, 65_535), default=8026, show_default=True)
@click.pass_obj
def leaving(job: Job, port: int) -> None:
    """Answer at 127.0.0.1:PORT where one leaves a list of Mailman with one click."""
    from schaufenster.mailing_lists import SHORTEST_SECRET, Mailman, MailmanError, who_leaves
    from schaufenster.mailing_lists.endpoint import Endpoint, LeavingError

    cluster = job.load(None)
    secret = job.environment(ONE_CLICK)
    if len(secret) < SHORTEST_SECRET:
        job.fail("send-one-click-secret", name=ONE_CLICK, least=SHORTEST_SECRET)
    lists = {c.mailing_list for c in cluster.channels.values() if c.mailing_list}
    settings, _ = settings_of(job, cluster)
    if not lists or not settings.mailman:
        job.fail("leaving-no-list")
    mailman = Mailman(settings.mailman, *map(job.environment, PASSWORDS["mailman"]))

    def leave(mailing_list: str, address: str) -> None:
        if mailing_list not in lists:
            return  # a list that was given up: nobody is on it
        try:
            mailman.leave(mailing_list, address)
        except MailmanError as error:
            raise LeavingError from error

    program = Endpoint(lambda token: who_leaves(token, secret), leave, cluster.identity.languages,
                       lambda: now()[1])  # fmt: skip
    with make_server("127.0.0.1", port, program, _Server, _Handler) as server:
        job.say("leaving", port=port)
        server.serve_forever()
