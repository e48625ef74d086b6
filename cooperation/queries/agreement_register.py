"""Reads of all agreements of a regency, page by page."""

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.queries.branch_agreements import is_before_branch
from tenants.kernel.paging import PAGE_SIZE, Page, decode_cursor, page_of, row_id


def list_agreement_page(
    session: Session,
    *,
    tenant_id: int,
    for_branch: bool = False,
    cursor: str | None = None,
    size: int = PAGE_SIZE,
) -> Page[Agreement]:
    """One page of agreements, latest recorded first.

    Args:
        session: bound to the regency.
        tenant_id: the regency.
        for_branch: leave out drafts that were never submitted.
        cursor: of the page before.
        size: how many at most.

    Raises:
        MalformedRequest: the cursor was not made for this list.
    """
    query = select(Agreement).where(Agreement.tenant_id == tenant_id)
    if for_branch:
        query = query.where(is_before_branch())
    if cursor:
        (last_id,) = decode_cursor(cursor, row_id)
        query = query.where(Agreement.id < last_id)
    rows = session.scalars(query.order_by(Agreement.id.desc()).limit(size + 1)).all()
    return page_of(rows, lambda row: (str(row.id),), size)
