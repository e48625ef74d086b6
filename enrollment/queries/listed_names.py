"""Names on the lists of a programme, counted by how far they have come."""

from collections.abc import Collection, Mapping
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.listed_names import ListedNames
from enrollment.kinds import OCCUPYING_STATUSES, CoverStatus
from enrollment.queries.cover_tallies import count_by_status, count_statuses

_RECIPIENTS = frozenset({*OCCUPYING_STATUSES, CoverStatus.ENDED})


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
