"""People and worker-months of one year, counted from the lists kept here."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import ColumnElement, Date, Select, func, literal, select
from sqlalchemy.orm import Session

from cooperation.models.commitments import Commitment
from cooperation.states import CommitmentStatus
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.workers import Cover, Worker
from tenants.kernel.errors import N_
from tenants.kernel.sources import SourceStatus

SOURCE = N_("Daftar penerima pada Siap Paritrana")
_POSTED = (CoverStatus.PAID, CoverStatus.ACTIVE)


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
    """Count real or invented people of a year. Nobody counted is not known, never zero."""
    first, last = date(year, 1, 1), date(year, 12, 1)
    people = _covers(
        func.count(Cover.worker_id.distinct()), tenant_id, first, last, is_synthetic=is_synthetic
    )
    is_last_month = Cover.last_month_on >= last
    months = _covers(
        func.sum(_months_within(first, last)), tenant_id, first, last, is_synthetic=is_synthetic
    )
    found = (
        session.scalar(people.where(Cover.status.in_(OCCUPYING_STATUSES))),
        session.scalar(people.where(Cover.status == CoverStatus.ACTIVE, is_last_month)),
        session.scalar(months.where(Cover.status.in_(_POSTED))),
    )
    status = SourceStatus.SYNTHETIC if is_synthetic else SourceStatus.DERIVED
    facts = (
        CountFact(int(count), SOURCE, status, date(year, 12, 31), "cover") if count else None
        for count in found
    )
    return CoverFacts(*facts)


def _covers(
    counted: ColumnElement[Any], tenant_id: int, first: date, last: date, *, is_synthetic: bool
) -> Select[Any]:
    return (
        select(counted)
        .join(Worker, (Worker.tenant_id == Cover.tenant_id) & (Worker.id == Cover.worker_id))
        .join(
            Commitment,
            (Commitment.tenant_id == Cover.tenant_id) & (Commitment.id == Cover.commitment_id),
        )
        .where(
            Cover.tenant_id == tenant_id,
            Commitment.status != CommitmentStatus.CANCELLED,
            Worker.is_synthetic == is_synthetic,
            Cover.first_month_on <= last,
            Cover.last_month_on >= first,
        )
    )


def _months_within(first: date, last: date) -> ColumnElement[Any]:
    """Months of a cover between two first days of months, both included."""
    start = func.greatest(Cover.first_month_on, literal(first, Date))
    end = func.least(Cover.last_month_on, literal(last, Date))
    years = func.date_part("year", end) - func.date_part("year", start)
    return years * 12 + func.date_part("month", end) - func.date_part("month", start) + 1
