"""Reads of all agreements of a regency, page by page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, row_id


def list_agreement_page(
    session: Session, *, tenant_id: int, cursor: str | None = None, size: int = PAGE_SIZE
) -> Page[Agreement]:
    """One page of agreements, latest recorded first.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = select(Agreement).where(Agreement.tenant_id == tenant_id)
    if cursor:
        (last_id,) = decode_cursor(cursor, row_id)
        query = query.where(Agreement.id < last_id)
    rows = session.scalars(query.order_by(Agreement.id.desc()).limit(size + 1)).all()
    return page_of(rows, lambda row: (str(row.id),), size)
