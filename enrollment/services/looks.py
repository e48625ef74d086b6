"""Keep that somebody of a BPJS office looked at a roster."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.services.looks import keep_look
from enrollment.models.looks import RosterLook


def look_at_roster(
    session: Session,
    *,
    tenant_id: int,
    roster_id: UUID,
    viewer_id: UUID,
    office_id: UUID,
    seen_round: int,
    now: datetime,
) -> None:
    """Keep that somebody looked at a roster. See ``keep_look``."""
    keep_look(
        session,
        RosterLook,
        {"roster_id": roster_id},
        tenant_id=tenant_id,
        viewer_id=viewer_id,
        office_id=office_id,
        seen_round=seen_round,
        now=now,
    )
