"""What all rounds of review share: opened on one content, closed on that content alone."""

from datetime import datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cooperation.listed_names import kept_names
from cooperation.models.agreements import Agreement
from cooperation.models.commitments import Commitment
from cooperation.models.reviews import AgreementReview, InternalReview, KeptUndone
from cooperation.queries.agreement_claims import present_content, submission_of
from cooperation.queries.agreement_parts import list_parts
from cooperation.queries.listed_names import count_names_of
from cooperation.states import STAGE_OF, AgreementState, ReviewStage
from cooperation.submission_rules import NO_OFFICE, submission_errors
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, Conflict, InvalidInput, StaleVersion
from tenants.queries.assignments import list_serving_branches
from tenants.remark_rules import number_errors

Round = TypeVar("Round", AgreementReview, InternalReview)


def open_branch_round(
    session: Session,
    agreement: Agreement,
    *,
    actor: Actor,
    now: datetime,
    timezone: str,
    note: str | None,
) -> AgreementReview:
    """Put an agreement before the BPJS office; its state and version are those of the step taken.

    Raises:
        Conflict: no BPJS office is assigned to the regency today.
        InvalidInput: it lacks what the office needs, or the note holds what may be a NIK.

    Effects:
        Adds the round.
    """
    errors = number_errors("/note", note)
    if errors:
        raise InvalidInput(errors=errors)
    if not list_serving_branches(
        session, tenant_id=agreement.tenant_id, now=now, timezone=timezone
    ):
        raise Conflict(NO_OFFICE)
    _refuse_incomplete(session, agreement)
    content = present_content(session, agreement)
    review = AgreementReview(
        tenant_id=agreement.tenant_id,
        agreement_id=agreement.id,
        round=last_round(session, AgreementReview, agreement) + 1,
        agreement_version=agreement.version,
        document_id=agreement.draft_document_id,
        claims=content.claims,
        content_sha256=content.sha256,
        submitted_names=kept_names(count_names_of(session, agreement)),
        note=note,
        submitted_at=now,
        submitted_by_id=actor.id,
        submitted_by_name=actor.name,
    )
    session.add(review)
    return review


def take_back_open_round(
    session: Session, agreement: Agreement, now: datetime
) -> AgreementReview | InternalReview:
    """End the round that waits, undecided. Call it before the state changes.

    Effects:
        Locks and closes the round, flushes.
    """
    stage = STAGE_OF[AgreementState(agreement.status)]
    review: AgreementReview | InternalReview
    if stage is ReviewStage.BRANCH:
        review = lock_open_round(session, AgreementReview, agreement)
    else:
        review = lock_open_round(session, InternalReview, agreement)
    review.withdrawn_at = now
    session.flush()
    return review


def lock_open_round(session: Session, kind: type[Round], agreement: Agreement) -> Round:
    """The round that waits; the database holds at most one of a kind for each agreement."""
    return session.scalars(
        select(kind)
        .where(
            kind.tenant_id == agreement.tenant_id,
            kind.agreement_id == agreement.id,
            kind.decision.is_(None),
            kind.withdrawn_at.is_(None),
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one()


def lock_last_decided(session: Session, kind: type[Round], agreement: Agreement) -> Round | None:
    """The round of a kind that was decided last, if any was."""
    return session.scalars(
        select(kind)
        .where(
            kind.tenant_id == agreement.tenant_id,
            kind.agreement_id == agreement.id,
            kind.decision.is_not(None),
        )
        .order_by(kind.decided_at.desc(), kind.round.desc())
        .limit(1)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()


def last_round(session: Session, kind: type[Round], agreement: Agreement) -> int:
    """The number of the latest round of a kind, 0 where there is none."""
    return (
        session.scalar(
            select(func.max(kind.round)).where(
                kind.tenant_id == agreement.tenant_id, kind.agreement_id == agreement.id
            )
        )
        or 0
    )


def refuse_other_words(
    session: Session, agreement: Agreement, review: AgreementReview | InternalReview
) -> None:
    """Refuse to decide on other words than those that a round put forward.

    Raises:
        StaleVersion: claims or text differ from those of the round.
    """
    now = present_content(session, agreement).sha256_of(review.claims)
    if review.content_sha256 in {None, now}:
        return
    raise StaleVersion(
        N_(
            "Isi %(title)s tidak lagi sama dengan yang diajukan. Keputusan Anda belum disimpan;"
            " periksa isi yang terbaru."
        ),
        title=agreement.title,
    )


def undo(review: AgreementReview | InternalReview, actor: Actor, now: datetime) -> None:
    """Open a decided round again; what was decided stays told, its words stand in the trail."""
    if review.undone:
        review.undone_before = [
            KeptUndone(decision=one.decision, at=one.at.isoformat(), by_name=one.by_name)
            for one in review.undone
        ]
    review.undone_decision, review.decision = review.decision, None
    review.undone_at, review.undone_by_name = now, actor.name
    review.reason = review.clause = None
    review.decided_at = review.decided_by_id = review.decided_by_name = None


def _refuse_incomplete(session: Session, agreement: Agreement) -> None:
    """The commitment is read as it is stored; it cannot change while the agreement is locked."""
    commitment = session.scalars(
        select(Commitment)
        .where(
            Commitment.tenant_id == agreement.tenant_id, Commitment.id == agreement.commitment_id
        )
        .execution_options(populate_existing=True)
    ).one_or_none()
    parts = [one for _part, one in list_parts(session, agreement)]
    errors = submission_errors(submission_of(agreement, commitment, parts))
    if errors:
        raise InvalidInput(
            N_("Perjanjian belum dapat diajukan karena isiannya belum lengkap."), errors=errors
        )


def last_approvers(session: Session, agreement: Agreement) -> list[UUID]:
    """Who was named last to approve a draft at home; nobody where nobody ever was."""
    return list(
        session.scalars(
            select(InternalReview.approver_id)
            .where(
                InternalReview.tenant_id == agreement.tenant_id,
                InternalReview.agreement_id == agreement.id,
            )
            .order_by(InternalReview.round.desc())
            .limit(1)
        )
    )
