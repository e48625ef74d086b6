"""A row of every table, asked for by every role: within its tenant, without one, in another's.

Each refusal stands beside its control: the row exists, and its owner reads it.
"""

from collections.abc import Callable, Iterator
from contextlib import ExitStack
from functools import cache

import psycopg
import pytest

from tests.architecture.catalog import (
    APP_ROLES,
    REFUSED,
    Connection,
    attempt,
)
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.architecture.test_catalog import OTHER_POLICIES, OWN_ROWS_ONLY, STATED_BY_THE_OFFICE

OWNER, STRANGER, NEWCOMER = FILLED_TENANTS[:3]
LATECOMER = FILLED_TENANTS[-1] + 1

Connect = Callable[[str], Connection]


@pytest.fixture
def connect(rows: Rows) -> Iterator[Connect]:
    """Open connections that end with the test, one for each role: the cluster is shared."""
    with ExitStack() as stack:
        yield cache(lambda role: stack.enter_context(rows.catalog.connect(role)))


def tables_of(rows: Rows, role: str, privilege: str | None = None) -> list[str]:
    """Walled tables, or those a role holds a privilege on.

    Left out is what a role sees of every tenant: the queue, and what is published to compare.
    """
    return [
        table
        for table in rows.catalog.walled_tables()
        if (privilege is None or role in rows.catalog.roles_with(table, privilege))
        and OTHER_POLICIES.get((table, f"siap_{role}")) != "true"
    ]


def change_of(rows: Rows, table: str, role: str) -> str:
    """An UPDATE of every row of a table that the role's grants allow, if any does."""
    columns = [
        grant.column
        for grant in rows.catalog.grants
        if (grant.table, grant.role, grant.privilege) == (table, f"siap_{role}", "UPDATE")
    ]
    column = columns[0] if columns else "tenant_id"
    return f"UPDATE {table} SET {column} = {column}"


def is_held_back(table: str, role: str, privilege: str) -> bool:
    """Whether the role's right ends at rows that an office stated: the made rows are others'."""
    return OWN_ROWS_ONLY.get((table, f"siap_{role}", privilege)) == STATED_BY_THE_OFFICE


def leaks_without_tenant(rows: Rows, connection: Connection, role: str) -> list[str]:
    """What a role reads or writes on a connection that names no tenant."""
    leaks = []
    for table in tables_of(rows, role):
        statements = (
            f"SELECT count(*) FROM {table}",
            change_of(rows, table, role),
            f"DELETE FROM {table}",
        )
        leaks += [s for s in statements if attempt(connection, s) not in {0, REFUSED}]
        if attempt(connection, rows.insert(table, rows.row(table, LATECOMER))) != REFUSED:
            leaks.append(f"INSERT INTO {table}")
    return leaks


def test_every_table_holds_a_row_of_each_tenant(rows: Rows) -> None:
    held = {
        table: {tenant for (tenant,) in rows.catalog.query(f"SELECT tenant_id FROM {table}")}
        for table in rows.catalog.walled_tables()
    }

    assert {t: who for t, who in held.items() if not {OWNER, STRANGER, NEWCOMER} <= who} == {}


@pytest.mark.parametrize("role", APP_ROLES)
def test_role_that_names_no_tenant_reads_and_writes_nothing(
    rows: Rows, connect: Connect, role: str
) -> None:
    assert leaks_without_tenant(rows, connect(role), role) == []


@pytest.mark.parametrize("role", APP_ROLES)
def test_connection_after_a_transaction_remembers_no_tenant(
    rows: Rows, connect: Connect, role: str
) -> None:
    connection = connect(role)
    connection.execute(f"SET LOCAL siap.tenant = '{OWNER}'".encode())
    connection.commit()

    assert leaks_without_tenant(rows, connection, role) == []
    assert connection.execute("SELECT current_setting('siap.tenant')").fetchone() == ("",)


def test_owner_of_the_tables_that_names_no_tenant_reads_and_writes_nothing(
    rows: Rows, connect: Connect
) -> None:
    connection = connect("migrate")
    connection.execute("SET ROLE siap_owner")
    connection.commit()

    assert leaks_without_tenant(rows, connection, "owner") == []


def test_migrate_as_itself_reads_nothing(rows: Rows, connect: Connect) -> None:
    connection = connect("migrate")

    answers = {attempt(connection, f"SELECT count(*) FROM {table}") for table in rows.tables}

    assert answers == {REFUSED}


@pytest.mark.parametrize("role", APP_ROLES)
def test_role_reads_its_tenants_row_and_no_other(rows: Rows, connect: Connect, role: str) -> None:
    connection = connect(role)
    readable = tables_of(rows, role, "SELECT")

    all_it_sees = {
        table: attempt(connection, f"SELECT count(*) FROM {table}", tenant=OWNER)
        for table in readable
    }
    its_own = {
        table: attempt(
            connection, f"SELECT count(*) FROM {table} WHERE tenant_id = {OWNER}", tenant=OWNER
        )
        for table in readable
    }

    assert all_it_sees == its_own == dict.fromkeys(readable, 1)


def test_oversight_only_reads_what_it_sees_of_every_tenant(rows: Rows, connect: Connect) -> None:
    connection = connect("oversight")
    open_tables = [
        table
        for (table, role), rule in OTHER_POLICIES.items()
        if (role, rule) == ("siap_oversight", "true")
    ]

    answers = {
        table: [
            attempt(connection, f"SELECT count(*) FROM {table}", tenant=OWNER),
            attempt(connection, change_of(rows, table, "oversight"), tenant=OWNER),
            attempt(connection, f"DELETE FROM {table}", tenant=OWNER),
            attempt(connection, rows.insert(table, rows.row(table, LATECOMER)), tenant=LATECOMER),
        ]
        for table in open_tables
    }

    assert open_tables
    assert answers == {
        table: [len(FILLED_TENANTS), REFUSED, REFUSED, REFUSED] for table in open_tables
    }


def test_branch_reads_the_assignments_of_its_own_organisation_only(
    rows: Rows, connect: Connect
) -> None:
    connection = connect("branch")
    mine, another = (rows.row("branch_assignment", tenant) for tenant in (OWNER, STRANGER))

    seen = {}
    for name, row in (("mine", mine), ("another", another), ("nobody", {"organisation_id": ""})):
        connection.execute(f"SET LOCAL siap.organisation = '{row['organisation_id']}'".encode())
        found = connection.execute("SELECT id FROM branch_assignment").fetchall()
        seen[name] = [str(one) for (one,) in found]
        connection.rollback()

    assert seen == {"mine": [mine["id"]], "another": [another["id"]], "nobody": []}


def reached(connection: Connection, statement: str) -> int | str:
    """How many rows a stranger's statement touches; a row that others refer to counts as one."""
    try:
        return attempt(connection, statement, tenant=STRANGER)
    except psycopg.errors.ForeignKeyViolation:
        return 1


@pytest.mark.parametrize("role", APP_ROLES)
def test_role_changes_and_deletes_its_tenants_row_and_no_other(
    rows: Rows, connect: Connect, role: str
) -> None:
    connection = connect(role)
    statements = {
        (table, right): statement
        for table in tables_of(rows, role)
        for right, statement in (
            ("UPDATE", change_of(rows, table, role)),
            ("DELETE", f"DELETE FROM {table}"),
        )
    }

    answers = {
        (table, right): [
            reached(connection, statement),
            reached(connection, f"{statement} WHERE tenant_id = {OWNER}"),
        ]
        for (table, right), statement in statements.items()
    }

    assert answers == {
        (table, right): [int(not is_held_back(table, role, right)), 0]
        if table in tables_of(rows, role, right)
        else [REFUSED, REFUSED]
        for table, right in statements
    }


@pytest.mark.parametrize("role", APP_ROLES)
def test_insert_for_another_tenant_is_refused_where_ones_own_is_accepted(
    rows: Rows, connect: Connect, role: str
) -> None:
    connection = connect(role)
    writable = tables_of(rows, role, "INSERT")
    answers = {}
    for table in writable:
        insert = rows.insert(table, rows.row(table, NEWCOMER))
        rows.remove(table, NEWCOMER)
        answers[table] = [
            attempt(connection, insert, tenant=tenant) for tenant in (NEWCOMER, STRANGER)
        ]
        rows.store(table, rows.row(table, NEWCOMER))

    assert answers == {
        table: [REFUSED if is_held_back(table, role, "INSERT") else 1, REFUSED]
        for table in writable
    }


@pytest.mark.parametrize("role", APP_ROLES)
def test_moving_a_row_to_another_tenant_is_refused(rows: Rows, connect: Connect, role: str) -> None:
    connection = connect(role)

    answers = {
        attempt(connection, f"UPDATE {table} SET tenant_id = {STRANGER}", tenant=OWNER)
        for table in rows.catalog.walled_tables()
    }

    assert answers == {REFUSED}


def test_row_that_refers_to_another_tenants_row_is_refused(rows: Rows, connect: Connect) -> None:
    walled = set(rows.catalog.walled_tables())
    accepted, refused = [], []
    for key in rows.catalog.foreign_keys():
        writers = rows.catalog.roles_with(key.table, "INSERT")
        if not ({key.table, key.target} <= walled and writers):
            continue
        own, foreign = rows.row(key.table, NEWCOMER), rows.row(key.target, OWNER)
        pointing = {
            column: foreign[target] for column, target in key.pairs if column != "tenant_id"
        }
        rows.remove(key.table, NEWCOMER)
        try:
            attempt(
                connect(writers[0]),
                rows.insert(key.table, own | pointing),
                tenant=NEWCOMER,
                organisation=own.get("branch_id"),
            )
            accepted.append(key.name)
        except psycopg.errors.ForeignKeyViolation:
            refused.append(key.name)
        rows.store(key.table, own)

    assert accepted == []
    assert refused


def test_same_row_fits_into_two_tenants(rows: Rows) -> None:
    """A rule unique across tenants would tell one regency what another one holds."""
    revealing = []
    for table in rows.catalog.walled_tables():
        try:
            rows.store(table, rows.row(table, OWNER) | {"tenant_id": str(LATECOMER)})
        except psycopg.errors.UniqueViolation as error:
            revealing.append(error.diag.constraint_name)
        rows.remove(table, LATECOMER)

    assert revealing == []
