"""What the database really holds: tables, grants, policies and keys, read as the superuser.

The tests of the walls find tables and roles here, never by name, so a table that lands tomorrow is
tested tomorrow.
"""

import tomllib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path
from typing import Any, NamedTuple, TypeAlias

import psycopg

from tests.engines import Engines

DICTIONARY = Path(__file__).parents[2] / "migrations" / "tables.toml"
APP_ROLES = ("identity", "regency", "branch", "oversight", "job", "matcher")
OWN_TABLE_OF_ALEMBIC = "alembic_version"
REFUSED = "42501"

Connection: TypeAlias = psycopg.Connection[tuple[Any, ...]]
Rows: TypeAlias = list[tuple[Any, ...]]


class Grant(NamedTuple):
    """One privilege on a table, or on one column of it when ``column`` is set."""

    table: str
    role: str
    privilege: str
    column: str | None


class ForeignKey(NamedTuple):
    """A foreign key with its column pairs in order."""

    name: str
    table: str
    target: str
    pairs: tuple[tuple[str, str], ...]


class Column(NamedTuple):
    """A column as a row needs it: type name, whether it may be empty, whether it fills itself."""

    name: str
    type: str
    required: bool
    generated: bool


@cache
def dictionary() -> dict[str, str]:
    """Kind of every table listed in ``migrations/tables.toml``."""
    sections = tomllib.loads(DICTIONARY.read_text(encoding="utf-8"))
    return {table: kind for kind, tables in sections.items() for table in tables}


@dataclass
class Catalog:
    """The catalog of one database.

    Attributes:
        engines: the cluster.
        database: which of its databases.
    """

    engines: Engines
    database: str

    def query(self, statement: str) -> Rows:
        """Rows of one statement, as the superuser."""
        try:
            cursor = self.superuser.execute(statement.encode())
        except psycopg.Error:
            self.superuser.rollback()
            raise
        return cursor.fetchall() if cursor.description else []

    @cached_property
    def superuser(self) -> Connection:
        """A connection that no wall stops, each statement its own transaction."""
        return self.engines.postgres.connect(self.database)

    def close(self) -> None:
        """Leave the database."""
        self.superuser.close()

    def walled_tables(self) -> list[str]:
        """Tables whose rows belong to one tenant each, in order: all with a ``tenant_id`` key."""
        walled = {"tenant", "matching", "queue"}
        return sorted(name for name, kind in dictionary().items() if kind in walled)

    def relations(self) -> list[tuple[str, str, str]]:
        """Name, kind (``r``, ``v``, ``m``, ``p``, ``S`` ...) and owner of all in schema public."""
        return [
            (name, kind, owner)
            for name, kind, owner in self.query(
                "SELECT relname, relkind::text, pg_get_userbyid(relowner) FROM pg_class"
                " WHERE relnamespace = 'public'::regnamespace AND relkind NOT IN ('i', 'I', 't')"
                " ORDER BY relname"
            )
        ]

    @cached_property
    def grants(self) -> list[Grant]:
        """Privileges of everyone but the owner, on tables and on columns. ``PUBLIC`` is a role."""
        return [
            Grant(*row)
            for row in self.query(
                "SELECT c.relname, coalesce(r.rolname, 'PUBLIC'), a.privilege_type, a.column_name"
                " FROM pg_class c CROSS JOIN LATERAL ("
                "  SELECT grantee, privilege_type, NULL::text AS column_name"
                "  FROM aclexplode(c.relacl)"
                "  UNION ALL SELECT x.grantee, x.privilege_type, t.attname::text"
                "  FROM pg_attribute t CROSS JOIN LATERAL aclexplode(t.attacl) x"
                "  WHERE t.attrelid = c.oid AND NOT t.attisdropped) a"
                " LEFT JOIN pg_roles r ON r.oid = a.grantee"
                " WHERE c.relnamespace = 'public'::regnamespace AND a.grantee <> c.relowner"
                " ORDER BY 1, 2, 3, 4"
            )
        ]

    def foreign_keys(self) -> list[ForeignKey]:
        """Every foreign key in schema public."""
        return [
            ForeignKey(name, table, target, tuple(zip(own, theirs, strict=True)))
            for name, table, target, own, theirs in self.query(
                "SELECT k.conname, c.relname, t.relname,"
                "  (SELECT array_agg(a.attname::text ORDER BY n.ord)"
                "   FROM unnest(k.conkey) WITH ORDINALITY n(num, ord)"
                "   JOIN pg_attribute a ON a.attrelid = k.conrelid AND a.attnum = n.num),"
                "  (SELECT array_agg(a.attname::text ORDER BY n.ord)"
                "   FROM unnest(k.confkey) WITH ORDINALITY n(num, ord)"
                "   JOIN pg_attribute a ON a.attrelid = k.confrelid AND a.attnum = n.num)"
                " FROM pg_constraint k JOIN pg_class c ON c.oid = k.conrelid"
                " JOIN pg_class t ON t.oid = k.confrelid"
                " WHERE k.contype = 'f' AND k.connamespace = 'public'::regnamespace"
                " ORDER BY c.relname, k.conname"
            )
        ]

    def unique_indexes(self) -> list[tuple[str, str, list[str]]]:
        """Table, name and plain columns, in order, of every unique index."""
        return [
            (table, index, columns or [])
            for table, index, columns in self.query(
                "SELECT c.relname, i.relname, (SELECT array_agg(a.attname::text ORDER BY n.ord)"
                "   FROM unnest(x.indkey) WITH ORDINALITY n(num, ord)"
                "   JOIN pg_attribute a ON a.attrelid = x.indrelid AND a.attnum = n.num)"
                " FROM pg_index x JOIN pg_class c ON c.oid = x.indrelid"
                " JOIN pg_class i ON i.oid = x.indexrelid"
                " WHERE x.indisunique AND c.relnamespace = 'public'::regnamespace"
                " ORDER BY c.relname, i.relname"
            )
        ]

    def columns(self, table: str) -> list[Column]:
        """The columns of a table, in order."""
        return [
            Column(*row)
            for row in self.query(
                "SELECT attname, format_type(atttypid, atttypmod), attnotnull,"
                " attgenerated <> '' OR attidentity <> ''"
                f" FROM pg_attribute WHERE attrelid = '{table}'::regclass"
                " AND attnum > 0 AND NOT attisdropped ORDER BY attnum"
            )
        ]

    def roles_with(self, table: str, privilege: str) -> list[str]:
        """App roles (``regency``) that hold a privilege on the table or on one of its columns."""
        held = {
            grant.role.removeprefix("siap_")
            for grant in self.grants
            if grant.table == table and grant.privilege == privilege
        }
        return [role for role in APP_ROLES if role in held]

    def connect(self, role: str) -> Connection:
        """A plain connection of one login role, without any context."""
        url = self.engines.url_for(role, self.database).replace("+psycopg", "", 1)
        return psycopg.connect(url)


def attempt(
    connection: Connection,
    statement: str,
    *,
    tenant: int | None = None,
    organisation: str | None = None,
) -> int | str:
    """Run one statement, perhaps with a tenant and an organisation named, and roll it back.

    Returns:
        the number it selects, or how many rows it touched; ``REFUSED`` when privileges or row
        security refused it. Any other error of the database is the test's to see.
    """
    try:
        with connection.cursor() as cursor:
            if tenant is not None:
                cursor.execute(f"SET LOCAL siap.tenant = '{tenant}'".encode())
            if organisation is not None:
                cursor.execute(f"SET LOCAL siap.organisation = '{organisation}'".encode())
            cursor.execute(statement.encode())
            if cursor.description is None:
                return cursor.rowcount
            selected: int = cursor.fetchall()[0][0]
            return selected
    except psycopg.errors.InsufficientPrivilege:
        return REFUSED
    finally:
        connection.rollback()
