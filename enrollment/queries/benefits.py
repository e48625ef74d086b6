"""Reads of benefits paid, and what they add up to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select, tuple_
from sqlalchemy.orm import Session

from enrollment.benefit_totals import BenefitKind, BenefitTotal, StatedSum
from enrollment.models.benefits import BenefitPayment
from tenants.kernel.errors import N_, NotFound
from tenants.kernel.paging import (
    BIG_INTEGER_LIMIT,
    PAGE_SIZE,
    Page,
    day,
    decode_cursor,
    page_of,
    row_id,
    whole,
)


class BenefitOrder(StrEnum):
    """In which order the payments are read; those that do not state the figure come last."""

    NEWEST = "newest"
    OLDEST = "oldest"
    LARGEST = "largest"


@dataclass(frozen=True)
class BenefitFilter:
    """What the register is narrowed to. Every word of ``search`` must occur."""

    search: str | None = None
    kind: BenefitKind | None = None
    year: int | None = None
    order: BenefitOrder = BenefitOrder.NEWEST


def get_benefit(session: Session, *, tenant_id: int, payment_id: UUID) -> BenefitPayment:
    """One payment.

    Raises:
        NotFound: none with this id in this regency.
    """
    payment = session.scalars(
        select(BenefitPayment).where(
            BenefitPayment.tenant_id == tenant_id, BenefitPayment.id == payment_id
        )
    ).one_or_none()
    if payment is None:
        raise NotFound(N_("Catatan manfaat tidak ditemukan."))
    return payment


def list_benefits(
    session: Session,
    *,
    tenant_id: int,
    narrowed: BenefitFilter,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[BenefitPayment]:
    """One page of the register in the order asked for.

    Raises:
        MalformedRequest: the cursor was not made for this order.
    """
    keys: list[ColumnElement[Any]] = [_first_key(narrowed.order), BenefitPayment.id.expression]
    rising = narrowed.order is BenefitOrder.OLDEST
    query = _narrowed(tenant_id, narrowed).order_by(
        *(key.asc() if rising else key.desc() for key in keys)
    )
    if cursor:
        place, seen = tuple_(*keys), tuple_(*_cursor_values(narrowed.order, cursor))
        query = query.where(place > seen if rising else place < seen)
    rows = session.scalars(query.limit(size + 1)).all()
    return page_of(rows, lambda row: (_cursor_key(narrowed.order, row), str(row.id)), size)


def list_benefit_totals(
    session: Session, *, tenant_id: int, narrowed: BenefitFilter
) -> Sequence[BenefitTotal]:
    """What the filter leaves adds up to, per kind in the order of ``BenefitKind``."""
    amount, recipients = BenefitPayment.amount_idr, BenefitPayment.recipients_count
    rows = session.execute(
        _narrowed(tenant_id, narrowed)
        .with_only_columns(
            BenefitPayment.kind,
            func.count(),
            func.sum(recipients),
            func.count(recipients),
            func.sum(amount),
            func.count(amount),
        )
        .group_by(BenefitPayment.kind)
    )
    found = {
        kind: BenefitTotal(BenefitKind(kind), records, _sum(people, said), _sum(money, priced))
        for kind, records, people, said, money, priced in rows
    }
    return [found[kind] for kind in BenefitKind if kind in found]


def list_benefit_years(session: Session, *, tenant_id: int) -> Sequence[int]:
    """The years in which something was paid, latest first; payments without a date aside."""
    year = func.extract("year", BenefitPayment.paid_on)
    query = (
        select(year)
        .where(BenefitPayment.tenant_id == tenant_id, BenefitPayment.paid_on.is_not(None))
        .distinct()
        .order_by(year.desc())
    )
    return [int(found) for found in session.scalars(query)]


def _narrowed(tenant_id: int, narrowed: BenefitFilter) -> Select[BenefitPayment]:
    query = select(BenefitPayment).where(BenefitPayment.tenant_id == tenant_id)
    if narrowed.kind is not None:
        query = query.where(BenefitPayment.kind == narrowed.kind)
    if narrowed.year is not None:
        query = query.where(
            BenefitPayment.paid_on.between(date(narrowed.year, 1, 1), date(narrowed.year, 12, 31))
        )
    text = func.concat_ws(" ", BenefitPayment.description, BenefitPayment.source_name)
    words = (narrowed.search or "").split()
    return query.where(*(text.icontains(word, autoescape=True) for word in words))


def _first_key(order: BenefitOrder) -> ColumnElement[Any]:
    if order is BenefitOrder.LARGEST:
        return func.coalesce(BenefitPayment.amount_idr, 0)  # a stated amount is never zero
    return func.coalesce(BenefitPayment.paid_on, _far(order))


def _far(order: BenefitOrder) -> date:
    return date.max if order is BenefitOrder.OLDEST else date.min


def _cursor_key(order: BenefitOrder, payment: BenefitPayment) -> str | int:
    if order is BenefitOrder.LARGEST:
        return payment.amount_idr or 0
    return (payment.paid_on or _far(order)).isoformat()


def _cursor_values(order: BenefitOrder, cursor: str) -> list[Any]:
    first = whole(BIG_INTEGER_LIMIT) if order is BenefitOrder.LARGEST else day
    return decode_cursor(cursor, first, row_id)


def _sum(value: int | None, stated_count: int) -> StatedSum:
    return StatedSum(None if value is None else int(value), stated_count)  # PostgreSQL sums numeric
