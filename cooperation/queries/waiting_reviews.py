"""Agreements that wait for a decision, and what is new about each to whoever asks."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Row, ScalarSelect, and_, exists, func, or_, select
from sqlalchemy.orm import Session, aliased

from cooperation.looks import LastLook, Novelty, novelty_of
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.models.comments import AgreementComment
from cooperation.models.commitments import Commitment
from cooperation.models.looks import AgreementLook
from cooperation.models.reviews import AgreementReview
from cooperation.queries.agreement_parts import largest_stated
from cooperation.submitted_claims import claim_changes
from tenants.models.documents import DocumentBlob


@dataclass(frozen=True)
class WaitingAgreement:
    """An agreement before the office; ``people_count`` and ``starts_on`` as far as stated.

    ``people_count`` is the largest number that a programme in it states, because the same people
    may be in several, and of an addendum the number it makes; ``programme`` is the
    first, and ``part_count`` how many are beside it.
    """

    agreement_id: UUID
    title: str
    programme: str | None
    part_count: int
    round: int
    submitted_at: datetime
    people_count: int | None
    starts_on: date | None
    novelty: Novelty
    changed_claims: Sequence[str]
    """Keys of ``CLAIM_LABELS`` that differ from the round that was seen last."""
    has_new_text: bool
    comment_count: int
    """What others said since the last look."""
    asks_opinion: bool
    """Whether a colleague waits for the opinion of whoever asks."""

    @property
    def is_at_least(self) -> bool:
        """Whether it may be for more people, because it carries several programmes."""
        return self.part_count > 0


def list_waiting_agreements(
    session: Session, *, tenant_id: int, viewer_id: UUID
) -> list[WaitingAgreement]:
    """What waits for a decision in one regency, the longest waiting first; one query.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        viewer_id: to whom it is new or not.
    """
    seen = aliased(AgreementReview)
    text, seen_text = aliased(DocumentBlob), aliased(DocumentBlob)
    look = AgreementLook
    rows = session.execute(
        select(
            AgreementReview,
            Agreement,
            Commitment.title.label("programme"),
            Commitment.people_now,
            Commitment.first_month,
            look.seen_round,
            look.seen_at,
            seen.claims.label("seen_claims"),
            seen_text.sha256.is_distinct_from(text.sha256).label("has_new_text"),
            _of_parts(tenant_id, func.count()).label("parts"),
            _of_parts(tenant_id, func.max(Commitment.people_now)).label("people_of_parts"),
            _comments_since(tenant_id, viewer_id).label("comments"),
            _asks_opinion(tenant_id, viewer_id).label("asks_opinion"),
        )
        .join(
            Agreement,
            and_(
                Agreement.tenant_id == AgreementReview.tenant_id,
                Agreement.id == AgreementReview.agreement_id,
            ),
        )
        .outerjoin(
            Commitment,
            and_(
                Commitment.tenant_id == Agreement.tenant_id,
                Commitment.id == Agreement.commitment_id,
            ),
        )
        .outerjoin(
            look,
            and_(
                look.tenant_id == AgreementReview.tenant_id,
                look.agreement_id == AgreementReview.agreement_id,
                look.viewer_id == viewer_id,
            ),
        )
        .outerjoin(
            seen,
            and_(
                seen.tenant_id == AgreementReview.tenant_id,
                seen.agreement_id == AgreementReview.agreement_id,
                seen.round == look.seen_round,
            ),
        )
        .outerjoin(text, _file_of(text, AgreementReview))
        .outerjoin(seen_text, _file_of(seen_text, seen))
        .where(
            AgreementReview.tenant_id == tenant_id,
            AgreementReview.decision.is_(None),
            AgreementReview.withdrawn_at.is_(None),
        )
        .order_by(AgreementReview.submitted_at, AgreementReview.id)
    )
    return [_waiting(row) for row in rows]


def find_agreement_look(
    session: Session, *, tenant_id: int, agreement_id: UUID, viewer_id: UUID
) -> LastLook | None:
    """When somebody last opened an agreement, and in which round."""
    found = session.get(AgreementLook, (tenant_id, agreement_id, viewer_id))
    return None if found is None else LastLook(found.seen_round, found.seen_at)


def _comments_since(tenant_id: int, viewer_id: UUID) -> ScalarSelect[int]:
    """How many comments and answers of others came since the look of the row."""
    comment = AgreementComment
    return (
        select(func.count())
        .where(
            comment.tenant_id == tenant_id,
            comment.agreement_id == AgreementReview.agreement_id,
            comment.created_at > AgreementLook.seen_at,
            or_(comment.author_id.is_(None), comment.author_id != viewer_id),
        )
        .correlate(AgreementReview, AgreementLook)
        .scalar_subquery()
    )


def _of_parts(tenant_id: int, told: ColumnElement[Any]) -> ScalarSelect[Any]:
    """What the programmes tell that the agreement of the row carries beside its first."""
    part = aliased(AgreementPart)
    return (
        select(told)
        .select_from(part)
        .join(
            Commitment,
            and_(Commitment.tenant_id == part.tenant_id, Commitment.id == part.commitment_id),
        )
        .where(part.tenant_id == tenant_id, part.agreement_id == AgreementReview.agreement_id)
        .correlate(AgreementReview)
        .scalar_subquery()
    )


def _asks_opinion(tenant_id: int, viewer_id: UUID) -> ColumnElement[bool]:
    """Whether somebody was asked about the agreement of the row and has not answered yet."""
    asked, answer = aliased(AgreementComment), aliased(AgreementComment)
    is_answered = exists().where(
        answer.tenant_id == tenant_id,
        answer.answers_id == asked.id,
        answer.author_id == viewer_id,
    )
    return exists().where(
        asked.tenant_id == tenant_id,
        asked.agreement_id == AgreementReview.agreement_id,
        asked.asked_id == viewer_id,
        asked.closed_at.is_(None),
        ~is_answered,
    )


def _file_of(blob: type[DocumentBlob], review: type[AgreementReview]) -> ColumnElement[bool]:
    return and_(blob.tenant_id == review.tenant_id, blob.id == review.document_id)


def _waiting(row: Row[*tuple[Any, ...]]) -> WaitingAgreement:
    review, agreement, seen_claims = row.AgreementReview, row.Agreement, row.seen_claims
    look = None if row.seen_round is None else LastLook(row.seen_round, row.seen_at)
    novelty = novelty_of(look, review.round, row.comments)
    is_comparable = novelty is Novelty.CHANGED and None not in (seen_claims, review.claims)
    return WaitingAgreement(
        agreement_id=agreement.id,
        title=agreement.title,
        programme=row.programme,
        part_count=row.parts,
        round=review.round,
        submitted_at=review.submitted_at,
        people_count=largest_stated(
            [agreement.new_people_count or row.people_now, row.people_of_parts]
        ),
        starts_on=agreement.starts_on or row.first_month,
        novelty=novelty,
        changed_claims=[one.name for one in claim_changes(seen_claims, review.claims)]
        if is_comparable
        else (),
        has_new_text=novelty is Novelty.CHANGED and row.has_new_text,
        comment_count=row.comments,
        asks_opinion=row.asks_opinion,
    )
