"""How far the people of a list have come, by what was paid and posted for them."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.billing import BillingList
from enrollment.queries.billing import get_billing
from enrollment.services.imports import take_turn
from enrollment.services.tallies import tally_cover
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.events import FactsChanged, publish
from tenants.kernel.jobs import enqueue
from tenants.kernel.writes import write

RECKON_JOB = "reckon_cover"

STANDING_SQL = """CASE
            WHEN EXISTS (
                SELECT FROM posted_year y
                WHERE y.tenant_id = c.tenant_id AND y.worker_id = c.worker_id
                    AND y.commitment_id = c.commitment_id) THEN 'active'
            WHEN EXISTS (
                SELECT FROM billing_line l
                JOIN billing_list b ON b.tenant_id = l.tenant_id AND b.id = l.billing_list_id
                WHERE l.tenant_id = c.tenant_id AND l.worker_id = c.worker_id
                    AND b.commitment_id = c.commitment_id AND b.state = 'paid') THEN 'paid'
            WHEN EXISTS (
                SELECT FROM roster r
                WHERE r.tenant_id = c.tenant_id AND r.id = ANY(c.roster_ids)
                    AND r.cover_status = 'registered') THEN 'registered'
            WHEN (
                SELECT x.outcome FROM posting_row x
                JOIN posting_file f ON f.tenant_id = x.tenant_id AND f.id = x.posting_file_id
                JOIN billing_list b ON b.tenant_id = f.tenant_id AND b.id = f.billing_list_id
                WHERE x.tenant_id = c.tenant_id AND x.worker_id = c.worker_id
                    AND x.problem IS NULL AND f.kind = 'membership' AND f.state = 'applied'
                    AND b.commitment_id = c.commitment_id
                ORDER BY f.confirmed_at DESC LIMIT 1) = 'accepted' THEN 'registered'
            ELSE 'determined' END"""
"""SQL: how far the person of cover ``c``, which holds its months, has come."""
_RECKON = text(
    f"""
    WITH mine AS (
        SELECT c.worker_id, {STANDING_SQL} AS status
        FROM billing_line k
        JOIN cover c ON c.tenant_id = k.tenant_id AND c.worker_id = k.worker_id
        WHERE k.tenant_id = :tenant_id AND k.billing_list_id = :billing_list_id
            AND c.commitment_id = :commitment_id AND c.status = ANY(:occupying))
    UPDATE cover c SET status = m.status, updated_at = :now
    FROM mine m
    WHERE c.tenant_id = :tenant_id AND c.worker_id = m.worker_id
        AND c.commitment_id = :commitment_id AND c.status <> m.status
    """  # noqa: S608 - constants of ours, no value
)


def request_reckoning(session: Session, billing: BillingList, *, now: datetime) -> None:
    """Ask for the status of the people of a list to follow from what is known now.

    Effects:
        Enqueues ``reckon_cover``.
    """
    enqueue(
        session,
        RECKON_JOB,
        tenant_id=billing.tenant_id,
        key=str(billing.id),
        payload={"billing_list_id": str(billing.id)},
        now=now,
    )


def reckon_cover(session: Session, *, tenant_id: int, billing_list_id: UUID, now: datetime) -> int:
    """Give everybody on a list the status that follows from what is recorded of them.

    Active: BPJS has posted a month of the programme for the person. Paid: some frozen list of the
    programme that holds the person has its SP2D recorded. Registered: a list of the regency says
    so, or BPJS's latest answer accepted the person. Determined otherwise. Whoever was replaced,
    ended or died is left as they are.

    Args:
        session: role job.
        tenant_id: whose.
        billing_list_id: whose people.
        now: the present moment.

    Returns:
        people whose status changed.

    Raises:
        NotFound: no such list in this regency.

    Effects:
        Locks the regency's imports, changes ``cover``, audits, publishes ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    billing = get_billing(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    changed = reckon_list(session, billing, now=now)
    if changed:
        audit.record(
            session,
            tenant_id=tenant_id,
            actor=SYSTEM,
            now=now,
            action="cover:reckon",
            subject="billing_list",
            subject_id=billing.id,
            detail={"people_count": changed},
        )
        publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="cover:reckon"))
    return changed


def reckon_list(session: Session, billing: BillingList, *, now: datetime) -> int:
    """The same inside a transaction that holds the regency's import lock.

    Returns:
        people whose status changed.

    Effects:
        Changes ``cover`` and ``cover_tally``.
    """
    changed = write(
        session,
        _RECKON,
        {
            "tenant_id": billing.tenant_id,
            "billing_list_id": billing.id,
            "commitment_id": billing.commitment_id,
            "occupying": [status.value for status in OCCUPYING_STATUSES],
            "now": now,
        },
    )
    if changed:
        tally_cover(session, tenant_id=billing.tenant_id, commitment_id=billing.commitment_id)
    return changed
