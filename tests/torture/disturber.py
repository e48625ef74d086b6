"""Cancels statements, cuts connections and holds locks, while visitors ask for pages."""

import threading
from collections import Counter
from dataclasses import dataclass, field
from typing import Self

import psycopg
from psycopg import sql

from tests.engines import Engines

_PAUSE_SECONDS = 0.02
_CUT_EVERY = 40
_LOCK_EVERY = 5_000
_FIRST_LOCK = 500
_LOCK_SECONDS = 3.3  # longer than the pages' lock timeout
_LOCKED = sql.SQL("LOCK TABLE {} IN ACCESS EXCLUSIVE MODE")
_VICTIM = (
    "SELECT {}(pid) FROM pg_stat_activity WHERE datname = %s AND usename LIKE 'siap_%%'"
    " AND state <> 'idle' ORDER BY random() LIMIT 1"
)


@dataclass
class Disturber:
    """Disturbs one database until told to stop.

    Attributes:
        engines: the cluster.
        database: which of its databases.
        locked_tables: what a lock is held on, in turn.
        done: how often each disturbance met something.
    """

    engines: Engines
    database: str
    locked_tables: tuple[str, ...]
    done: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._stop.set()
        self._thread.join()

    def _run(self) -> None:
        turn = 0
        with self.engines.postgres.connect(self.database) as connection:
            while not self._stop.wait(_PAUSE_SECONDS):
                turn += 1
                if turn % _LOCK_EVERY == _FIRST_LOCK:
                    self._hold_lock(turn // _LOCK_EVERY)
                ending = "pg_terminate_backend" if turn % _CUT_EVERY == 0 else "pg_cancel_backend"
                statement = _VICTIM.format(ending).encode()
                found = connection.execute(statement, (self.database,)).fetchall()
                self.done[ending.removeprefix("pg_").removesuffix("_backend")] += len(found)

    def _hold_lock(self, number: int) -> None:
        table = self.locked_tables[number % len(self.locked_tables)]
        with self.engines.postgres.connect(self.database) as connection:
            try:
                with connection.transaction():
                    connection.execute("SET LOCAL lock_timeout = '2s'")
                    connection.execute(_LOCKED.format(sql.Identifier(table)))
                    self.done["lock"] += 1
                    self._stop.wait(_LOCK_SECONDS)
            except psycopg.errors.LockNotAvailable:
                self.done["lock not had"] += 1
