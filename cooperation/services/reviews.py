"""Submit agreements to the BPJS office, take them back, accept them or return them."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.listed_names import kept_names
from cooperation.models.agreements import Agreement
from cooperation.models.reviews import AgreementReview, InternalReview
from cooperation.queries.listed_names import count_names_of
from cooperation.review_rules import (
    ReviewDecision,
    ReviewState,
    decision_errors,
    review_state,
)
from cooperation.services.agreements import lock_agreement
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.services.review_rounds import (
    last_approvers,
    lock_last_decided,
    open_branch_round,
    refuse_other_words,
    take_back_open_round,
    undo,
)
from cooperation.states import (
    AgreementAction,
    AgreementState,
    ReviewStage,
    next_agreement_state,
)
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, Conflict, InvalidInput, NotFound, StaleVersion, refuse_errors
from tenants.remark_rules import number_errors


@dataclass(frozen=True)
class Office:
    """The BPJS office that decides."""

    id: UUID
    name: str


@dataclass(frozen=True)
class Seen:
    """What the branch had before it when it decided: one round, one version."""

    review_id: UUID
    version: int


def submit_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    timezone: str,
    note: str | None = None,
) -> AgreementReview:
    """Hand a draft or a corrected agreement to the BPJS office. Role regency.

    The text (naskah) is recommended, not compulsory: the office can work from figures alone.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is submitted, accepted or signed already.
        Conflict: no BPJS office is assigned to the regency today.
        InvalidInput: it lacks what the office needs, or the note holds what may be a NIK.

    Effects:
        Locks the agreement, opens a round, flushes, audits, publishes ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.SUBMIT)
    agreement.status, agreement.returned_by = state, None
    advance(agreement, now)
    review = open_branch_round(
        session, agreement, actor=actor, now=now, timezone=timezone, note=note
    )
    detail: audit.Detail = {"round": review.round, **({"note": note} if note else {})}
    record_change(
        session, agreement, actor=actor, now=now, action="agreement:submit", detail=detail
    )
    return review


def withdraw_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
) -> AgreementReview | InternalReview:
    """Take an agreement back from whoever examines it; it is a draft again. Role regency.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: it was decided or changed since ``expected_version`` was read.
        InvalidTransition: nobody examines it.

    Effects:
        Locks agreement and round, flushes, audits, publishes ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.WITHDRAW)
    review = take_back_open_round(session, agreement, now)
    agreement.status = state
    advance(agreement, now)
    detail: audit.Detail = {"round": review.round}
    record_change(
        session,
        agreement,
        actor=actor,
        now=now,
        action="agreement:withdraw",
        detail=detail,
        approvers=last_approvers(session, agreement),
    )
    return review


def accept_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    seen: Seen,
    office: Office,
    note: str | None = None,
) -> AgreementReview:
    """Approve an agreement for signature, in the version that was seen. Role branch.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who decides.
        now: when.
        agreement_id: what was submitted.
        seen: the round and version that were on the page.
        office: for which office.
        note: a word to the regency; kept with the round, as the reason of a return is.

    Raises:
        NotFound: no such agreement in this regency, or no such round of it.
        InvalidInput: the note holds what may be a NIK.
        StaleVersion: another version or round is submitted, or it was decided or withdrawn.

    Effects:
        Locks agreement and round, flushes, audits, publishes ``FactsChanged``.
    """
    refuse_errors(number_errors("/note", note))
    agreement, review = _open_for_decision(session, tenant_id, agreement_id, seen)
    _decide(session, agreement, review, ReviewDecision.ACCEPTED, actor, now, office)
    review.reason = note
    return _close(session, agreement, review, AgreementAction.ACCEPT, actor, now, office)


def return_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    seen: Seen,
    office: Office,
    reason: str,
    clause: str | None = None,
) -> AgreementReview:
    """Return an agreement to be corrected, with the reason. Role branch.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who decides.
        now: when.
        agreement_id: what was submitted.
        seen: the round and version that were on the page.
        office: for which office.
        reason: at least ten letters.
        clause: the article or figure it is about.

    Raises:
        NotFound: no such agreement in this regency, or no such round of it.
        InvalidInput: the reason says too little.
        StaleVersion: another version or round is submitted, or it was decided or withdrawn.

    Effects:
        Locks agreement and round, flushes, audits, publishes ``FactsChanged``.
    """
    errors = decision_errors(ReviewDecision.RETURNED, reason)
    if errors:
        raise InvalidInput(errors=errors)
    agreement, review = _open_for_decision(session, tenant_id, agreement_id, seen)
    _decide(session, agreement, review, ReviewDecision.RETURNED, actor, now, office)
    review.reason, review.clause = reason, clause
    return _close(session, agreement, review, AgreementAction.RETURN, actor, now, office)


def undo_decision(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    office: Office,
) -> AgreementReview:
    """Take the office's last decision back while the regency has not acted on it. Role branch.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: it moved on since the page was read, or was corrected since it was returned.
        InvalidTransition: it is signed, put forward again, or a draft.
        Conflict: another office decided, or somebody at home.

    Effects:
        Locks agreement and round, flushes, audits, publishes ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.UNDO_BRANCH)
    review = lock_last_decided(session, AgreementReview, agreement)
    is_ours = review is not None and agreement.returned_by in {None, ReviewStage.BRANCH}
    if review is None or not is_ours or review.branch_id != office.id:
        raise Conflict(N_("Keputusan ini bukan dari kantor Anda, sehingga tidak dapat dibatalkan."))
    refuse_other_words(session, agreement, review)
    undone = review.decision or ""
    undo(review, actor, now)
    review.branch_id = review.decided_names = None
    agreement.status, agreement.returned_by = state, None
    advance(agreement, now)
    detail: audit.Detail = {"round": review.round, "office": office.name, "undone": undone}
    record_change(
        session, agreement, actor=actor, now=now, action="agreement:undo-branch", detail=detail
    )
    return review


def _open_for_decision(
    session: Session, tenant_id: int, agreement_id: UUID, seen: Seen
) -> tuple[Agreement, AgreementReview]:
    """The agreement and its open round, both locked, if they are what was seen."""
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    review = session.scalars(
        select(AgreementReview)
        .where(
            AgreementReview.tenant_id == tenant_id,
            AgreementReview.agreement_id == agreement_id,
            AgreementReview.id == seen.review_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if review is None:
        raise NotFound(N_("Putaran telaah tidak ditemukan."))
    state = review_state(review.decision, review.withdrawn_at)
    if state is ReviewState.WAITING and agreement.version == seen.version:
        refuse_other_words(session, agreement, review)
        return agreement, review
    text = N_(
        "%(title)s sudah diputus atau ditarik kembali setelah Anda membukanya. Keputusan Anda"
        " belum disimpan."
    )
    if agreement.status == AgreementState.SUBMITTED:
        text = N_(
            "%(title)s diajukan lagi dengan isi yang baru setelah Anda membukanya. Keputusan Anda"
            " belum disimpan; periksa versi yang terbaru."
        )
    raise StaleVersion(text, title=agreement.title)


def _decide(
    session: Session,
    agreement: Agreement,
    review: AgreementReview,
    decision: ReviewDecision,
    actor: Actor,
    now: datetime,
    office: Office,
) -> None:
    review.decided_names = kept_names(count_names_of(session, agreement))
    review.decision = decision.value
    review.decided_at = now
    review.decided_by_id, review.decided_by_name = actor.id, actor.name
    review.branch_id = office.id


def _close(
    session: Session,
    agreement: Agreement,
    review: AgreementReview,
    action: AgreementAction,
    actor: Actor,
    now: datetime,
    office: Office,
) -> AgreementReview:
    agreement.status = next_agreement_state(AgreementState(agreement.status), action)
    agreement.returned_by = (
        ReviewStage.BRANCH if agreement.status == AgreementState.RETURNED else None
    )
    advance(agreement, now)
    stated = {"clause": review.clause, "reason": review.reason}
    detail: audit.Detail = {
        "round": review.round,
        "office": office.name,
        **{name: value for name, value in stated.items() if value},
    }
    record_change(
        session, agreement, actor=actor, now=now, action=f"agreement:{action}", detail=detail
    )
    return review
