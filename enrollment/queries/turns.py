"""How long rounds before a BPJS office took, and how long those take that wait. Never a person."""

from datetime import datetime
from uuid import UUID

from sqlalchemy import and_, or_, select, union_all
from sqlalchemy.orm import Session

from cooperation.models.reviews import AgreementReview
from cooperation.response_times import Turn
from enrollment.models.reviews import RosterReview
from tenants.kernel.clock import local_day


def list_turns(
    session: Session, *, tenant_id: int, office_id: UUID, since: datetime, timezone: str
) -> list[Turn]:
    """Rounds of agreements and rosters that wait, or that the office decided since a moment.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        office_id: whose decisions count.
        since: the first moment of a decision that counts.
        timezone: of the regency's calendar.
    """
    asked = []
    for kind in (AgreementReview, RosterReview):
        is_waiting = and_(kind.decision.is_(None), kind.withdrawn_at.is_(None))
        is_decided = and_(kind.decided_at >= since, kind.branch_id == office_id)
        asked.append(
            select(kind.submitted_at, kind.decided_at).where(
                kind.tenant_id == tenant_id, or_(is_waiting, is_decided)
            )
        )
    return [
        Turn(
            local_day(submitted_at, timezone),
            None if decided_at is None else local_day(decided_at, timezone),
        )
        for submitted_at, decided_at in session.execute(union_all(*asked))
    ]
