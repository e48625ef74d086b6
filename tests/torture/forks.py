"""Row 7: two children of a process with open connections, turn after turn.

As a program it plays the turns and prints what went wrong as JSON. It forks, so it has no threads.
Each turn is two transactions that interleave in the worst order: the first child names its regency,
the second names another, then both read. On shared connections every turn leaks.
"""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

from sqlalchemy import text
from sqlalchemy.engine import Connection

from tenants.kernel import db
from tenants.kernel.db import DatabaseRole, engine_for
from tests.architecture.catalog import Catalog
from tests.architecture.fork_scene import Pipe, bound, fork
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.conftest import ROOT
from tests.torture.findings import Finding
from tests.torture.world import World
from wsgi import create_app

TRANSACTIONS = 250_000
ONE, OTHER = FILLED_TENANTS[:2]
_TURNS_OF_A_PAIR = 5_000
_LONGEST_SECONDS = 1_500
_CONTROL_SECONDS = 60
# More, and the driver of either child would prepare statements that the other already has.
_CONTROL_TRANSACTIONS = 4


def hunt(world: World, *, transactions: int = TRANSACTIONS) -> list[Finding]:
    """Play the turns with the hook in its place, and a few without it."""
    with world.database("forks") as database:
        rows = Rows(Catalog(world.engines, database))
        rows.fill((ONE, OTHER))
        rows.catalog.close()
        environment = world.environment(database)
        kept = _play(environment, transactions)
        started = time.monotonic()
        shared = _play(environment, _CONTROL_TRANSACTIONS, "--keep-connections")
    return [
        Finding(
            row=7,
            name="transactions of forked children",
            figure=kept,
            target=f"0 foreign of >= {transactions}",
            passed=kept["foreign"] == 0 and kept["transactions"] >= transactions,
        ),
        Finding(
            row=7,
            name="control: the parent's connections kept",
            figure=shared,
            target=f"fails within {_CONTROL_SECONDS} s",
            passed=shared["foreign"] > 0 and time.monotonic() - started < _CONTROL_SECONDS,
        ),
    ]


def _play(environment: dict[str, str], transactions: int, *flags: str) -> dict[str, int]:
    result = subprocess.run(
        [sys.executable, "-m", "tests.torture.forks", str(transactions), *flags],
        env=environment,
        cwd=Path(ROOT),
        check=True,
        capture_output=True,
        timeout=_LONGEST_SECONDS if not flags else _CONTROL_SECONDS,
    )
    counted: dict[str, int] = json.loads(result.stdout)
    return counted


def play_pair(turns: int) -> dict[str, int]:
    """Prime the pool, fork two children, and let them take turns."""
    engine = engine_for(DatabaseRole.REGENCY)
    with engine.connect() as connection:
        _reads_own(connection, ONE)
    to_first, to_second, answers = Pipe(), Pipe(), Pipe()

    def child(own: int, mine: Pipe, others: Pipe) -> object:
        """The turn passes twice: once to name the regencies, once to read."""
        foreign = 0
        mine.wait()
        connection = engine.connect()
        others.send({})
        for _ in range(turns):
            mine.wait()
            session = bound(connection, own)
            session.connection()
            others.send({})
            mine.wait()
            seen = list(session.scalars(text("SELECT tenant_id FROM department")))
            foreign += seen != [own]
            session.rollback()
            others.send({})
        answers.send({"foreign": foreign})
        return connection

    children = [
        fork(lambda: child(ONE, to_first, to_second), _LONGEST_SECONDS),
        fork(lambda: child(OTHER, to_second, to_first), _LONGEST_SECONDS),
    ]
    to_first.send({})
    foreign = sum(int(str(answers.wait()["foreign"])) for _ in children)
    for one in children:
        os.waitpid(one, 0)
    return {"transactions": 2 * turns, "foreign": foreign}


def _reads_own(connection: Connection, own: int) -> bool:
    session = bound(connection, own)
    return list(session.scalars(text("SELECT tenant_id FROM department"))) == [own]


def main(arguments: list[str]) -> None:
    """Play pair after pair: each is a fork from a parent whose pool is in use."""
    signal.alarm(_LONGEST_SECONDS)
    app = create_app()
    if "--keep-connections" in arguments:
        db._engines.clear()
    wanted, total, pairs = int(arguments[0]), {"transactions": 0, "foreign": 0}, 0
    with app.app_context():
        while total["transactions"] < wanted:
            left = wanted - total["transactions"]
            counted = play_pair(min(_TURNS_OF_A_PAIR, -(-left // 2)))
            total = {name: total[name] + counted[name] for name in total}
            pairs += 1
    print(json.dumps({**total, "pairs_forked": pairs}))  # noqa: T201  the answer


if __name__ == "__main__":
    main(sys.argv[1:])
