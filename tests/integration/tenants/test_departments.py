"""One OPD under all the names reports give it."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from unittest.mock import patch
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import transaction
from tenants.kernel.errors import NotFound
from tenants.models.identity import Department
from tenants.queries.departments import find_department, get_department, list_departments
from tenants.services.departments import ensure_department
from tests.conftest import ACTOR, NOW, Regency

pytestmark = pytest.mark.usefixtures("app_context")


def test_ensure_when_known_by_alias_is_the_same_department(regency: Regency) -> None:
    with transaction(regency.principal()) as session:
        by: dict[str, Any] = {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}
        first = ensure_department(
            session, **by, name="Disperinaker", aliases=["Dinas Tenaga Kerja"]
        )
        again = ensure_department(
            session, **by, name="dinas tenaga kerja", aliases=["Dinperinnaker", "DISPERINAKER"]
        )
        ensure_department(session, **by, name="Dinperinnaker")
        entries = session.scalar(select(func.count()).where(AuditEntry.action == "department:keep"))
        listed = list_departments(session, tenant_id=regency.id)

    assert first.id == again.id
    assert [(one.name, one.aliases) for one in listed] == [
        ("Disperinaker", ["Dinas Tenaga Kerja", "Dinperinnaker"])
    ]
    assert entries == 2


def test_ensure_when_two_save_the_first_at_once_keeps_one(app: Flask, regency: Regency) -> None:
    both_looked = Barrier(2)

    def look(session: Session, *, tenant_id: int, name: str) -> Department | None:
        found = find_department(session, tenant_id=tenant_id, name=name)
        both_looked.wait(timeout=30)
        return found

    def save(_: int) -> UUID:
        with app.app_context(), transaction(regency.principal()) as session:
            return ensure_department(
                session, tenant_id=regency.id, actor=ACTOR, now=NOW, name="Dinas Sosial"
            ).id

    with (
        patch("tenants.services.departments.find_department", look),
        ThreadPoolExecutor(2) as pool,
    ):
        first, second = pool.map(save, range(2))

    assert first == second


def test_department_of_another_regency_is_not_found(
    regency: Regency, other_regency: Regency
) -> None:
    with transaction(regency.principal()) as session:
        department = ensure_department(
            session, tenant_id=regency.id, actor=ACTOR, now=NOW, name="Dinas Sosial"
        )

    with transaction(other_regency.principal()) as session:
        assert find_department(session, tenant_id=other_regency.id, name="Dinas Sosial") is None
        assert list_departments(session, tenant_id=other_regency.id) == []
        with pytest.raises(NotFound):
            get_department(session, tenant_id=other_regency.id, department_id=department.id)
