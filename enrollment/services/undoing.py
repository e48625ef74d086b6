"""Giving back the people of a list: those it recorded first go, those it corrected are restored."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import text
from sqlalchemy.orm import Session

from enrollment.models.rosters import Roster
from enrollment.queries.worker_uses import worker_uses
from enrollment.services.tallies import tally_workers
from tenants.kernel.writes import write

NAMED = 50
"""How many of the people who stay are named."""

_PERSON = (
    "name, name_key, birth_on, sex, village_code, address_encrypted, occupation, phone_encrypted"
)
_BEFORE = f"ROW({', '.join(f'a.{column}' for column in _PERSON.split(', '))})"
_MINE = "a.tenant_id = :tenant_id AND a.roster_id = :roster_id"
_NEXT = """
    SELECT b.id FROM worker_change b
    WHERE b.tenant_id = a.tenant_id AND b.worker_id = a.worker_id AND b.changed_at > a.changed_at
    ORDER BY b.changed_at LIMIT 1
"""
# Whoever was corrected again stays as they are now; the later correction then goes back past ours.
_HAND_ON = text(
    f"""
    UPDATE worker_change n SET ({_PERSON}) = {_BEFORE}
    FROM worker_change a
    WHERE {_MINE} AND n.tenant_id = a.tenant_id AND n.id = ({_NEXT})
    RETURNING a.worker_id
    """  # noqa: S608 - constants of ours, no value
)
_RESTORE = text(
    f"""
    UPDATE worker w SET ({_PERSON}) = {_BEFORE}
    FROM worker_change a
    WHERE {_MINE} AND w.tenant_id = a.tenant_id AND w.id = a.worker_id
        AND NOT EXISTS ({_NEXT})
    """  # noqa: S608 - constants of ours, no value
)
_FORGET = text(f"DELETE FROM worker_change a WHERE {_MINE}")  # noqa: S608
_NO_USE = "duplicate_pair"
"""Who was only thought to be recorded twice is used by nobody."""
_RECORDED = "w.tenant_id = :tenant_id AND w.created_at = :stored_at"
"""People of one list are recorded at one moment, which is that at which the list was stored."""
_STAYING = text(f"SELECT w.id FROM worker w WHERE {_RECORDED} ORDER BY w.name_key, w.id")  # noqa: S608


@dataclass(frozen=True)
class Undone:
    """What was given back, in people; ``kept`` stay because something else used them since."""

    removed: int
    restored: int
    kept: tuple[UUID, ...]


def undo_people(session: Session, roster: Roster) -> Undone:
    """Take back what a list did to the people themselves, once its cover is released.

    Args:
        session: role job; the caller holds the regency's import lock.
        roster: stored, and being taken out.

    Effects:
        Deletes from ``worker`` and ``worker_change``, changes both and ``worker_tally``.
    """
    values = {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "stored_at": roster.finished_at,
    }
    handed_on = session.execute(_HAND_ON, values).scalars().all()
    restored = write(session, _RESTORE, values)
    session.execute(_FORGET, values)
    removed = write(session, _removal(session), values)
    tally_workers(session, tenant_id=roster.tenant_id, change=-removed)
    staying = session.execute(_STAYING, values).scalars().all()
    return Undone(removed, restored, tuple(dict.fromkeys([*staying, *handed_on])))


def _removal(session: Session) -> Any:
    """Remove whom no table names, and what was thought about them."""
    unused = " ".join(
        f"AND NOT {use.names('w')}" for use in worker_uses(session) if use.table != _NO_USE
    )
    return text(
        f"""
        WITH going AS (SELECT w.tenant_id, w.id FROM worker w WHERE {_RECORDED} {unused}),
        unpaired AS (
            DELETE FROM {_NO_USE} p USING going g
            WHERE p.tenant_id = g.tenant_id AND g.id IN (p.first_id, p.second_id))
        DELETE FROM worker w USING going g WHERE w.tenant_id = g.tenant_id AND w.id = g.id
        """  # noqa: S608 - as above
    )
