"""Reads of how agreements hang together, and of what an addendum changes."""

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from uuid import UUID

from sqlalchemy import or_, select
from sqlalchemy.orm import Session

from cooperation.amendment_effects import AmendmentEffect, amendment_effect
from cooperation.arithmetic import Terms
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.queries.agreements import list_agreements
from cooperation.queries.branch_agreements import is_before_branch
from cooperation.queries.commitment_terms import amendment_of, terms_of
from cooperation.states import AT_HOME, BEFORE_SIGNATURE, AgreementState
from cooperation.tariff_files import current_tariffs
from tenants.kernel.errors import AppError


@dataclass(frozen=True)
class AgreementLinks:
    """The agreements around one: above it, before and after it, those that change it."""

    umbrella: Agreement | None
    amends: Agreement | None
    predecessor: Agreement | None
    successors: Sequence[Agreement]
    addenda: Sequence[Agreement]
    resting: Sequence[Agreement]
    """Agreements that rest on it as their umbrella."""

    @property
    def is_alone(self) -> bool:
        """Whether nothing hangs together with it."""
        return not any(
            (
                self.umbrella,
                self.amends,
                self.predecessor,
                self.successors,
                self.addenda,
                self.resting,
            )
        )


def agreement_links(
    session: Session, agreement: Agreement, *, for_branch: bool = False
) -> AgreementLinks:
    """What hangs together with an agreement, in order of signature, drafts last.

    Args:
        session: bound to the regency.
        agreement: one of its agreements.
        for_branch: leave out what lies with the regency to be written or rewritten.
    """
    named = [agreement.umbrella_id, agreement.amends_id, agreement.predecessor_id]
    query = select(Agreement).where(
        Agreement.tenant_id == agreement.tenant_id,
        or_(
            Agreement.id.in_([one for one in named if one is not None]),
            Agreement.umbrella_id == agreement.id,
            Agreement.amends_id == agreement.id,
            Agreement.predecessor_id == agreement.id,
        ),
    )
    if for_branch:
        query = query.where(is_before_branch(), Agreement.status.not_in(AT_HOME))
    found = session.scalars(
        query.order_by(Agreement.signed_on.asc().nulls_last(), Agreement.id)
    ).all()
    by_id = {one.id: one for one in found}
    kept = [one for one in found if one.status != AgreementState.DROPPED]
    return AgreementLinks(
        umbrella=by_id.get(agreement.umbrella_id) if agreement.umbrella_id else None,
        amends=by_id.get(agreement.amends_id) if agreement.amends_id else None,
        predecessor=by_id.get(agreement.predecessor_id) if agreement.predecessor_id else None,
        successors=[one for one in kept if one.predecessor_id == agreement.id],
        addenda=[one for one in kept if one.amends_id == agreement.id],
        resting=[one for one in kept if one.umbrella_id == agreement.id],
    )


def find_amendment_effect(session: Session, agreement: Agreement) -> AmendmentEffect | None:
    """What an addendum changes beside the addenda that hold already.

    None where it changes no figure, carries no commitment, or nothing can be computed.
    """
    amendment = amendment_of(agreement)
    if amendment is None or agreement.commitment_id is None:
        return None
    commitment = session.get_one(Commitment, (agreement.tenant_id, agreement.commitment_id))
    terms = terms_without(session, commitment, agreement.id, signed_before=agreement)
    with suppress(AppError):  # the programme's own page says why nothing can be computed
        return amendment_effect(current_tariffs(), terms, replace(amendment, until=None))
    return None


def terms_without(
    session: Session,
    commitment: Commitment,
    agreement_id: UUID | None,
    *,
    signed_before: Agreement | None = None,
) -> Terms:
    """The terms of a commitment with every signed addendum but one.

    With ``signed_before`` of a signed agreement, without those signed after it as well.
    """
    agreements = list_agreements(
        session, tenant_id=commitment.tenant_id, commitment_ids=[commitment.id]
    ).get(commitment.id, [])
    kept = [one for one in agreements if one.id != agreement_id]
    if signed_before is not None and signed_before.signed_on is not None:
        place = (signed_before.signed_on, signed_before.id)
        kept = [one for one in kept if one.signed_on and (one.signed_on, one.id) < place]
    return terms_of(commitment, {commitment.id: kept}, [commitment])


def list_linkable(session: Session, *, tenant_id: int) -> Sequence[Agreement]:
    """Agreements that another may rest on, continue or change: not given up, latest first."""
    return session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.status != AgreementState.DROPPED)
        .where(Agreement.kind != AgreementKind.ADENDUM)
        .order_by(Agreement.signed_on.desc().nulls_first(), Agreement.title, Agreement.id)
    ).all()


def list_signed_addenda(
    session: Session, *, tenant_id: int, agreement_id: UUID
) -> Sequence[Agreement]:
    """Signed addenda to one agreement, in order of signature."""
    return session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.amends_id == agreement_id,
            Agreement.status.not_in(BEFORE_SIGNATURE),
        )
        .order_by(Agreement.signed_on, Agreement.id)
    ).all()
