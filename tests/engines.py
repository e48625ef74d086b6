"""Embedded engines for the tests: one PostgreSQL and one Valkey per pytest process.

A parallel worker starts its own pair the first time a test asks for it, so workers share nothing
and a run of unit tests starts no server at all. The servers die with their pytest process.
"""

import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from psycopg import sql

from tenants.kernel import roles
from tenants.local import places, processes
from tenants.local.postgres import SUPERUSER, Postgres
from tenants.local.valkey import Valkey

# The data is thrown away, so nothing waits for the disk.
THROWAWAY_SETTINGS = {
    "fsync": "off",
    "synchronous_commit": "off",
    "full_page_writes": "off",
    "wal_level": "minimal",
    "max_wal_senders": "0",
    "max_wal_size": "256MB",
    "shared_buffers": "64MB",
    "autovacuum": "off",
    "jit": "off",
}


class Engines:
    """A running PostgreSQL with the product's roles, and a running Valkey.

    Attributes:
        postgres: The database server; ``stop()`` and ``start()`` simulate an outage.
        valkey: The queue's server; likewise.
        passwords: Password of each login role, by full role name.
    """

    def __init__(self, postgres: Postgres, valkey: Valkey, passwords: dict[str, str]) -> None:
        self.postgres = postgres
        self.valkey = valkey
        self.passwords = passwords

    @property
    def admin_url(self) -> str:
        """SQLAlchemy address of the superuser's own database."""
        return self.admin_url_for(SUPERUSER)

    @property
    def redis_url(self) -> str:
        """Address for ``REDIS_URL``."""
        return self.valkey.url

    def admin_url_for(self, database: str) -> str:
        """Return the SQLAlchemy address of a database for the superuser."""
        return self.postgres.url(SUPERUSER, self.postgres.password, database)

    def url_for(self, role: str, database: str) -> str:
        """Return the SQLAlchemy address of a database for one login role.

        Args:
            role: ``migrate``, ``identity``, ``regency``, ``branch``, ``oversight`` or ``job``.
            database: Name of a database made by ``create_database``.
        """
        name = f"siap_{role}"
        return self.postgres.url(name, self.passwords[name], database)

    def create_database(self, name: str, template: str | None = None) -> str:
        """Create a database owned by the product's owner and return its name.

        Args:
            name: The new database's name.
            template: A database to copy, to which nobody is connected; empty when left out.
        """
        statement = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy").format(
            sql.Identifier(name), sql.Identifier(template or "template0")
        )
        self.execute(SUPERUSER, statement)
        for text in roles.database_statements(name):
            self.execute(name, text)
        return name

    def drop_database(self, name: str) -> None:
        """Drop a database and cut every connection to it."""
        self.execute(
            SUPERUSER,
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(name)),
        )

    def execute(self, database: str, statement: str | sql.Composed) -> list[tuple[Any, ...]]:
        """Run one statement as the superuser and return its rows, if it has any."""
        with self.postgres.connect(database) as connection:
            cursor = connection.execute(statement)
            return list(cursor.fetchall()) if cursor.description else []


@contextmanager
def running_engines(
    directory: Path, settings: Mapping[str, str] = THROWAWAY_SETTINGS
) -> Iterator[Engines]:
    """Start both engines with their data under ``directory`` and stop them at the end.

    Args:
        directory: gets the data.
        settings: of PostgreSQL.
    """
    runtime = places.create_runtime(processes.engine_user())
    postgres = Postgres(
        data=directory / "postgres",
        log=directory / "postgres.log",
        password=secrets.token_urlsafe(16),
        runtime=runtime,
        settings=settings,
    )
    valkey = Valkey(data=directory / "valkey", log=directory / "valkey.log", runtime=runtime)
    passwords = {role: secrets.token_urlsafe(16) for role in roles.LOGIN_ROLES}
    try:
        postgres.create_cluster()
        postgres.start()
        valkey.start()
        engines = Engines(postgres, valkey, passwords)
        for statement in roles.cluster_statements(passwords):
            engines.execute(SUPERUSER, statement)
        yield engines
    finally:
        valkey.stop()
        postgres.stop()
        runtime.remove()


@pytest.fixture(scope="session")
def engines(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Engines]:
    """The engines of this pytest process."""
    with running_engines(tmp_path_factory.mktemp("engines")) as started:
        yield started
