"""Ask once about a figure of a programme or an addendum that looks mistyped, before it is kept."""

from collections.abc import Collection, Sequence

from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails, agreement_errors
from cooperation.arithmetic import compute
from cooperation.commitment_rules import CommitmentDetails, commitment_errors
from cooperation.commitment_states import CommitmentStatus
from cooperation.doubts import FigureDoubt, refuse_doubts
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_links import find_amendment_effect
from cooperation.queries.agreements import list_agreements
from cooperation.queries.commitment_terms import terms_of
from cooperation.services import agreements, commitments
from cooperation.services.agreement_links import link_errors
from cooperation.slips import find_amendment_slips, find_people_slip, find_slips
from cooperation.states import AgreementState
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
        tenant_id=tenant_id, **commitments.columns_of(details), status=CommitmentStatus.COMMITTED
    )
    signed = _agreements(session, kept)
    known = {one.mark for one in _doubts(session, kept, signed)}
    found = _doubts(session, stated, signed)
    refuse_doubts([one for one in found if one.mark not in known], confirmed)


def refuse_doubtful_amendment(
    session: Session,
    *,
    tenant_id: int,
    details: AgreementDetails,
    confirmed: Collection[str],
    kept: Agreement | None = None,
) -> None:
    """Refuse people and value of an addendum that look mistyped beside what it changes.

    Details that contradict each other, or what they change, are not asked about: whoever keeps them
    refuses them, and that is told first.

    Args:
        session: a transaction of the regency.
        tenant_id: whose addendum.
        details: what is about to be kept; of no addendum nothing is asked.
        confirmed: marks that somebody sent back.
        kept: the agreement as it stands; what it says already is not asked about again.

    Raises:
        DoubtfulEntry: some look so, and are neither confirmed nor kept.
    """
    own_id = None if kept is None else kept.id
    if list(agreement_errors(details)) or link_errors(
        session, tenant_id=tenant_id, details=details, own_id=own_id
    ):
        return
    stated = Agreement(
        tenant_id=tenant_id,
        id=own_id,
        **agreements.columns_of(details),
        status=AgreementState.DRAFT,
        signed_on=None if kept is None else kept.signed_on,
    )
    known = {one.mark for one in _doubts_of_amendment(session, kept)}
    found = _doubts_of_amendment(session, stated)
    refuse_doubts([one for one in found if one.mark not in known], confirmed)


def _doubts_of_amendment(session: Session, one: Agreement | None) -> Sequence[FigureDoubt]:
    effect = None if one is None else find_amendment_effect(session, one)
    if one is None or effect is None:
        return ()
    return [FigureDoubt(slip) for slip in find_amendment_slips(effect, one.new_people_count)]


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
