"""Brings a PostgreSQL server to the state that the migrations start from."""

from collections.abc import Callable, Mapping
from typing import Any

import psycopg

from tenants.kernel import roles

Connect = Callable[[str], psycopg.Connection[Any]]
"""Opens an autocommitting superuser connection to the database of the given name."""

# The releases that keep planner statistics from showing rows which row-level security hides.
# Source: PostgreSQL release notes of 14 August 2025, CVE-2025-8713.
_OLDEST_MINOR = {15: 14, 16: 10, 17: 6, 18: 0}


def prepare_cluster(connect: Connect, passwords: Mapping[str, str], database: str) -> None:
    """Create the roles and the database, or bring existing ones to this state; repeatable.

    Args:
        connect: Opens a superuser connection.
        passwords: Password of each login role, by full role name.
        database: Name of the product's database.
    """
    with connect("postgres") as connection:
        found = connection.execute(
            "SELECT 1 FROM pg_database WHERE datname = %s", [database]
        ).fetchone()
        if found is None:
            connection.execute(
                f"CREATE DATABASE {roles.quoted(database)} TEMPLATE template0".encode()
            )
    with connect(database) as connection:
        for statement in roles.role_statements(passwords, database):
            connection.execute(statement.encode())


def problem_with_version(server_version: int) -> str | None:
    """Tell why a server is too old to hold several regencies apart, or None when it is not.

    Args:
        server_version: As in ``server_version_num``, 150018 for 15.18.

    Source: PostgreSQL release notes of 14 August 2025, CVE-2025-8713.
    """
    major, minor = divmod(server_version, 10_000)
    oldest_major = min(_OLDEST_MINOR)
    if major < oldest_major:
        return f"PostgreSQL {major} is too old: {oldest_major} or newer is needed"
    oldest_minor = _OLDEST_MINOR.get(major, 0)
    if minor < oldest_minor:
        return f"PostgreSQL {major}.{minor} lacks security fixes: update to {major}.{oldest_minor}"
    return None
