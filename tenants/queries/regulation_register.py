"""Reads of the register: what to page through, in which order, narrowed to what."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, row_id, text, whole
from tenants.models.regulations import Regulation, RegulationDocument
from tenants.queries.regulation_drafts import Stages, list_stages
from tenants.queries.regulation_standing import list_standings
from tenants.queries.regulations import Related, list_provisions, list_related
from tenants.regulation_status import Standing, State
from tenants.regulation_types import RegulationKind, RegulationStatus


class RegulationOrder(StrEnum):
    """In which order the register is read."""

    NEWEST = "newest"
    OLDEST = "oldest"
    TITLE = "title"


@dataclass(frozen=True)
class RegulationFilter:
    """What the register is narrowed to. Every word of ``search`` must occur.

    ``status`` is what was stated; ``state`` what a regulation is on the day ``on``, which it needs.
    """

    search: str | None = None
    kind: RegulationKind | None = None
    status: RegulationStatus | None = None
    state: State | None = None
    on: date | None = None
    year: int | None = None
    order: RegulationOrder = RegulationOrder.NEWEST


@dataclass(frozen=True)
class RegulationListing:
    """One line of the register. ``article_count`` counts groups regulated with an article."""

    regulation: Regulation
    article_count: int
    has_document: bool
    related: Sequence[Related]
    stages: Stages = field(default_factory=dict)


@dataclass(frozen=True)
class RegulationChoice:
    """A regulation that can be pointed to, as it stands on the day of choosing."""

    regulation: Regulation
    standing: Standing


def list_regulations(
    session: Session,
    *,
    tenant_id: int,
    narrowed: RegulationFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[RegulationListing]:
    """One page of the register in the order asked for, with chain, article count and file mark.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    keys, descending = _order(narrowed.order)
    query = _narrowed(session, tenant_id, narrowed).order_by(
        *(key.desc() if descending else key.asc() for key in keys)
    )
    if cursor:
        seen = tuple_(*_cursor_values(narrowed.order, cursor))
        place = tuple_(*keys)
        query = query.where(place < seen if descending else place > seen)
    rows = session.scalars(query.limit(size + 1)).all()
    page = page_of(rows, _cursor_key(narrowed.order), size)
    return Page(_listings(session, tenant_id, page.items), page.next_cursor)


def count_regulations(session: Session, *, tenant_id: int, narrowed: RegulationFilter) -> int:
    """How many regulations the filter leaves."""
    query = _narrowed(session, tenant_id, narrowed).with_only_columns(func.count())
    return session.scalar(query) or 0


def list_regulation_years(session: Session, *, tenant_id: int) -> Sequence[int]:
    """The years the register holds, latest first."""
    return session.scalars(
        select(Regulation.year)
        .where(Regulation.tenant_id == tenant_id)
        .distinct()
        .order_by(Regulation.year.desc())
    ).all()


def list_regulations_to_choose(
    session: Session, *, tenant_id: int, day: date, besides: UUID | None = None
) -> Sequence[RegulationChoice]:
    """Every regulation, perhaps but one: what a programme or chain can point to.

    Those that bind on the day come first, then the latest.
    """
    standings = list_standings(session, tenant_id=tenant_id, day=day)
    regulations = session.scalars(
        select(Regulation)
        .where(Regulation.tenant_id == tenant_id, Regulation.id.is_distinct_from(besides))
        .order_by(Regulation.year.desc(), Regulation.title, Regulation.id)
    )
    choices = [RegulationChoice(one, standings[one.id]) for one in regulations]
    return sorted(choices, key=lambda one: not one.standing.binds)


def _narrowed(session: Session, tenant_id: int, narrowed: RegulationFilter) -> Select[Regulation]:
    query = select(Regulation).where(Regulation.tenant_id == tenant_id)
    if narrowed.state is not None and narrowed.on is not None:
        standings = list_standings(session, tenant_id=tenant_id, day=narrowed.on)
        query = query.where(
            Regulation.id.in_(key for key, one in standings.items() if one.state is narrowed.state)
        )
    exact = {
        Regulation.kind: narrowed.kind,
        Regulation.status: narrowed.status,
        Regulation.year: narrowed.year,
    }
    query = query.where(*(column == value for column, value in exact.items() if value is not None))
    text = func.concat_ws(
        " ",
        Regulation.kind,
        func.concat_ws("/", Regulation.number, Regulation.year),
        Regulation.title,
        Regulation.subject,
    )
    words = (narrowed.search or "").split()
    return query.where(*(text.icontains(word, autoescape=True) for word in words))


def _order(order: RegulationOrder) -> tuple[list[ColumnElement[Any]], bool]:
    """Sort keys and direction; a longer number is a higher one, so 9 comes before 25."""
    if order is RegulationOrder.TITLE:
        return [Regulation.title.expression, Regulation.id.expression], False
    number = func.coalesce(Regulation.number, "")
    keys = [Regulation.year.expression, func.length(number), number, Regulation.id.expression]
    return keys, order is RegulationOrder.NEWEST


def _cursor_key(order: RegulationOrder) -> Any:
    if order is RegulationOrder.TITLE:
        return lambda row: (row.title, str(row.id))
    return lambda row: (row.year, row.number or "", str(row.id))


def _cursor_values(order: RegulationOrder, cursor: str) -> list[Any]:
    if order is RegulationOrder.TITLE:
        return decode_cursor(cursor, text, row_id)
    year, number, last_id = decode_cursor(cursor, whole(), text, row_id)
    return [year, len(number), number, last_id]


def _listings(
    session: Session, tenant_id: int, regulations: Sequence[Regulation]
) -> list[RegulationListing]:
    ids = [regulation.id for regulation in regulations]
    provisions = list_provisions(session, tenant_id=tenant_id, regulation_ids=ids)
    related = list_related(session, tenant_id=tenant_id, regulation_ids=ids)
    drafts = [one.id for one in regulations if one.status == RegulationStatus.DRAFT]
    stages = list_stages(session, tenant_id=tenant_id, regulation_ids=drafts)
    filed = set(
        session.scalars(
            select(RegulationDocument.regulation_id).where(
                RegulationDocument.tenant_id == tenant_id, RegulationDocument.regulation_id.in_(ids)
            )
        )
    )
    return [
        RegulationListing(
            regulation=regulation,
            article_count=sum(
                provision.article is not None for provision in provisions[regulation.id].values()
            ),
            has_document=regulation.id in filed,
            related=related[regulation.id],
            stages=stages.get(regulation.id, {}),
        )
        for regulation in regulations
    ]
