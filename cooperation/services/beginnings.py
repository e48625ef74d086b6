"""Tell both sides that a signed agreement, or what an addendum changes, holds from now on."""

from collections.abc import Iterator
from datetime import date, datetime, timedelta
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session, aliased

from cooperation.agreement_notices import beginning_tidings
from cooperation.expiry import STILL_NEWS_DAYS
from cooperation.models.agreements import Agreement
from cooperation.states import BEFORE_SIGNATURE, AgreementState
from tenants.notice_rules import Tidings
from tenants.services.notices import tell_each


def tell_beginnings(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell which agreements of a regency began to hold; again tells nothing.

    One that held already when it was signed was told with its signature.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(session, tenant_id=tenant_id, now=now, brought=_begun)


def _begun(session: Session, tenant_id: int, today: date) -> Iterator[tuple[UUID, Tidings]]:
    amended, continued = aliased(Agreement), aliased(Agreement)
    begins_on = func.coalesce(Agreement.changes_from, Agreement.starts_on)
    rows = session.execute(
        select(Agreement, begins_on, amended.title, continued.title)
        .outerjoin(
            amended,
            (amended.tenant_id == Agreement.tenant_id)
            & (amended.id == Agreement.amends_id)
            & amended.status.not_in(BEFORE_SIGNATURE),
        )
        .outerjoin(
            continued,
            (continued.tenant_id == Agreement.tenant_id)
            & (continued.id == Agreement.predecessor_id)
            & continued.status.not_in(BEFORE_SIGNATURE),
        )
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.status == AgreementState.SIGNED,
            begins_on > Agreement.signed_on,
            begins_on <= today,
            begins_on > today - timedelta(days=STILL_NEWS_DAYS),
        )
        .order_by(begins_on, Agreement.id)
    )
    for agreement, begun, amended_title, continued_title in rows:
        yield (
            agreement.id,
            beginning_tidings(
                agreement_id=agreement.id,
                title=agreement.title,
                begins_on=begun,
                amends=amended_title,
                continues=continued_title,
            ),
        )
