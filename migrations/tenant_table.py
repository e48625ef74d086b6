"""The one way to make a table: every wall of it is put up here and nowhere else. Append-only.

Policies are bare, without a sub-select: the planner sees the largest tenant as it is, and a
distributed PostgreSQL accepts them. USING and WITH CHECK are always the same text. No role is ever
granted UPDATE on ``tenant_id``, so no row can move.
"""

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic import op

TENANT_MATCH = "tenant_id = nullif(current_setting('siap.tenant', true), '')::int"
ORGANISATION_MATCH = (
    "organisation_id = nullif(current_setting('siap.organisation', true), '')::uuid"
)
ROLES = ("identity", "regency", "branch", "oversight", "job")


@dataclass(frozen=True)
class Grant:
    """What one role may do with a table.

    ``update`` names the columns it may change; ``select`` may name the only columns it may read,
    ``insert`` the only ones it may fill.
    """

    select: bool | Sequence[str] = True
    insert: bool | Sequence[str] = False
    update: Sequence[str] = ()
    delete: bool = False


READ = Grant()


def create_tenant_table(
    name: str,
    *elements: Any,
    grants: Mapping[str, Grant],
    key: Sequence[str] = ("tenant_id", "id"),
    every_tenant: Sequence[str] = (),
) -> None:
    """Create a table whose rows belong to one tenant each.

    Args:
        name: of the table.
        elements: columns, constraints and ``tenant_fk``; without ``tenant_id`` and ``id``.
        grants: role (``regency``) to what it may do.
        key: the primary key. It begins with ``tenant_id``; with ``id`` in it, that column is added.
        every_tenant: roles that see every tenant's rows: the job role in the queue, to claim them;
            oversight in what is published for comparison.

    Raises:
        ValueError: a key or unique constraint does not begin with the tenant, or the tenant could
            be changed.
    """
    _check_tenant_first(name, key, elements, grants)
    own: list[sa.Column[Any]] = [sa.Column("tenant_id", sa.Integer(), nullable=False)]
    if "id" in key:
        own.append(sa.Column("id", sa.Uuid(), nullable=False))
    op.create_table(
        name,
        *own,
        *elements,
        sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"),
        sa.ForeignKeyConstraint(["tenant_id"], ["tenant.id"], name=f"fk_{name}_tenant_id"),
    )
    _raise_row_security(name)
    for role, grant in grants.items():
        _add_policy(name, role, "true" if role in every_tenant else TENANT_MATCH)
        _grant(name, role, grant)


def open_tenant_table(name: str, role: str, grant: Grant, *, only: str = "") -> None:
    """Open an existing tenant table to one more role, under a policy of its own.

    Args:
        name: of the table.
        role: such as ``branch``.
        grant: what it may do.
        only: a condition on the row that narrows the tenant's rows further.

    Raises:
        ValueError: the tenant could be changed.
    """
    if {"tenant_id", "id"} & set(grant.update):
        raise ValueError(f"{name}: tenant_id and id never change")
    _add_policy(name, role, f"{TENANT_MATCH} AND {only}" if only else TENANT_MATCH)
    _grant(name, role, grant)


def open_to_every_tenant(name: str, role: str, grant: Grant) -> None:
    """Open an existing tenant table to one more role, which sees the rows of every tenant.

    Args:
        name: of the table; it says nothing of who a row is about.
        role: such as ``matcher``.
        grant: what it may do.
    """
    _add_policy(name, role, "true")
    _grant(name, role, grant)


def close_tenant_table(name: str, role: str) -> None:
    """Take away what ``open_tenant_table`` or ``open_to_every_tenant`` gave."""
    op.execute(f"DROP POLICY {name}_{role} ON {name}")
    op.execute(f"REVOKE ALL ON {name} FROM siap_{role}")


def hold_to_own_rows(name: str, role: str, own: str) -> None:
    """Narrow what a role adds to, changes in and removes from a tenant table to rows of its own.

    It goes on reading every row of the tenant: these policies restrict three commands and stand
    beside the one that opens the table.

    Args:
        name: of the table.
        role: such as ``branch``.
        own: a bare condition on the row.
    """
    for command, clause in (("INSERT", "WITH CHECK"), ("UPDATE", "USING"), ("DELETE", "USING")):
        op.execute(
            f"CREATE POLICY {name}_{role}_own_{command.lower()} ON {name} AS RESTRICTIVE"
            f" FOR {command} TO siap_{role} {clause} ({own})"
        )


def release_own_rows(name: str, role: str) -> None:
    """Take away what ``hold_to_own_rows`` put up."""
    for command in ("insert", "update", "delete"):
        op.execute(f"DROP POLICY {name}_{role}_own_{command} ON {name}")


def create_organisation_table(
    name: str,
    *elements: Any,
    grants: Mapping[str, Grant],
    every_organisation: Sequence[str] = (),
    by_tenant: Sequence[str] = (),
) -> None:
    """Create a table whose rows belong to one organisation that is no tenant.

    Args:
        name: of the table.
        elements: columns and constraints; without ``organisation_id`` and ``id``.
        grants: role to what it may do.
        every_organisation: roles that see the rows of all, to keep them.
        by_tenant: roles that see the rows which name their tenant in ``tenant_id``.
    """
    op.create_table(
        name,
        sa.Column("organisation_id", sa.Uuid(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        *elements,
        sa.PrimaryKeyConstraint("organisation_id", "id", name=f"pk_{name}"),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisation.id"], name=f"fk_{name}_organisation_id"
        ),
    )
    _raise_row_security(name)
    for role, grant in grants.items():
        own = TENANT_MATCH if role in by_tenant else ORGANISATION_MATCH
        _add_policy(name, role, "true" if role in every_organisation else own)
        _grant(name, role, grant)


@contextmanager
def owner_sees_rows(*tables: str) -> Iterator[None]:
    """Let the owner, for the statements of this block, change rows of tables that force RLS.

    Without it such a statement touches no row and says nothing. The transaction holds the tables.
    """
    for table in tables:
        op.execute(f"ALTER TABLE {table} NO FORCE ROW LEVEL SECURITY")
    yield
    for table in tables:
        op.execute(f"ALTER TABLE {table} FORCE ROW LEVEL SECURITY")


def create_shared_table(name: str, *elements: Any, grants: Mapping[str, Grant]) -> None:
    """Create a reference, platform, identity or staging table, walled by grants alone."""
    op.create_table(name, *elements)
    for role, grant in grants.items():
        _grant(name, role, grant)


def tenant_fk(table: str, columns: Sequence[str], target: str) -> sa.ForeignKeyConstraint:
    """A foreign key inside one tenant: ``(tenant_id, columns)`` to ``(tenant_id, id)``."""
    return sa.ForeignKeyConstraint(
        ["tenant_id", *columns],
        [f"{target}.tenant_id", f"{target}.id"],
        name=f"fk_{table}_tenant_id_{'_'.join(columns)}",
    )


def _raise_row_security(name: str) -> None:
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")


def _add_policy(table: str, role: str, rule: str) -> None:
    op.execute(
        f"CREATE POLICY {table}_{role} ON {table} TO siap_{role} USING ({rule}) WITH CHECK ({rule})"
    )


def _grant(table: str, role: str, grant: Grant) -> None:
    whole = [
        verb
        for verb, given in (
            ("SELECT", grant.select is True),
            ("INSERT", grant.insert is True),
            ("DELETE", grant.delete),
        )
        if given
    ]
    if not isinstance(grant.select, bool):
        whole.append(f"SELECT ({', '.join(grant.select)})")
    if not isinstance(grant.insert, bool):
        whole.append(f"INSERT ({', '.join(grant.insert)})")
    if grant.update:
        whole.append(f"UPDATE ({', '.join(grant.update)})")
    op.execute(f"GRANT {', '.join(whole)} ON {table} TO siap_{role}")


def _check_tenant_first(
    name: str, key: Sequence[str], elements: Sequence[Any], grants: Mapping[str, Grant]
) -> None:
    unique = [element for element in elements if isinstance(element, sa.UniqueConstraint)]
    heads = [key[0], *(str(constraint._pending_colargs[0]) for constraint in unique)]  # noqa: SLF001  columns of an unattached constraint
    if any(head != "tenant_id" for head in heads):
        raise ValueError(f"{name}: every key and unique constraint begins with tenant_id")
    if any({"tenant_id", "id"} & set(grant.update) for grant in grants.values()):
        raise ValueError(f"{name}: tenant_id and id never change")
