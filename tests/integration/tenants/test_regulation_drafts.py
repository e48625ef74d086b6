"""Drafts on their way: what planning may count on, and what taking one away takes with it."""

from datetime import date, timedelta
from typing import Any

import pytest
from sqlalchemy import select

from tenants.kernel.audit import AuditEntry
from tenants.kernel.db import DatabaseRole, transaction
from tenants.kernel.errors import InvalidInput, StaleVersion
from tenants.kernel.sources import SourceStatus
from tenants.models.regulations import DraftingStage
from tenants.queries.regulation_drafts import ComingRegulation, list_coming_regulations
from tenants.regulation_rules import RegulationDetails, StageDetails
from tenants.regulation_stages import Stage, StageDates
from tenants.regulation_types import RegulationKind, RegulationStatus
from tenants.services.regulation_stages import set_stages
from tenants.services.regulations import register_regulation, remove_regulation
from tests.conftest import ACTOR, NOW, TODAY, Regency

pytestmark = pytest.mark.usefixtures("app_context")


def by(regency: Regency) -> dict[str, Any]:
    return {"tenant_id": regency.id, "actor": ACTOR, "now": NOW}


def register(regency: Regency, **changes: Any) -> Any:
    base: dict[str, Any] = {
        "kind": RegulationKind.PERBUP,
        "number": None,
        "year": TODAY.year,
        "title": "Pelaksanaan Program",
        "status": RegulationStatus.DRAFT,
        "source_name": "Propemperda",
        "source_status": SourceStatus.OFFICIAL,
    }
    with transaction(regency.principal()) as session:
        return register_regulation(
            session, **by(regency), details=RegulationDetails(**{**base, **changes})
        ).id


def plan(
    regency: Regency, regulation_id: Any, planned: dict[Stage, date], expected_version: int = 1
) -> int:
    with transaction(regency.principal()) as session:
        return set_stages(
            session,
            **by(regency),
            regulation_id=regulation_id,
            expected_version=expected_version,
            stages=[
                StageDetails(dates=StageDates(stage=stage, planned_on=day))
                for stage, day in planned.items()
            ],
        ).version


def coming(regency: Regency) -> list[ComingRegulation]:
    with transaction(regency.principal(DatabaseRole.JOB)) as session:
        return list(list_coming_regulations(session, tenant_id=regency.id, today=TODAY))


def test_coming_regulations_stand_in_the_order_in_which_they_may_be_counted_on(
    regency: Regency, other_regency: Regency
) -> None:
    soon, later = TODAY + timedelta(days=20), TODAY + timedelta(days=90)
    planned = register(regency, title="terencana")
    plan(regency, planned, {Stage.ENACTMENT: TODAY, Stage.PROMULGATION: later})
    register(regency, title="tanpa rencana")
    enacted = {"number": "9", "status": RegulationStatus.IN_FORCE, "enacted_on": TODAY}
    register(regency, title="sudah ditetapkan", **enacted, effective_on=soon)
    register(regency, title="berlaku", **{**enacted, "number": "8"})
    register(other_regency, title="milik yang lain")

    found = coming(regency)

    assert [(one.regulation.title, one.in_force_on) for one in found] == [
        ("sudah ditetapkan", soon),
        ("terencana", later),
        ("tanpa rencana", None),
    ]
    assert found[0].expectation is None
    assert found[1].expectation is not None
    assert found[1].expectation.next_stage is Stage.PLANNING


def test_stages_are_replaced_audited_and_guarded_by_the_version(regency: Regency) -> None:
    regulation_id = register(regency)
    first = {Stage.DRAFTING: TODAY, Stage.PROMULGATION: TODAY + timedelta(days=5)}

    assert plan(regency, regulation_id, first) == 2
    assert plan(regency, regulation_id, first, 2) == 2
    assert plan(regency, regulation_id, {Stage.DRAFTING: TODAY}, 2) == 3
    with pytest.raises(StaleVersion):
        plan(regency, regulation_id, first, 2)
    with pytest.raises(InvalidInput):
        plan(regency, regulation_id, {Stage.DELIBERATION: TODAY}, 3)

    with transaction(regency.principal()) as session:
        kept = session.scalars(select(DraftingStage.stage)).all()
        entries = session.scalars(
            select(AuditEntry).where(AuditEntry.action == "regulation:set-stages")
        ).all()
    assert kept == [Stage.DRAFTING]
    assert len(entries) == 2


def test_removing_a_draft_takes_its_stages_along(regency: Regency) -> None:
    regulation_id = register(regency)
    plan(regency, regulation_id, {Stage.DRAFTING: TODAY})

    with transaction(regency.principal()) as session:
        remove_regulation(
            session, **by(regency), regulation_id=regulation_id, reason="Tercatat dua kali."
        )

    with transaction(regency.principal()) as session:
        assert session.scalars(select(DraftingStage.id)).all() == []
