"""Transactions of several regencies in any order, compared with a model of what each should see."""

from collections.abc import Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from itertools import count
from typing import ClassVar

import pytest
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.orm import Session, SessionTransaction

from tenants.kernel.db import DatabaseRole, Principal, engine_for, transaction
from tenants.kernel.ids import uuid7
from tests.architecture.rows import FILLED_TENANTS, Rows

EXAMPLES, STEPS, TABLES = 25, 80, 6
NUMBERS = st.integers(0, 60)

Held = dict[str, set[str]]


class Undone(Exception):
    """Ends a transaction without keeping it."""


@dataclass
class Open:
    """A transaction under way: what its regency holds by now, and at each savepoint."""

    tenant: int
    door: AbstractContextManager[Session]
    session: Session
    held: Held
    savepoints: list[tuple[SessionTransaction, Held]] = field(default_factory=list)

    def run(self, statement: str) -> list[str]:
        """Ids a statement returns."""
        found = self.session.connection().exec_driver_sql(statement)
        return [str(row[0]) for row in found] if found.returns_rows else []

    def is_refused(self, statement: str) -> bool:
        """Whether row security refuses a statement; the transaction goes on either way."""
        try:
            with self.session.begin_nested():
                self.run(statement)
        except ProgrammingError as error:
            return "row-level security" in str(error)
        return False


def copy_of(held: Held) -> Held:
    return {table: set(ids) for table, ids in held.items()}


class Isolation(RuleBasedStateMachine):
    """Up to two transactions at once, each of a regency of its own.

    Numbers drawn here are folded into what exists, so that a failure replays whatever is stored.
    """

    rows: ClassVar[Rows]
    tables: ClassVar[list[str]]
    deletable: ClassVar[list[str]]
    variants: ClassVar[Iterator[int]] = count(1)

    def __init__(self) -> None:
        super().__init__()
        self.looks = 0
        self.open: list[Open] = []
        self.kept: dict[int, Held] = {
            tenant: {table: set() for table in self.tables} for tenant in FILLED_TENANTS
        }
        for table in self.tables:
            for tenant, one in self.rows.catalog.query(f"SELECT tenant_id, id FROM {table}"):
                self.kept[tenant][table].add(str(one))

    def _table(self, number: int) -> str:
        return self.tables[number % len(self.tables)]

    def _open(self, number: int) -> Open:
        return self.open[number % len(self.open)]

    @precondition(lambda self: len(self.open) < 2)
    @rule(tenant=st.sampled_from(FILLED_TENANTS))
    def begin(self, tenant: int) -> None:
        if tenant not in [one.tenant for one in self.open]:
            door = transaction(Principal(DatabaseRole.REGENCY, tenant))
            self.open.append(Open(tenant, door, door.__enter__(), copy_of(self.kept[tenant])))

    @precondition(lambda self: bool(self.open))
    @rule(number=NUMBERS, table=NUMBERS)
    def add(self, number: int, table: int) -> None:
        one, name = self._open(number), self._table(table)
        row = self.rows.row(name, one.tenant, next(self.variants))
        one.run(self.rows.insert(name, row))
        one.held[name].add(row["id"])

    @precondition(lambda self: bool(self.open))
    @rule(number=NUMBERS, table=NUMBERS, tenant=st.sampled_from(FILLED_TENANTS))
    def add_for_another(self, number: int, table: int, tenant: int) -> None:
        one, name = self._open(number), self._table(table)
        if tenant != one.tenant:
            row = self.rows.row(name, tenant, next(self.variants))
            assert one.is_refused(self.rows.insert(name, row))

    @precondition(lambda self: bool(self.open and self.deletable))
    @rule(number=NUMBERS, table=NUMBERS, victim=NUMBERS)
    def remove(self, number: int, table: int, victim: int) -> None:
        one, name = self._open(number), self.deletable[table % len(self.deletable)]
        anyones = {one_id for held in self.kept.values() for one_id in held[name]}
        ids = sorted(anyones | one.held[name]) or [str(uuid7())]
        chosen = ids[victim % len(ids)]
        gone = one.run(f"DELETE FROM {name} WHERE id = '{chosen}' RETURNING id")
        assert gone == [one_id for one_id in [chosen] if one_id in one.held[name]]
        one.held[name].discard(chosen)

    @precondition(lambda self: bool(self.open))
    @rule(number=NUMBERS)
    def set_savepoint(self, number: int) -> None:
        one = self._open(number)
        one.savepoints.append((one.session.begin_nested(), copy_of(one.held)))

    @precondition(lambda self: any(one.savepoints for one in self.open))
    @rule(number=NUMBERS)
    def return_to_savepoint(self, number: int) -> None:
        one = self._open(number)
        if one.savepoints:
            savepoint, one.held = one.savepoints.pop()
            savepoint.rollback()

    @precondition(lambda self: bool(self.open))
    @rule(number=NUMBERS)
    def commit(self, number: int) -> None:
        one = self._open(number)
        self.open.remove(one)
        one.door.__exit__(None, None, None)
        self.kept[one.tenant] = one.held

    @precondition(lambda self: bool(self.open))
    @rule(number=NUMBERS)
    def roll_back(self, number: int) -> None:
        self._undo(self._open(number))

    def _undo(self, one: Open) -> None:
        self.open.remove(one)
        one.door.__exit__(Undone, Undone(), None)

    @precondition(lambda self: not self.open)
    @rule(table=NUMBERS)
    def look_without_a_transaction(self, table: int) -> None:
        with engine_for(DatabaseRole.REGENCY).connect() as connection:
            found = connection.exec_driver_sql(f"SELECT count(*) FROM {self._table(table)}")
            assert found.scalar() == 0

    @invariant()
    def each_sees_its_own_rows_and_no_others(self) -> None:
        self.looks += 1
        table = self._table(self.looks)
        for one in self.open:
            assert set(one.run(f"SELECT id FROM {table}")) == one.held[table]

    def teardown(self) -> None:
        for one in list(self.open):
            self._undo(one)


@pytest.mark.usefixtures("small_app")
def test_transactions_of_several_regencies_in_any_order_agree_with_the_model(
    rows: Rows,
) -> None:
    def may(right: str, table: str) -> bool:
        return "regency" in rows.catalog.roles_with(table, right)

    class Machine(Isolation):
        pass

    Machine.rows = rows
    tables = [t for t in rows.repeatable_tables if may("SELECT", t) and may("INSERT", t)]
    Machine.tables = sorted(tables, key=lambda table: not may("DELETE", table))[:TABLES]
    referred = {key.target for key in rows.catalog.foreign_keys() if key.target != key.table}
    Machine.deletable = [t for t in Machine.tables if may("DELETE", t) and t not in referred]
    bounds = settings(
        max_examples=EXAMPLES,
        stateful_step_count=STEPS,
        derandomize=True,
        database=None,
        deadline=None,
        phases=[Phase.generate],  # a leak is told at once, not made small first
        suppress_health_check=list(HealthCheck),
    )

    run_state_machine_as_test(Machine, settings=bounds)
