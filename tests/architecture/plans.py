"""The questions pages put to the database, and how it would answer them."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from flask import Flask
from sqlalchemy import event, text
from sqlalchemy.engine import Connection

from tenants.kernel.db import DatabaseRole, db
from tests.architecture.catalog import Catalog

SCANS_BY_INDEX = {"Index Scan", "Index Only Scan", "Bitmap Index Scan"}


@dataclass(frozen=True)
class Question:
    """One statement as it was sent, on whose connections and in whose context."""

    role: DatabaseRole
    tenant: str
    organisation: str
    statement: str
    parameters: Any

    @property
    def name(self) -> tuple[DatabaseRole, str]:
        """Equal for questions that differ in their values only."""
        return self.role, self.statement


@contextmanager
def noted_questions(app: Flask) -> Iterator[dict[tuple[DatabaseRole, str], Question]]:
    """Note every SELECT of the requests in this block, once each."""
    noted: dict[tuple[DatabaseRole, str], Question] = {}
    listeners = []
    with app.app_context():
        engines = {DatabaseRole(str(role)): engine for role, engine in db.engines.items() if role}
    for role, engine in engines.items():

        def note(
            connection: Connection,
            _cursor: object,
            statement: str,
            parameters: Any,
            _context: object,
            _many: bool,
            role: DatabaseRole = role,
        ) -> None:
            info = connection.info
            if statement.startswith("SET LOCAL siap."):
                for one in statement.split("; "):
                    name, _, value = one.removeprefix("SET LOCAL siap.").partition(" = ")
                    info[name] = value.strip("'")
            elif statement.lstrip().startswith("SELECT") and info.get("tenant"):
                question = Question(
                    role, info["tenant"], info.get("organisation", ""), statement, parameters
                )
                noted.setdefault(question.name, question)

        event.listen(engine, "before_cursor_execute", note)
        listeners.append((engine, note))
    try:
        yield noted
    finally:
        for engine, listener in listeners:
            event.remove(engine, "before_cursor_execute", listener)


def plan_of(question: Question, *, options: str = "", settings: str = "") -> dict[str, Any]:
    """How the database answers a question in its context. Call it in the app's context.

    Args:
        question: one that a page has put.
        options: of EXPLAIN, beside the format.
        settings: statements before it, in the same transaction.
    """
    with db.engines[question.role].connect() as connection:
        if settings:
            connection.execute(text(settings))
        connection.exec_driver_sql(f"SET LOCAL siap.tenant = '{question.tenant}'")
        connection.exec_driver_sql(f"SET LOCAL siap.organisation = '{question.organisation}'")
        explained = connection.exec_driver_sql(
            f"EXPLAIN (FORMAT JSON{options}) {question.statement}", question.parameters
        ).scalar_one()
        connection.rollback()
    found: dict[str, Any] = (json.loads(explained) if isinstance(explained, str) else explained)[0]
    plan: dict[str, Any] = found["Plan"]
    return plan


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """Every step of a plan."""
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def table_of_index(catalog: Catalog) -> dict[str, str]:
    """Which table an index belongs to."""
    return dict(
        catalog.query(
            "SELECT i.relname, c.relname FROM pg_index x"
            " JOIN pg_class i ON i.oid = x.indexrelid JOIN pg_class c ON c.oid = x.indrelid"
            " WHERE c.relnamespace = 'public'::regnamespace"
        )
    )
