"""Giving back the months of a cancelled programme, so that another may cover its people."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from cooperation.events import CommitmentCancelled
from enrollment.billing import BillingState
from enrollment.cover_months import HOLDS_MONTHS_SQL
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.billing import BillingList
from enrollment.queries.programmes import get_programme
from enrollment.services.cover_jobs import ask_for_cover_job
from enrollment.services.holding import FREE_MONTHS
from enrollment.services.imports import take_turn
from enrollment.services.tallies import tally_cover
from tenants.kernel import audit
from tenants.kernel.actor import SYSTEM
from tenants.kernel.errors import N_, InvalidTransition
from tenants.kernel.events import FactsChanged, publish

RELEASE_JOB = "release_cover"

_RELEASE = text(
    f"""
    WITH ended AS (
        UPDATE cover c SET keeps_months = false, updated_at = :now,
            status = CASE WHEN c.keeps_months THEN c.status ELSE :ended END
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND {HOLDS_MONTHS_SQL}
        RETURNING worker_id, segment, programmes, first_month_on, last_month_on),
    {FREE_MONTHS}
    SELECT count(*) FROM ended
    """  # noqa: S608 - constants of ours, no value
)


def request_release(session: Session, event: CommitmentCancelled) -> None:
    """Ask for the cover of a cancelled commitment to be ended.

    Raises:
        InvalidTransition: people are frozen for a bill of it.

    Effects:
        Enqueues ``release_cover``.
    """
    _refuse_frozen(session, event)
    ask_for_cover_job(session, event, RELEASE_JOB)


def release_cover(session: Session, *, tenant_id: int, commitment_id: UUID, now: datetime) -> int:
    """End the cover that a cancelled commitment holds; its months are free again.

    Args:
        session: role job.
        tenant_id: whose.
        commitment_id: which one; while it is not cancelled nothing changes.
        now: the present moment.

    Returns:
        people released.

    Raises:
        NotFound: no such commitment in this regency.

    Effects:
        Locks the regency's imports; changes ``cover`` and ``cover_year``, audits, publishes
        ``FactsChanged``.
    """
    take_turn(session, tenant_id=tenant_id)
    programme = get_programme(session, tenant_id=tenant_id, commitment_id=commitment_id)
    if not programme.is_cancelled:
        return 0
    released: int = session.execute(
        _RELEASE,
        {
            "tenant_id": tenant_id,
            "commitment_id": commitment_id,
            "now": now,
            "ended": CoverStatus.ENDED.value,
            "occupying": [status.value for status in OCCUPYING_STATUSES],
        },
    ).scalar_one()
    if released:
        tally_cover(session, tenant_id=tenant_id, commitment_id=commitment_id)
        audit.record(
            session,
            tenant_id=tenant_id,
            actor=SYSTEM,
            now=now,
            action="cover:release",
            subject="commitment",
            subject_id=commitment_id,
            detail={"people_count": released},
        )
        publish(session, FactsChanged(tenant_id=tenant_id, now=now, cause="cover:release"))
    return released


def _refuse_frozen(session: Session, event: CommitmentCancelled) -> None:
    """A closed list is before the BPJS office, which registers its people and bills them."""
    number = session.scalar(
        select(BillingList.number)
        .where(
            BillingList.tenant_id == event.tenant_id,
            BillingList.commitment_id == event.commitment_id,
            BillingList.state != BillingState.OPEN,
        )
        .order_by(BillingList.number)
        .limit(1)
    )
    if number is not None:
        raise InvalidTransition(
            N_(
                "Daftar tagihan %(number)s program ini sudah ditutup dan dibaca kantor BPJS"
                " Ketenagakerjaan. Buka kembali daftar itu dahulu, lalu batalkan program."
            ),
            number=number,
        )
