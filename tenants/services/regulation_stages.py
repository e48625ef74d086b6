"""Keep the drafting stages of a regulation: when each is planned and when it was done."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from tenants.kernel.actor import Actor
from tenants.kernel.clock import latest_today
from tenants.kernel.errors import refuse_errors
from tenants.models.regulations import DraftingStage, Regulation
from tenants.regulation_rules import StageDetails
from tenants.regulation_stages import stage_errors
from tenants.regulation_types import RegulationKind
from tenants.services.regulations import (
    advance_version,
    lock_regulation,
    record_change,
    refuse_stale,
)


def set_stages(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    regulation_id: UUID,
    expected_version: int,
    stages: Sequence[StageDetails],
) -> Regulation:
    """State the drafting stages; those that say nothing or are left out are no longer stated.

    Returns:
        the regulation; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such regulation in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: a stage that its kind does not have, a day that has not come, or a
            promulgation before the enactment.

    Effects:
        Locks the regulation, flushes, audits, publishes ``FactsChanged``.
    """
    regulation = lock_regulation(session, tenant_id=tenant_id, regulation_id=regulation_id)
    refuse_stale(regulation, expected_version)
    stated = [one for one in stages if not one.is_empty]
    refuse_errors(
        stage_errors(
            RegulationKind(regulation.kind), [one.dates for one in stated], latest_today(now)
        )
    )
    if not _replace_stages(session, regulation, stated):
        return regulation
    advance_version(regulation, now)
    record_change(session, regulation, actor=actor, now=now, action="regulation:set-stages")
    return regulation


def _replace_stages(
    session: Session, regulation: Regulation, stages: Sequence[StageDetails]
) -> bool:
    kept = {
        row.stage: row
        for row in session.scalars(
            select(DraftingStage).where(
                DraftingStage.tenant_id == regulation.tenant_id,
                DraftingStage.regulation_id == regulation.id,
            )
        )
    }
    for one in stages:
        row = kept.pop(one.dates.stage, None) or DraftingStage(
            tenant_id=regulation.tenant_id, regulation_id=regulation.id, stage=one.dates.stage
        )
        row.planned_on, row.done_on = one.dates.planned_on, one.dates.done_on
        row.note = one.note
        session.add(row)
    for row in kept.values():
        session.delete(row)
    changed = session.new or session.deleted or any(map(session.is_modified, session.dirty))
    session.flush()
    return bool(changed)
