"""Tell that agreements and programmes end: before their last day, and once it has passed."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.agreement_notice_words import AGREEMENT, PROGRAMME
from cooperation.agreement_notices import ending_tidings
from cooperation.models.agreements import Agreement
from cooperation.queries.expiry import list_endings
from tenants.notice_rules import Tidings
from tenants.services.notices import tell_each

WATCH_JOB = "watch_agreements"


def tell_endings(session: Session, *, tenant_id: int, now: datetime) -> int:
    """Tell what is due today of the ends of one regency's agreements; again tells nothing.

    Args:
        session: role job, bound to the regency.
        tenant_id: the regency.
        now: the present moment.

    Returns:
        pieces of news.

    Effects:
        Adds news and notices.
    """
    return tell_each(session, tenant_id=tenant_id, now=now, brought=_ending)


def _ending(session: Session, tenant_id: int, today: date) -> Iterator[tuple[UUID, Tidings]]:
    for ending in list_endings(session, tenant_id=tenant_id, today=today):
        yield (
            ending.of.id,
            ending_tidings(
                subject=AGREEMENT if isinstance(ending.of, Agreement) else PROGRAMME,
                subject_id=ending.of.id,
                title=ending.of.title,
                ends_on=ending.ends_on,
                threshold=ending.threshold,
                days_left=ending.days_left,
                uncovered=ending.uncovered,
            ),
        )
