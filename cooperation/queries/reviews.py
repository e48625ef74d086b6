"""Reads of reviews: the rounds of one agreement, and what came back."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session, aliased

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreement_parts import (
    is_carrying,
)
from cooperation.review_rules import ReviewDecision, ReviewState, review_state
from cooperation.states import STAGE_OF, AgreementState, ReviewStage
from tenants.models.documents import DocumentBlob
from tenants.models.identity import Organisation


@dataclass(frozen=True)
class ReviewRound:
    """One round with the office that decided and the text that was submitted."""

    review: AgreementReview
    office_name: str | None
    draft_text: DocumentBlob | None

    @property
    def state(self) -> ReviewState:
        """Where the round stands."""
        return review_state(self.review.decision, self.review.withdrawn_at)


@dataclass(frozen=True)
class DecidedAgreement:
    """An agreement that the branch decided on and that waits for the regency's next step."""

    agreement: Agreement
    review: AgreementReview
    office_name: str


def list_rounds(session: Session, *, tenant_id: int, agreement_id: UUID) -> Sequence[ReviewRound]:
    """Every round of one agreement, the latest first, without the bytes of the files."""
    rows = session.execute(
        select(AgreementReview, Organisation.name, DocumentBlob)
        .outerjoin(Organisation, Organisation.id == AgreementReview.branch_id)
        .outerjoin(
            DocumentBlob,
            (DocumentBlob.tenant_id == AgreementReview.tenant_id)
            & (DocumentBlob.id == AgreementReview.document_id),
        )
        .where(AgreementReview.tenant_id == tenant_id, AgreementReview.agreement_id == agreement_id)
        .order_by(AgreementReview.round.desc())
    )
    return [ReviewRound(review, name, document) for review, name, document in rows]


def list_acceptances(
    session: Session, *, tenant_id: int, agreement_ids: Collection[UUID]
) -> Mapping[UUID, AgreementReview]:
    """The round on whose acceptance each of some agreements was signed, by agreement.

    One that is not signed, or was signed without the branch's acceptance of it, has none.
    """
    accepted = session.scalars(
        select(AgreementReview)
        .join(
            Agreement,
            (Agreement.tenant_id == AgreementReview.tenant_id)
            & (Agreement.id == AgreementReview.agreement_id)
            & (Agreement.accepted_round == AgreementReview.round),
        )
        .where(AgreementReview.tenant_id == tenant_id, Agreement.id.in_(agreement_ids))
    )
    return {one.agreement_id: one for one in accepted}


def find_acceptance(session: Session, agreement: Agreement) -> AgreementReview | None:
    """The round in which the branch accepted what is to be signed or was; None where it did not."""
    if agreement.status == AgreementState.ACCEPTED:
        return session.scalars(
            latest_reviews(agreement.tenant_id).where(
                AgreementReview.agreement_id == agreement.id,
                AgreementReview.decision == ReviewDecision.ACCEPTED,
            )
        ).one_or_none()
    return list_acceptances(
        session, tenant_id=agreement.tenant_id, agreement_ids=[agreement.id]
    ).get(agreement.id)


def list_decided_agreements(session: Session, *, tenant_id: int) -> Sequence[DecidedAgreement]:
    """Agreements whose next step is the regency's, the oldest decision first.

    They were returned and nobody submitted them again, or accepted and not signed.
    """
    latest = latest_reviews(tenant_id).subquery()
    review = aliased(AgreementReview, latest)
    undone = [AgreementState.RETURNED, AgreementState.ACCEPTED]
    rows = session.execute(
        select(Agreement, review, Organisation.name)
        .join(
            review,
            (review.tenant_id == Agreement.tenant_id) & (review.agreement_id == Agreement.id),
        )
        .join(Organisation, Organisation.id == review.branch_id)
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.status.in_(undone),
            Agreement.returned_by.is_distinct_from(ReviewStage.DEPARTMENT)
            & Agreement.returned_by.is_distinct_from(ReviewStage.LEGAL),
        )
        .order_by(review.decided_at, Agreement.id)
    )
    return [DecidedAgreement(agreement, found, name) for agreement, found, name in rows]


def is_reviewed_paper(session: Session, *, tenant_id: int, document_id: UUID) -> bool:
    """Whether a file is part of an agreement that the branch may see.

    It is the text of a round, the signed copy, the proof that early months were posted, or the
    letter that agrees to an early start. A text that was not submitted is the regency's own.
    """
    of_round = select(AgreementReview.id).where(
        AgreementReview.tenant_id == tenant_id, AgreementReview.document_id == document_id
    )
    of_agreement = select(Agreement.id).where(
        Agreement.tenant_id == tenant_id,
        (Agreement.document_id == document_id)
        | (Agreement.posting_proof_document_id == document_id)
        | (Agreement.start_consent_document_id == document_id),
    )
    return bool(session.scalar(select(of_round.exists() | of_agreement.exists())))


def list_examined(
    session: Session, *, tenant_id: int, commitment_id: UUID
) -> Sequence[tuple[Agreement, AgreementState]]:
    """Agreements that a change of their commitment touches: examined or accepted, by title."""
    rows = session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == tenant_id,
            is_carrying(tenant_id, commitment_id),
            Agreement.status.in_([*STAGE_OF, AgreementState.ACCEPTED]),
        )
        .order_by(Agreement.title, Agreement.id)
    )
    return [(one, AgreementState(one.status)) for one in rows]


def find_open_round(rounds: Sequence[ReviewRound]) -> ReviewRound | None:
    """The round that waits for a decision, among those of one agreement."""
    return next((one for one in rounds if one.state is ReviewState.WAITING), None)


def find_decided_round(rounds: Sequence[ReviewRound]) -> ReviewRound | None:
    """The round that was decided last, among those of one agreement, the latest first."""
    decided = (ReviewState.RETURNED, ReviewState.ACCEPTED)
    return next((one for one in rounds if one.state in decided), None)


def latest_reviews(tenant_id: int) -> Select[AgreementReview]:
    """The last round of every agreement of a regency, for a query to join."""
    return (
        select(AgreementReview)
        .where(AgreementReview.tenant_id == tenant_id)
        .ext(distinct_on(AgreementReview.agreement_id))
        .order_by(AgreementReview.agreement_id, AgreementReview.round.desc())
    )
