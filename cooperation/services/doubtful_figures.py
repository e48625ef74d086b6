"""Ask once about a stated figure of a programme that looks mistyped, before it is kept."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from cooperation.arithmetic import compute
from cooperation.commitment_rules import CommitmentDetails, commitment_errors
from cooperation.commitment_states import CommitmentStatus
from cooperation.doubts import FigureDoubt, refuse_doubts
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import terms_of
from cooperation.services.commitments import columns_of
from cooperation.slips import find_people_slip, find_slips
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError


def refuse_doubtful_figures(
    session: Session,
    *,
    tenant_id: int,
    details: CommitmentDetails,
    confirmed: Collection[str],
    kept: Commitment | None = None,
) -> None:
    """Refuse figures that look mistyped beside what they should come to.

    Details that contradict each other, or continue a programme that is gone, are not asked about:
    whoever keeps them refuses them, and that is told first.

    Args:
        session: a transaction of the regency.
        tenant_id: whose programme.
        details: what is about to be kept.
        confirmed: marks that somebody sent back.
        kept: the programme as it stands, whose addenda hold; what it says already is not asked
            about again.

    Raises:
        DoubtfulEntry: some look so, and are neither confirmed nor kept.
    """
    if commitment_errors(details):
        return
    stated = Commitment(
        tenant_id=tenant_id, **columns_of(details), status=CommitmentStatus.COMMITTED
    )
    agreements = _agreements(session, kept)
    known = {one.mark for one in _doubts(session, kept, agreements)}
    found = _doubts(session, stated, agreements)
    refuse_doubts([one for one in found if one.mark not in known], confirmed)


def _agreements(session: Session, kept: Commitment | None) -> Sequence[Agreement]:
    if kept is None:
        return ()
    found = list_agreements(session, tenant_id=kept.tenant_id, commitment_ids=[kept.id])
    return found.get(kept.id, ())


def _doubts(
    session: Session, one: Commitment | None, agreements: Sequence[Agreement]
) -> Sequence[FigureDoubt]:
    if one is None:
        return ()
    try:
        computation, amended = (
            compute(current_tariffs(), terms_of(one, {one.id: signed}, [one]))
            for signed in ([], agreements)
        )
    except AppError:  # the page of the programme says what is missing
        return ()
    found = list(find_slips(computation, amended))
    if one.continues_id is not None and one.people_count is not None:
        before = session.get(Commitment, (one.tenant_id, one.continues_id))
        if before is None:
            return ()
        slip = find_people_slip(one.people_count, before.people_now) if before.people_now else None
        found += [slip] if slip is not None else []
    return [FigureDoubt(slip) for slip in found]
