"""People and worker-months of one year, counted from the lists kept here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Row, func, select, text
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.commitments import Commitment
from enrollment.kinds import OCCUPYING_STATUSES
from enrollment.models.workers import Cover, Worker
from tenants.kernel.errors import N_
from tenants.kernel.sources import SourceStatus

SOURCE = N_("Daftar penerima pada Siap Paritrana")
PAID_SOURCE = N_("Daftar tagihan pada Siap Paritrana")
CONFIRMED_SOURCE = N_("Verifikasi desa/kelurahan pada Siap Paritrana")
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
# Paid is what SP2D of the year come to, and no more than the bills of the programme do; both are
# summed over it, because what is too much for one bill pays the next. Bills count by their people,
# of whom the invented are left out.
_PAID = text(
    """
    SELECT CAST(sum(least(p.paid_idr, d.billed_idr)) AS bigint) AS amount_idr,
        max(p.last_on) AS last_on, bool_and(p.has_papers) AS is_verified,
        (array_agg(p.last_id ORDER BY p.last_on DESC, p.last_id))[1] AS last_id
    FROM (
        SELECT b.tenant_id, b.commitment_id, sum(x.amount_idr) AS paid_idr,
            max(x.sp2d_on) AS last_on, bool_and(x.document_id IS NOT NULL) AS has_papers,
            (array_agg(b.id ORDER BY x.sp2d_on DESC, x.id))[1] AS last_id
        FROM bill_payment x
        JOIN billing_list b ON b.tenant_id = x.tenant_id AND b.bill_id = x.bill_id
        JOIN commitment c ON c.tenant_id = b.tenant_id AND c.id = b.commitment_id
            AND c.status <> 'cancelled'
        WHERE x.tenant_id = :tenant_id AND x.sp2d_on BETWEEN :first_on AND :last_on
        GROUP BY b.tenant_id, b.commitment_id) p
    JOIN (
        SELECT b.tenant_id, b.commitment_id, sum(l.amount_idr) AS billed_idr
        FROM billing_list b
        JOIN billing_line l ON l.tenant_id = b.tenant_id AND l.billing_list_id = b.id
        JOIN worker w ON w.tenant_id = l.tenant_id AND w.id = l.worker_id
            AND NOT w.is_synthetic
        WHERE b.tenant_id = :tenant_id AND b.bill_id IS NOT NULL
        GROUP BY b.tenant_id, b.commitment_id) d
        ON d.tenant_id = p.tenant_id AND d.commitment_id = p.commitment_id
    """
)
_CONFIRMED = text(
    """
    SELECT count(*) FILTER (WHERE p.is_verified) AS people,
        coalesce(bool_or(p.holds AND p.is_verified IS NULL), false) AS lacks_answers
    FROM (
        SELECT c.worker_id, bool_or(k.is_verified) AS is_verified,
            bool_or(c.status = ANY(:occupying)) AS holds
        FROM cover c
        JOIN commitment m ON m.tenant_id = c.tenant_id AND m.id = c.commitment_id
            AND m.status <> 'cancelled'
        JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
            AND NOT w.is_synthetic
        LEFT JOIN candidate k ON k.tenant_id = c.tenant_id AND k.worker_id = c.worker_id
            AND k.commitment_id = c.commitment_id
        WHERE c.tenant_id = :tenant_id
            AND c.first_month_on <= :last_on AND c.last_month_on >= :first_on
        GROUP BY c.worker_id) p
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


def count_confirmed(session: Session, *, tenant_id: int, year: int) -> CountFact | None:
    """Real people of a year whom their villages confirmed.

    Not known while somebody holds a place without the village having been asked: those confirmed
    would be too few beside those determined.
    """
    asked = _of_year(tenant_id, year) | {"occupying": [one.value for one in OCCUPYING_STATUSES]}
    found: Row[Any] = session.execute(_CONFIRMED, asked).one()
    if found.lacks_answers or not found.people:
        return None
    day = date(year, 12, 31)
    return CountFact(found.people, CONFIRMED_SOURCE, SourceStatus.DERIVED, day, "cover")


def sum_paid(session: Session, *, tenant_id: int, year: int) -> CountFact | None:
    """Rupiah that SP2D of a year paid for real people; verified with the bukti setor of each."""
    paid: Row[Any] = session.execute(_PAID, _of_year(tenant_id, year)).one()
    if not paid.amount_idr:
        return None
    return CountFact(
        paid.amount_idr,
        PAID_SOURCE,
        SourceStatus.DERIVED,
        paid.last_on,
        f"billing:{paid.last_id}",
        bool(paid.is_verified),
    )


def _of_year(tenant_id: int, year: int) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "first_on": date(year, 1, 1),
        "last_on": date(year, 12, 31),
    }
