"""The one way to make a table: every wall of it is put up here and nowhere else. Append-only.

Policies are bare, without a sub-select: the planner sees the largest tenant as it is, and a
distributed PostgreSQL accepts them. USING and WITH CHECK are always the same text. No role is ever
granted UPDATE on ``tenant_id``, so no row can move.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import sqlalchemy as sa
from alembic import op

TENANT_MATCH = "tenant_id = nullif(current_setting('siap.tenant', true), '')::int"
ROLES = ("identity", "regency", "branch", "oversight", "job")


@dataclass(frozen=True)
class Grant:
    """What one role may do with a table. ``update`` names the columns it may change."""

    select: bool = True
    insert: bool = False
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
        every_tenant: roles of queue tables that see every tenant's rows, only to claim them.

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
    op.execute(f"ALTER TABLE {name} ENABLE ROW LEVEL SECURITY")
    op.execute(f"ALTER TABLE {name} FORCE ROW LEVEL SECURITY")
    for role, grant in grants.items():
        rule = "true" if role in every_tenant else TENANT_MATCH
        op.execute(
            f"CREATE POLICY {name}_{role} ON {name} TO siap_{role}"
            f" USING ({rule}) WITH CHECK ({rule})"
        )
        _grant(name, role, grant)


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


def _grant(table: str, role: str, grant: Grant) -> None:
    whole = [
        verb
        for verb, given in (
            ("SELECT", grant.select),
            ("INSERT", grant.insert),
            ("DELETE", grant.delete),
        )
        if given
    ]
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
