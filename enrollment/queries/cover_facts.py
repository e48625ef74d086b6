"""People and worker-months of one year, counted from the lists kept here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from cooperation.states import CommitmentStatus
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.workers import Cover, Worker
from tenants.kernel.errors import N_
from tenants.kernel.sources import SourceStatus

SOURCE = N_("Daftar penerima pada Siap Paritrana")
_DECEMBER = 1 << 11
# A month is protected once BPJS has posted it in any of the programmes of the segment.
_POSTED = text(
    """
    SELECT count(DISTINCT p.worker_id) FILTER (WHERE p.months & :december <> 0) AS active,
        CAST(sum(bit_count(CAST(p.months AS bit(12)))) AS bigint) AS months,
        bool_and(p.is_verified) AS is_verified
    FROM (
        SELECT y.worker_id, bit_or(CAST(y.months AS int)) AS months,
            bool_and(num_nonnulls(f.document_id, f.branch_id) > 0) AS is_verified
        FROM posted_year y
        JOIN posting_file f ON f.tenant_id = y.tenant_id AND f.id = y.posting_file_id
        JOIN commitment c ON c.tenant_id = y.tenant_id AND c.id = y.commitment_id
            AND c.status <> 'cancelled'
        JOIN worker w ON w.tenant_id = y.tenant_id AND w.id = y.worker_id
            AND w.is_synthetic = :is_synthetic
        WHERE y.tenant_id = :tenant_id AND y.year = :year
        GROUP BY y.worker_id, y.segment) p
    """
)


@dataclass(frozen=True)
class CountFact:
    """A count with where it comes from. ``record`` is ``noun:id`` of what it was read from."""

    count: int
    source: str
    status: SourceStatus
    data_on: date | None
    record: str
    is_verified: bool = False


@dataclass(frozen=True)
class CoverFacts:
    """People determined (or further), people active on 31 December, worker-months posted."""

    determined: CountFact | None
    active: CountFact | None
    months: CountFact | None


def count_cover(session: Session, *, tenant_id: int, year: int, is_synthetic: bool) -> CoverFacts:
    """Count real or invented people of a year. Nobody counted is not known, never zero.

    Determined or further by the lists of the regency; active and months only by the posting of
    BPJS, verified where all of it rests on a letter of the office.
    """
    people = session.scalar(
        select(func.count(Cover.worker_id.distinct()))
        .join(Worker, (Worker.tenant_id == Cover.tenant_id) & (Worker.id == Cover.worker_id))
        .join(
            Commitment,
            (Commitment.tenant_id == Cover.tenant_id) & (Commitment.id == Cover.commitment_id),
        )
        .where(
            Cover.tenant_id == tenant_id,
            Cover.status.in_(OCCUPYING_STATUSES),
            Commitment.status != CommitmentStatus.CANCELLED,
            Worker.is_synthetic == is_synthetic,
            Cover.first_month_on <= date(year, 12, 1),
            Cover.last_month_on >= date(year, 1, 1),
        )
    )
    posted: Row[Any] = session.execute(
        _POSTED,
        {
            "tenant_id": tenant_id,
            "year": year,
            "is_synthetic": is_synthetic,
            "december": _DECEMBER,
        },
    ).one()
    status = SourceStatus.SYNTHETIC if is_synthetic else SourceStatus.DERIVED
    is_verified = bool(posted.is_verified) and not is_synthetic

    def fact(count: int | None, *, is_verified: bool = False) -> CountFact | None:
        if not count:
            return None
        return CountFact(count, SOURCE, status, date(year, 12, 31), "cover", is_verified)

    return CoverFacts(
        determined=fact(people),
        active=fact(posted.active, is_verified=is_verified),
        months=fact(posted.months, is_verified=is_verified),
    )
