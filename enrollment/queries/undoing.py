"""What taking a list out would give back, counted before somebody decides."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import TextClause, select, text
from sqlalchemy.orm import Session

from enrollment.kinds import UPLOADED_STATUSES
from enrollment.models.rosters import Roster
from enrollment.models.workers import Worker
from enrollment.queries.worker_uses import worker_uses

_LEFT_WITH_IT = frozenset({"cover", "cover_year", "duplicate_pair", "roster_waiver"})
"""What names people of a list and goes, or is looked at by itself, when the list is taken out."""
_CHANGES = text(
    """
    SELECT count(*) FILTER (WHERE NOT l.is_later) AS restored,
        count(*) FILTER (WHERE l.is_later) AS kept
    FROM worker_change a
    CROSS JOIN LATERAL (
        SELECT EXISTS (
            SELECT FROM worker_change b
            WHERE b.tenant_id = a.tenant_id AND b.worker_id = a.worker_id
                AND b.changed_at > a.changed_at) AS is_later) l
    WHERE a.tenant_id = :tenant_id AND a.roster_id = :roster_id
    """
)


@dataclass(frozen=True)
class UndoCounts:
    """People released from the programme, removed, restored, and those who stay as they are."""

    released: int
    removed: int
    restored: int
    kept: int


def count_undo(session: Session, roster: Roster) -> UndoCounts:
    """What taking a stored list out would do within its thirty days."""
    values = {
        "tenant_id": roster.tenant_id,
        "roster_id": roster.id,
        "commitment_id": roster.commitment_id,
        "stored_at": roster.finished_at,
        "uploaded": [status.value for status in UPLOADED_STATUSES],
    }
    people = session.execute(_people(session), values).one()
    changes = session.execute(_CHANGES, values).one()
    return UndoCounts(people.released, people.removed, changes.restored, people.kept + changes.kept)


def _people(session: Session) -> TextClause:
    """Who is released, and who of them was recorded first by the list and is named nowhere else."""
    uses = " OR ".join(
        use.names("w") for use in worker_uses(session) if use.table not in _LEFT_WITH_IT
    )
    return text(
        f"""
        SELECT count(*) AS released,
            count(*) FILTER (WHERE w.created_at = :stored_at AND NOT o.is_used) AS removed,
            count(*) FILTER (WHERE w.created_at = :stored_at AND o.is_used) AS kept
        FROM cover c
        JOIN worker w ON w.tenant_id = c.tenant_id AND w.id = c.worker_id
        CROSS JOIN LATERAL (
            SELECT cardinality(c.roster_ids) > 1 OR {uses} OR EXISTS (
                SELECT FROM cover e WHERE e.tenant_id = c.tenant_id AND e.worker_id = c.worker_id
                    AND e.commitment_id <> c.commitment_id) AS is_used) o
        WHERE c.tenant_id = :tenant_id AND c.commitment_id = :commitment_id
            AND CAST(:roster_id AS uuid) = ANY(c.roster_ids) AND c.status = ANY(:uploaded)
        """  # noqa: S608 - constants of ours and names of the schema, no value
    )


def list_kept(session: Session, roster: Roster) -> Sequence[Worker]:
    """The people of a list taken out who stay, as far as they are named; by name."""
    return session.scalars(
        select(Worker)
        .where(Worker.tenant_id == roster.tenant_id, Worker.id.in_(_kept_ids(roster)))
        .order_by(Worker.name_key, Worker.id)
    ).all()


def _kept_ids(roster: Roster) -> Sequence[UUID]:
    return roster.kept_worker_ids or ()
