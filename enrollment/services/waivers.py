"""For whom the reason of a list spoke: kept with the list, moved and forgotten with its people."""

from typing import Any
from uuid import UUID

from sqlalchemy import delete, text
from sqlalchemy.orm import Session

from enrollment.models.rosters import Roster, RosterWaiver
from enrollment.parsing.rows import NEEDING_A_WORD
from enrollment.services.clashes import IS_SAME_PERSON
from enrollment.services.previews import CHOSEN, NEEDS_WORD

_KEEP = text(
    f"""
    INSERT INTO roster_waiver (tenant_id, commitment_id, worker_id, roster_id, codes)
    SELECT s.tenant_id, :commitment_id, w.id, s.roster_id, array_agg(DISTINCT e.code)
    FROM roster_staging s
    JOIN worker w ON {IS_SAME_PERSON}
    JOIN roster_row_error e ON e.tenant_id = s.tenant_id AND e.roster_id = s.roster_id
        AND e.row_number = s.row_number AND e.code = ANY(:codes)
    WHERE {CHOSEN} AND {NEEDS_WORD}
    GROUP BY s.tenant_id, w.id, s.roster_id
    """  # noqa: S608 - constants of ours, no value
)
_HAND_ON = text(
    """
    INSERT INTO roster_waiver (tenant_id, commitment_id, worker_id, roster_id, codes)
    SELECT v.tenant_id, v.commitment_id, :kept_id, v.roster_id, v.codes
    FROM roster_waiver v WHERE v.tenant_id = :tenant_id AND v.worker_id = :gone_id
    ON CONFLICT DO NOTHING
    """
)


def keep_waivers(session: Session, roster: Roster) -> None:
    """Keep of whom the reason was asked, for as long as the list itself; its file goes sooner.

    Args:
        session: role job.
        roster: being stored, with its reason; its people are stored already.

    Effects:
        Inserts ``roster_waiver``.
    """
    values: dict[str, Any] = {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "commitment_id": roster.commitment_id,
        "codes": sorted(NEEDING_A_WORD),
    }
    session.execute(_KEEP, values)


def forget_waivers(session: Session, roster: Roster) -> None:
    """Forget for whom a list spoke that is taken out.

    Effects:
        Deletes from ``roster_waiver``.
    """
    session.execute(
        delete(RosterWaiver).where(
            RosterWaiver.tenant_id == roster.tenant_id, RosterWaiver.roster_id == roster.id
        )
    )


def hand_on_waivers(session: Session, *, tenant_id: int, kept_id: UUID, gone_id: UUID) -> None:
    """Give what was said for one record of a person to the other.

    Effects:
        Inserts into and deletes from ``roster_waiver``.
    """
    session.execute(_HAND_ON, {"tenant_id": tenant_id, "kept_id": kept_id, "gone_id": gone_id})
    session.execute(
        delete(RosterWaiver).where(
            RosterWaiver.tenant_id == tenant_id, RosterWaiver.worker_id == gone_id
        )
    )
