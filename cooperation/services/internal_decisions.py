"""Decisions at home about a draft: passed on, sent back, taken back."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.models.agreements import Agreement
from cooperation.models.reviews import InternalReview
from cooperation.queries.internal_reviews import assignment_of
from cooperation.review_rules import (
    ApprovalObstacle,
    ReviewDecision,
    approval_obstacle,
    decision_errors,
)
from cooperation.services.agreements import lock_agreement
from cooperation.services.internal_reviews import OWN_WORK, move_to, open_round, record_step
from cooperation.services.records import refuse_stale
from cooperation.services.review_rounds import (
    lock_last_decided,
    lock_open_round,
    open_branch_round,
    refuse_other_words,
    take_back_open_round,
    undo,
)
from cooperation.states import (
    FORWARDING,
    UNDOING,
    AgreementAction,
    AgreementState,
    ReviewStage,
    next_agreement_state,
)
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotPermitted, StaleVersion
from tenants.queries.delegations import list_represented
from tenants.queries.members import Colleague

_NOTHING_TO_UNDO = N_("Belum ada keputusan reviu atas %(title)s yang dapat dibatalkan.")


@dataclass(frozen=True)
class Approver:
    """Who decides: on which version, on what day of the regency."""

    actor: Actor
    seen_version: int
    today: date


@dataclass(frozen=True)
class Next:
    """Whom an approved draft goes to: the BPJS office, or the legal bureau in a named person."""

    stage: ReviewStage
    approver: Colleague | None = None
    note: str | None = None


def forward_review(
    session: Session,
    *,
    tenant_id: int,
    now: datetime,
    agreement_id: UUID,
    review_id: UUID,
    by: Approver,
    to: Next,
    timezone: str,
) -> InternalReview:
    """Approve a draft and hand it to who examines it next. Role regency.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: another round or version is open, or its words have changed.
        NotPermitted: somebody else was named, and the actor does not stand in for them today.
        InvalidTransition: the stage does not lead there.
        Conflict: it goes to BPJS, and no office is assigned to the regency today.
        InvalidInput: the next approver prepared it or passes it on, or it lacks what BPJS needs.

    Effects:
        Locks agreement and round, opens the next round, flushes, audits, publishes
        ``FactsChanged``.
    """
    agreement, review = _open_for_decision(session, tenant_id, agreement_id, review_id, by)
    action = FORWARDING[to.stage]
    state = next_agreement_state(AgreementState(agreement.status), action)
    _decide(review, ReviewDecision.ACCEPTED, by.actor, now)
    detail: dict[str, str | int] = {"round": review.round}
    if to.note:
        detail["note"] = to.note
    session.flush()
    move_to(agreement, state, now)
    if to.stage is ReviewStage.BRANCH:
        open_branch_round(
            session, agreement, actor=by.actor, now=now, timezone=timezone, note=to.note
        )
    elif to.approver is not None:
        open_round(session, agreement, to.stage, to.approver, by.actor, now, to.note)
        detail["approver"] = to.approver.name
    else:
        text = N_("Pilih siapa yang mereviu berikutnya.")
        raise InvalidInput(errors=[FieldError("/membership_id", text)])
    record_step(session, agreement, action, by.actor, now, detail)
    return review


def send_back(
    session: Session,
    *,
    tenant_id: int,
    now: datetime,
    agreement_id: UUID,
    review_id: UUID,
    by: Approver,
    reason: str,
    clause: str | None = None,
) -> InternalReview:
    """Return a draft to be corrected, with the reason. Role regency.

    Raises:
        NotFound: no such agreement in this regency.
        InvalidInput: the reason says too little.
        StaleVersion: another round or version is open, or its words have changed.
        NotPermitted: somebody else was named, and the actor does not stand in for them today.

    Effects:
        Locks agreement and round, flushes, audits, publishes ``FactsChanged``.
    """
    errors = decision_errors(ReviewDecision.RETURNED, reason)
    if errors:
        raise InvalidInput(errors=errors)
    agreement, review = _open_for_decision(session, tenant_id, agreement_id, review_id, by)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.SEND_BACK)
    _decide(review, ReviewDecision.RETURNED, by.actor, now)
    review.reason, review.clause = reason, clause
    move_to(agreement, state, now, returned_by=ReviewStage(review.stage))
    detail: dict[str, str | int] = {"round": review.round, "reason": reason}
    record_step(
        session,
        agreement,
        AgreementAction.SEND_BACK,
        by.actor,
        now,
        detail={**detail, **({"clause": clause} if clause else {})},
    )
    return review


def undo_review(
    session: Session, *, tenant_id: int, now: datetime, agreement_id: UUID, by: Approver
) -> InternalReview:
    """Take back the last decision at home while nobody has taken the next step. Role regency.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: it moved on since the page was read, or was corrected since it was returned.
        InvalidTransition: the next step was taken, or nobody at home has decided.
        NotPermitted: somebody else was named, and the actor does not stand in for them today.

    Effects:
        Locks agreement and rounds, withdraws the round that followed, flushes, audits, publishes
        ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, by.seen_version)
    review = lock_last_decided(session, InternalReview, agreement)
    stage = ReviewStage(review.stage) if review else ReviewStage.DEPARTMENT
    action = UNDOING[stage]
    before = AgreementState(agreement.status)
    state = next_agreement_state(before, action)
    if review is None or (before is AgreementState.RETURNED and agreement.returned_by != stage):
        raise StaleVersion(_NOTHING_TO_UNDO, title=agreement.title)
    _refuse_others(session, review, by)
    refuse_other_words(session, agreement, review)
    if before is not AgreementState.RETURNED:
        following = take_back_open_round(session, agreement, now)
        if following.submitted_at != review.decided_at:
            raise StaleVersion(_NOTHING_TO_UNDO, title=agreement.title)
    undone = review.decision or ""
    undo(review, by.actor, now)
    move_to(agreement, state, now)
    record_step(
        session, agreement, action, by.actor, now, detail={"round": review.round, "undone": undone}
    )
    return review


def _open_for_decision(
    session: Session, tenant_id: int, agreement_id: UUID, review_id: UUID, by: Approver
) -> tuple[Agreement, InternalReview]:
    """The agreement and its open round, both locked, if they are what was seen and by whom."""
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, by.seen_version)
    at_home = {AgreementState.DEPARTMENT_REVIEW, AgreementState.LEGAL_REVIEW}
    review = (
        lock_open_round(session, InternalReview, agreement)
        if AgreementState(agreement.status) in at_home
        else None
    )
    if review is None or review.id != review_id:
        raise StaleVersion(
            N_("%(title)s tidak lagi menunggu keputusan ini. Keputusan Anda belum disimpan."),
            title=agreement.title,
        )
    _refuse_others(session, review, by)
    refuse_other_words(session, agreement, review)
    return agreement, review


def _refuse_others(session: Session, review: InternalReview, by: Approver) -> None:
    represented = (
        list_represented(session, tenant_id=review.tenant_id, deputy_id=by.actor.id, today=by.today)
        if by.actor.id
        else frozenset()
    )
    obstacle = approval_obstacle(assignment_of(review), by.actor.id, represented)
    if obstacle is ApprovalObstacle.OWN_WORK:
        raise NotPermitted(OWN_WORK)
    if obstacle is ApprovalObstacle.SOMEBODY_ELSE:
        raise NotPermitted(
            N_(
                "Keputusan ini ada pada %(name)s. Bila Anda mewakilinya, minta yang bersangkutan"
                " mencatat pelimpahannya lebih dahulu."
            ),
            name=review.approver_name,
        )


def _decide(review: InternalReview, decision: ReviewDecision, actor: Actor, now: datetime) -> None:
    review.decision, review.decided_at = decision.value, now
    review.decided_by_id, review.decided_by_name = actor.id, actor.name
