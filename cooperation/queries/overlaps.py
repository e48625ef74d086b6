"""Commitments side by side: which may pay for the same people."""

from collections.abc import Mapping, Sequence
from datetime import date
from uuid import UUID

from cooperation.checks.overlaps import PaidCover, check_overlaps
from cooperation.findings import Finding
from cooperation.models.commitments import Commitment
from cooperation.months import months_from
from cooperation.queries.commitment_terms import terms_of
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError
from tenants.models.identity import Department


def paid_covers(
    chains: Mapping[UUID, Sequence[Commitment]], departments: Mapping[UUID | None, Department]
) -> Mapping[UUID, PaidCover]:
    """Every commitment that was not given up and whose months are stated, by id.

    Args:
        chains: of ``list_chains``.
        departments: by id, those of all these commitments.
    """
    covers: dict[UUID, PaidCover] = {}
    for chain in {one[0].id: one for one in chains.values()}.values():
        for commitment in chain:
            terms = terms_of(commitment, {}, chain)
            department = departments.get(commitment.department_id)
            if commitment.months_now is None:
                continue
            covers[commitment.id] = PaidCover(
                id=commitment.id,
                chain=chain[0].id,
                title=commitment.title,
                department=department.name if department else None,
                insured=terms.insured,
                months=months_from(terms.first_month, commitment.months_now),
                people_count=commitment.people_now,
            )
    return covers


def overlaps_of(
    commitment_id: UUID, covers: Mapping[UUID, PaidCover], today: date
) -> Sequence[Finding]:
    """Findings about other commitments that may pay for the same people, by title.

    Pairs whose contribution cannot be computed are left out: their own page says what is missing.
    """
    own = covers.get(commitment_id)
    if own is None:
        return []
    found: list[Finding] = []
    for other in sorted(covers.values(), key=lambda one: (one.title, one.id)):
        try:
            found += check_overlaps(current_tariffs(), own, [other], today)
        except AppError:
            continue
    return found
