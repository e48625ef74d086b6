"""Reads of results that are recorded of everybody whom a filter means."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.models.wide_results import WideResult
from enrollment.wide_results import OPEN_STATES
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.jobs import list_given_up

RECORD_WIDELY_JOB = "record_widely"


def get_wide_result(session: Session, *, tenant_id: int, wide_result_id: UUID) -> WideResult:
    """One of them.

    Raises:
        NotFound: none such in this regency.
    """
    found = session.get(WideResult, (tenant_id, wide_result_id))
    if found is None:
        raise NotFound(N_("Pencatatan ini tidak ditemukan."))
    return found


def find_newest(session: Session, *, tenant_id: int, commitment_id: UUID) -> WideResult | None:
    """The one of a programme that was asked for last."""
    return session.scalars(
        select(WideResult)
        .where(WideResult.tenant_id == tenant_id, WideResult.commitment_id == commitment_id)
        .order_by(WideResult.requested_at.desc(), WideResult.id.desc())
        .limit(1)
    ).one_or_none()


def is_stopped(session: Session, wide: WideResult) -> bool:
    """Whether its work was given up before the end."""
    if wide.state not in OPEN_STATES:
        return False
    key, kind = str(wide.id), RECORD_WIDELY_JOB
    return key in list_given_up(session, tenant_id=wide.tenant_id, kind=kind, keys=[key])
