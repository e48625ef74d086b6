"""Names on the lists of a programme, counted by how far they have come."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.queries.cover_tallies import count_by_status, count_statuses

_RECIPIENTS = frozenset({*OCCUPYING_STATUSES, CoverStatus.ENDED})


@dataclass(frozen=True)
class ListedNames:
    """Persons of one programme, each in one of the counts; who left or died is in none.

    ``recipients`` are determined or were until the programme ended; ``candidates`` are proposed
    and ``reserves`` wait in reserve.
    """

    recipients: int
    candidates: int
    reserves: int

    @property
    def are_candidates(self) -> bool:
        """Nobody is determined yet, so candidates are what there is to compare."""
        return self.recipients == 0

    @property
    def compared(self) -> int:
        """The names that stand against the people of the programme."""
        return self.candidates if self.are_candidates else self.recipients


def count_listed_names(session: Session, *, tenant_id: int, commitment_id: UUID) -> ListedNames:
    """Count the persons of one programme by how far they have come."""
    return _listed(count_by_status(session, tenant_id=tenant_id, commitment_id=commitment_id))


def count_names_by_programme(
    session: Session, *, tenant_id: int, commitment_ids: Collection[UUID]
) -> Mapping[UUID, ListedNames]:
    """The same for some programmes at once; one without names is left out."""
    counts = count_statuses(session, tenant_id=tenant_id, commitment_ids=commitment_ids)
    return {commitment_id: _listed(of_one) for commitment_id, of_one in counts.items()}


def _listed(counts: Mapping[CoverStatus, int]) -> ListedNames:
    return ListedNames(
        recipients=sum(count for status, count in counts.items() if status in _RECIPIENTS),
        candidates=counts.get(CoverStatus.PROPOSED, 0),
        reserves=counts.get(CoverStatus.RESERVE, 0),
    )
