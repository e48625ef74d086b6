"""`flask worker` and `flask relay`: the two processes behind the web."""

import signal
from threading import Event

import click
from flask.cli import with_appcontext

from tenants.kernel import bell


@click.command("worker")
@with_appcontext
def run_worker_command() -> None:
    """Kerjakan tugas latar (RQ)."""
    bell.run_worker()


@click.command("relay")
@with_appcontext
def run_relay_command() -> None:
    """Bunyikan bel Redis untuk tugas yang jatuh tempo."""
    stop = Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        signal.signal(number, lambda *_: stop.set())
    bell.run_relay(stop)
