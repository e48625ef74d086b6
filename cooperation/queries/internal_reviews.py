"""Reads of reviews at home: the rounds of one agreement, and what waits for a person's approval."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.dialects.postgresql import distinct_on
from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import InternalReview
from cooperation.review_rules import Assignment, ReviewState, review_state
from cooperation.states import AgreementState, ReviewStage
from tenants.models.documents import DocumentBlob


@dataclass(frozen=True)
class InternalRound:
    """One round with the text that was put before the approver."""

    review: InternalReview
    draft_text: DocumentBlob | None

    @property
    def stage(self) -> ReviewStage:
        """Who examined: the OPD or the legal bureau."""
        return ReviewStage(self.review.stage)

    @property
    def state(self) -> ReviewState:
        """Where the round stands."""
        return review_state(self.review.decision, self.review.withdrawn_at)


@dataclass(frozen=True)
class AwaitedApproval:
    """An agreement that waits for somebody's approval, with its open round."""

    agreement: Agreement
    review: InternalReview


def list_internal_rounds(
    session: Session, *, tenant_id: int, agreement_id: UUID
) -> Sequence[InternalRound]:
    """Every round of one agreement at home, the latest first, without the bytes of the files."""
    rows = session.execute(
        select(InternalReview, DocumentBlob)
        .outerjoin(
            DocumentBlob,
            (DocumentBlob.tenant_id == InternalReview.tenant_id)
            & (DocumentBlob.id == InternalReview.document_id),
        )
        .where(InternalReview.tenant_id == tenant_id, InternalReview.agreement_id == agreement_id)
        .order_by(InternalReview.round.desc())
    )
    return [InternalRound(review, text) for review, text in rows]


def assignment_of(review: InternalReview) -> Assignment:
    """Who decides in a round, and who made or put forward what is decided."""
    return Assignment(review.approver_id, review.submitted_by_id, review.prepared_by_ids)


def list_awaited_approvals(
    session: Session, *, tenant_id: int, approver_ids: Collection[UUID]
) -> Sequence[AwaitedApproval]:
    """What waits for the approval of these people, the oldest first.

    Args:
        session: role regency.
        tenant_id: the regency.
        approver_ids: a person, and whom they stand in for.
    """
    rows = session.execute(
        select(Agreement, InternalReview)
        .join(
            InternalReview,
            (InternalReview.tenant_id == Agreement.tenant_id)
            & (InternalReview.agreement_id == Agreement.id),
        )
        .where(
            Agreement.tenant_id == tenant_id,
            InternalReview.approver_id.in_(approver_ids),
            InternalReview.decision.is_(None),
            InternalReview.withdrawn_at.is_(None),
        )
        .order_by(InternalReview.submitted_at, Agreement.id)
    )
    return [AwaitedApproval(agreement, review) for agreement, review in rows]


def list_sent_back(session: Session, *, tenant_id: int) -> Sequence[AwaitedApproval]:
    """Agreements that somebody at home returned and nobody has put forward again."""
    rows = session.execute(
        select(Agreement, InternalReview)
        .join(
            InternalReview,
            (InternalReview.tenant_id == Agreement.tenant_id)
            & (InternalReview.agreement_id == Agreement.id),
        )
        .ext(distinct_on(Agreement.id))
        .where(
            Agreement.tenant_id == tenant_id,
            Agreement.status == AgreementState.RETURNED,
            Agreement.returned_by == InternalReview.stage,
            InternalReview.decision == "returned",
        )
        .order_by(Agreement.id, InternalReview.round.desc())
    )
    return [AwaitedApproval(agreement, review) for agreement, review in rows]
