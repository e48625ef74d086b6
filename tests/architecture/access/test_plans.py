"""Row 20: every question of every page finds its regency's rows by an index that begins with it.

The tables here are small, so the planner is told to avoid reading them whole; what it still reads
whole, or through an index that knows no tenant, it would read whole in a large database too.
"""

import pytest
from flask import Flask

from tenants.kernel.db import DatabaseRole
from tests.architecture.access.asker import Asker
from tests.architecture.access.places import HTML
from tests.architecture.catalog import APP_ROLES
from tests.architecture.plans import (
    SCANS_BY_INDEX,
    Question,
    nodes,
    noted_questions,
    plan_of,
    table_of_index,
)
from tests.architecture.routes import routes_of
from tests.architecture.rows import FILLED_TENANTS, Rows
from tests.architecture.test_catalog import OTHER_POLICIES

WITHOUT_READING_WHOLE = "SET LOCAL enable_seqscan = off"


@pytest.fixture
def questions(app: Flask, asker: Asker) -> list[Question]:
    """What every page asks."""
    forms = {route: asker.form(route) for route in routes_of(app) if route.is_safe}
    with noted_questions(app) as noted:
        for route, form in forms.items():
            asker.ask(route, form=form, headers=HTML)
    return list(noted.values())


def test_questions_reach_their_rows_by_an_index_that_begins_with_the_tenant(
    app: Flask, rows: Rows, questions: list[Question]
) -> None:
    walled, owner = set(rows.catalog.walled_tables()), table_of_index(rows.catalog)
    whole, loose = set(), set()
    with app.app_context():
        for question in questions:
            open_to_all = {
                table
                for (table, role), rule in OTHER_POLICIES.items()
                if rule == "true" and role == f"siap_{question.role}"
            }
            for node in nodes(plan_of(question, settings=WITHOUT_READING_WHOLE)):
                table = node.get("Relation Name") or owner.get(node.get("Index Name", ""), "")
                if table not in walled - open_to_all:
                    continue
                if node["Node Type"] == "Seq Scan":
                    whole.add((table, question.statement))
                elif node["Node Type"] in SCANS_BY_INDEX:
                    condition = node.get("Index Cond", "")
                    if "tenant_id =" not in condition:
                        loose.add((table, node["Index Name"], question.statement))

    assert whole == set()
    assert loose == set()


@pytest.mark.parametrize("role", APP_ROLES)
def test_policy_alone_is_a_condition_an_index_can_serve(rows: Rows, role: str) -> None:
    """Even a question that forgets its tenant costs no more than the tenant's own rows."""
    slow = []
    with rows.catalog.connect(role) as connection:
        for table in rows.catalog.walled_tables():
            may_read = role in rows.catalog.roles_with(table, "SELECT")
            if not may_read or OTHER_POLICIES.get((table, f"siap_{role}")) == "true":
                continue
            connection.execute(WITHOUT_READING_WHOLE)
            connection.execute(f"SET LOCAL siap.tenant = '{FILLED_TENANTS[0]}'".encode())
            plan = connection.execute(f"EXPLAIN SELECT tenant_id FROM {table}".encode())
            told = "".join(str(line) for (line,) in plan.fetchall())
            if "Index Cond: (tenant_id =" not in told:
                slow.append((table, told))
            connection.rollback()

    assert slow == []


def test_questions_are_of_every_pool_that_pages_use(questions: list[Question]) -> None:
    assert {question.role for question in questions} >= {
        DatabaseRole.REGENCY,
        DatabaseRole.BRANCH,
        DatabaseRole.OVERSIGHT,
    }
    assert len(questions) > 100
