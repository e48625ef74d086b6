"""Reads of doubles across regencies: what a regency is told, and the cases of its BPJS office."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from uuid import UUID

from sqlalchemy import ColumnElement, func, select, text
from sqlalchemy.orm import Session

from enrollment.double_figures import DoubleDecision
from enrollment.models.doubles import DoubleCase, DoubleFigure
from enrollment.models.workers import Worker
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, row_id

_IS_OPEN = DoubleCase.closed_at.is_(None)


class CaseState(StrEnum):
    """Where a case stands for its office."""

    WAITING = "waiting"
    DECIDED = "decided"
    CLOSED = "closed"


CASE_STATE_LABELS: Mapping[CaseState, str] = {
    CaseState.WAITING: N_("menunggu keputusan"),
    CaseState.DECIDED: N_("diputuskan, bulannya masih ganda"),
    CaseState.CLOSED: N_("selesai, bulannya tidak ganda lagi"),
}
_CONDITIONS: Mapping[CaseState, tuple[ColumnElement[bool], ...]] = {
    CaseState.WAITING: (_IS_OPEN, DoubleCase.decision == DoubleDecision.PENDING),
    CaseState.DECIDED: (_IS_OPEN, DoubleCase.decision != DoubleDecision.PENDING),
    CaseState.CLOSED: (DoubleCase.closed_at.is_not(None),),
}


@dataclass(frozen=True)
class ToldFigure:
    """How many people a regency is told of; ``people`` is None where the number is hidden."""

    segment: str
    is_synthetic: bool
    people: int | None
    told_at: datetime


@dataclass(frozen=True)
class EndedCover:
    """A person whose cover here the BPJS office wants ended."""

    worker: Worker
    segment: str
    programmes: Sequence[str]
    first_month_on: date
    last_month_on: date
    reason: str | None
    decided_at: datetime | None
    office_name: str | None


def told_figures(session: Session, *, tenant_id: int) -> Sequence[ToldFigure]:
    """What the regency is told, by segment; role regency, which may not read more of it."""
    rows = session.execute(
        select(
            DoubleFigure.segment,
            DoubleFigure.is_synthetic,
            DoubleFigure.people_count,
            DoubleFigure.told_at,
        )
        .where(DoubleFigure.tenant_id == tenant_id)
        .order_by(DoubleFigure.is_synthetic, DoubleFigure.segment)
    )
    return [ToldFigure(*row) for row in rows]


def list_ended_covers(session: Session, *, tenant_id: int) -> Sequence[EndedCover]:
    """Whom the office wants taken out here and who still is not, the longest waiting first."""
    rows = session.execute(
        select(
            Worker,
            DoubleCase.segment,
            DoubleCase.programmes,
            DoubleCase.first_month_on,
            DoubleCase.last_month_on,
            DoubleCase.reason,
            DoubleCase.decided_at,
            DoubleCase.office_name,
        )
        .join(
            Worker,
            (Worker.tenant_id == DoubleCase.tenant_id) & (Worker.id == DoubleCase.worker_id),
        )
        .where(
            DoubleCase.tenant_id == tenant_id,
            DoubleCase.decision == DoubleDecision.STOPPED,
            _IS_OPEN,
        )
        .order_by(DoubleCase.decided_at, DoubleCase.id)
    )
    return [EndedCover(*row) for row in rows]


def count_ended_covers(session: Session, *, tenant_id: int) -> int:
    """How many such people there are."""
    return (
        session.scalar(
            select(func.count(DoubleCase.id)).where(
                DoubleCase.tenant_id == tenant_id,
                DoubleCase.decision == DoubleDecision.STOPPED,
                _IS_OPEN,
            )
        )
        or 0
    )


def list_cases(
    session: Session,
    *,
    tenant_id: int,
    state: CaseState,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[DoubleCase]:
    """Cases of a regency in one state, the oldest first.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = (
        select(DoubleCase)
        .where(DoubleCase.tenant_id == tenant_id, *_CONDITIONS[state])
        .order_by(DoubleCase.id)
        .limit(size + 1)
    )
    if cursor is not None:
        (last_id,) = decode_cursor(cursor, row_id)
        query = query.where(DoubleCase.id > last_id)
    return page_of(session.scalars(query).all(), lambda case: (str(case.id),), size)


def count_cases(session: Session, *, tenant_id: int) -> Mapping[CaseState, int]:
    """How many cases stand where."""
    return {
        state: session.scalar(
            select(func.count(DoubleCase.id)).where(DoubleCase.tenant_id == tenant_id, *conditions)
        )
        or 0
        for state, conditions in _CONDITIONS.items()
    }


def get_case(session: Session, *, tenant_id: int, case_id: UUID) -> DoubleCase:
    """One case; role branch.

    Raises:
        NotFound: no such case in this regency.
    """
    case = session.get(DoubleCase, (tenant_id, case_id))
    if case is None:
        raise NotFound(N_("Kasus ini tidak ditemukan."))
    return case


def open_codes(session: Session, *, tenant_id: int, codes: Collection[str]) -> Sequence[str]:
    """Which of some cases are open in this regency as well."""
    statement = text(
        "SELECT code FROM double_case"
        " WHERE tenant_id = :tenant_id AND code = ANY(:codes) AND closed_at IS NULL"
    )
    return session.scalars(statement, {"tenant_id": tenant_id, "codes": list(codes)}).all()
