"""Reads of workers and their cover."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import groupby
from operator import itemgetter
from typing import Any
from uuid import UUID

from sqlalchemy import Row, TextClause, func, select, text
from sqlalchemy.orm import Session

from cooperation.months import Month
from enrollment.cover_months import HeldYear, months_of
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.workers import Cover, CoverYear, Worker, WorkerTally
from enrollment.names import search_key
from enrollment.queries.worker_pages import AFTER_LAST_SEEN, place_after
from tenants.kernel.crypto import blind_index
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import PAGE_SIZE, Page, page_of

COUNT_LIMIT = 10_000
"""Filtered people are counted up to here: a page must not read a million rows for its heading."""


@dataclass(frozen=True)
class WorkerFilter:
    """Which workers: by the beginning of the name, by programme, by status, by village.

    ``without_id`` names a programme in which they hold no place; of those in ``commitment_id`` only
    who holds one there is then meant, unless a status is asked for.
    """

    name: str = ""
    commitment_id: UUID | None = None
    status: CoverStatus | None = None
    village_code: str = ""
    without_id: UUID | None = None


@dataclass(frozen=True)
class FoundCount:
    """How many were found. ``is_more``: counting stopped there."""

    count: int
    is_more: bool = False


@dataclass(frozen=True)
class WorkerLine:
    """Of a worker what lists show: a page of whole records takes a reader twice as long."""

    tenant_id: int
    id: UUID
    name: str
    nik_encrypted: bytes
    birth_on: date
    sex: str
    village_code: str
    occupation: str | None
    is_synthetic: bool


@dataclass(frozen=True)
class CoverLine:
    """Of cover what lists show."""

    commitment_id: UUID
    status: str
    first_month_on: date
    last_month_on: date


@dataclass(frozen=True)
class ListedWorker:
    """A worker with the programmes they are in, newest first."""

    worker: Worker | WorkerLine
    covers: Sequence[Cover | CoverLine]


_WORKER_LINE = tuple(WorkerLine.__dataclass_fields__)
_COVER_LINE = tuple(CoverLine.__dataclass_fields__)
_WORKER_ID = _WORKER_LINE.index("id")
_LIST = f"""
    SELECT {", ".join(f"one.{name}" for name in _WORKER_LINE)},
        {", ".join(f"c.{name}" for name in _COVER_LINE)}
    FROM (SELECT {", ".join(f"w.{name}" for name in _WORKER_LINE)}, w.name_key
        FROM worker w WHERE {{conditions}} AND {AFTER_LAST_SEEN}
        ORDER BY w.name_key, w.id LIMIT :size) one
    LEFT JOIN cover c ON c.tenant_id = :tenant_id AND c.worker_id = one.id
    ORDER BY one.name_key, one.id, c.first_month_on DESC, c.commitment_id
"""  # noqa: S608 - constants of ours, no value
_COUNT = "SELECT count(*) FROM (SELECT FROM worker w WHERE {conditions} LIMIT :limit) one"


def get_worker(session: Session, *, tenant_id: int, worker_id: UUID) -> Worker:
    """One worker.

    Raises:
        NotFound: no such worker in this regency.
    """
    worker = session.get(Worker, (tenant_id, worker_id))
    if worker is None:
        raise NotFound(N_("Pekerja tidak ditemukan."))
    return worker


def find_worker_by_nik(session: Session, *, tenant_id: int, nik: str) -> Worker | None:
    """The worker with exactly this number, by its blind index."""
    return session.scalars(
        select(Worker).where(
            Worker.tenant_id == tenant_id,
            Worker.nik_index == blind_index(nik, tenant_id=tenant_id),
        )
    ).one_or_none()


def list_workers(
    session: Session,
    *,
    tenant_id: int,
    chosen: WorkerFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[ListedWorker]:
    """Workers by name, with their covers. The cursor is an id, because addresses are logged.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    values = {
        **_values(tenant_id, chosen),
        **place_after(session, tenant_id=tenant_id, cursor=cursor),
        "size": size + 1,
    }
    lines = session.execute(_statement(_LIST, _conditions(chosen)), values)
    rows = [_listed(list(of_one)) for _, of_one in groupby(lines, itemgetter(_WORKER_ID))]
    return page_of(rows, lambda row: (str(row.worker.id),), size)


def _listed(lines: Sequence[Row[Any]]) -> ListedWorker:
    """One worker out of a line for each cover, or a single line without."""
    width = len(_WORKER_LINE)
    covers = [CoverLine(*line[width:]) for line in lines if line[width] is not None]
    return ListedWorker(WorkerLine(*lines[0][:width]), covers)


def count_workers(
    session: Session, *, tenant_id: int, chosen: WorkerFilter, limit: int = COUNT_LIMIT
) -> FoundCount:
    """How many workers a filter lets through: everybody by the kept count, others up to a limit."""
    if chosen == WorkerFilter():
        kept = session.scalar(
            select(WorkerTally.people_count).where(WorkerTally.tenant_id == tenant_id)
        )
        return FoundCount(kept or 0)
    values = {**_values(tenant_id, chosen), "limit": limit + 1}
    found: int = session.execute(_statement(_COUNT, _conditions(chosen)), values).scalar_one()
    return FoundCount(min(found, limit), is_more=found > limit)


def list_ids_of_village(
    session: Session, *, tenant_id: int, village_code: str, limit: int
) -> Sequence[UUID]:
    """Ids of people of one village, at most so many, in no order."""
    return session.scalars(
        select(Worker.id)
        .where(Worker.tenant_id == tenant_id, Worker.village_code == village_code)
        .limit(limit)
    ).all()


def list_covers(
    session: Session, *, tenant_id: int, worker_ids: Sequence[UUID]
) -> Mapping[UUID, Sequence[Cover]]:
    """Covers of some workers, newest first."""
    covers = session.scalars(
        select(Cover)
        .where(Cover.tenant_id == tenant_id, Cover.worker_id.in_(worker_ids))
        .order_by(Cover.first_month_on.desc(), Cover.commitment_id)
    )
    found: dict[UUID, list[Cover]] = {}
    for cover in covers:
        found.setdefault(cover.worker_id, []).append(cover)
    return found


def held_months(session: Session, *, tenant_id: int, worker_id: UUID) -> Sequence[Month]:
    """Months somebody holds for a worker in any programme, ascending."""
    years = session.execute(
        select(CoverYear.year, func.bit_or(CoverYear.held).label("held"))
        .where(CoverYear.tenant_id == tenant_id, CoverYear.worker_id == worker_id)
        .group_by(CoverYear.year)
    )
    return months_of(HeldYear(row.year, row.held).months for row in years)


def _conditions(chosen: WorkerFilter) -> str:
    conditions = ["w.tenant_id = :tenant_id"]
    if search_key(chosen.name):
        conditions.append("w.name_key ^@ :prefix")
    if chosen.village_code:
        conditions.append("w.village_code = :village_code")
    cover = ["c.tenant_id = w.tenant_id AND c.worker_id = w.id"]
    if chosen.commitment_id is not None:
        cover.append("c.commitment_id = :commitment_id")
    if chosen.status is not None:
        cover.append("c.status = :status")
    elif chosen.without_id is not None and chosen.commitment_id is not None:
        cover.append("c.status = ANY(:occupying)")
    if len(cover) > 1:
        conditions.append(f"EXISTS (SELECT FROM cover c WHERE {' AND '.join(cover)})")
    if chosen.without_id is not None:
        conditions.append(
            "NOT EXISTS (SELECT FROM cover n WHERE n.tenant_id = w.tenant_id"
            " AND n.worker_id = w.id AND n.commitment_id = :without_id"
            " AND n.status = ANY(:occupying))"
        )
    return " AND ".join(conditions)


def _values(tenant_id: int, chosen: WorkerFilter) -> dict[str, Any]:
    return {
        "tenant_id": tenant_id,
        "prefix": search_key(chosen.name),
        "village_code": chosen.village_code,
        "commitment_id": chosen.commitment_id,
        "status": chosen.status,
        "without_id": chosen.without_id,
        "occupying": [status.value for status in OCCUPYING_STATUSES],
    }


@lru_cache(maxsize=64)
def _statement(form: str, conditions: str) -> TextClause:
    """Built once: building a query takes a reader as long as asking it."""
    return text(form.format(conditions=conditions))
