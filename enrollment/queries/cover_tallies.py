"""How many people of a programme have come how far, from the kept counts."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.models.workers import CoverTally


@dataclass(frozen=True)
class ProgrammeCounts:
    """People of one programme: all of them, and those who hold a place."""

    people: int
    determined: int


def count_by_status(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Mapping[CoverStatus, int]:
    """People of one programme by how far they have come; a status nobody has is left out."""
    found = _read(session, tenant_id, [commitment_id])
    return found.get(commitment_id, {})


def count_statuses(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Mapping[UUID, Mapping[CoverStatus, int]]:
    """People of some programmes by how far they have come; one that names none is left out."""
    return _read(session, tenant_id, commitment_ids)


def count_by_programme(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID] | None = None
) -> Mapping[UUID, ProgrammeCounts]:
    """People of every programme that names any, or of some of them."""
    return {
        commitment_id: ProgrammeCounts(
            sum(people.values()), sum(people.get(status, 0) for status in OCCUPYING_STATUSES)
        )
        for commitment_id, people in _read(session, tenant_id, commitment_ids).items()
    }


def _read(
    session: Session, tenant_id: int, commitment_ids: Collection[UUID] | None
) -> dict[UUID, dict[CoverStatus, int]]:
    asked = select(CoverTally).where(CoverTally.tenant_id == tenant_id)
    if commitment_ids is not None:
        asked = asked.where(CoverTally.commitment_id.in_(commitment_ids))
    found: dict[UUID, dict[CoverStatus, int]] = {}
    for row in session.scalars(asked):
        found.setdefault(row.commitment_id, {})[CoverStatus(row.status)] = row.people_count
    return found
