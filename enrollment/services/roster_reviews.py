"""Putting a stored roster before the branch, taking it back, and the branch's one decision."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.review_rules import (
    ReviewDecision,
    ReviewState,
    decision_errors,
    review_state,
)
from cooperation.services.reviews import Office
from cooperation.submission_rules import NO_OFFICE
from enrollment.kinds import RosterState
from enrollment.models.reviews import RosterReview
from enrollment.models.rosters import Roster
from enrollment.queries.listed_names import count_listed_names
from enrollment.queries.roster_reviews import list_rounds
from enrollment.services.readings import lock_roster
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, Conflict, InvalidInput, InvalidTransition, NotFound
from tenants.kernel.events import FactsChanged, publish
from tenants.queries.assignments import list_serving_branches
from tenants.remark_rules import number_errors

_ACTIONS = {
    ReviewDecision.ACCEPTED: "roster:accept",
    ReviewDecision.RETURNED: "roster:return",
}
_NO_LONGER_WAITING = {
    ReviewState.WITHDRAWN: N_("Daftar ini sudah ditarik kembali oleh kabupaten/kota."),
    ReviewState.ACCEPTED: N_("Daftar ini sudah disetujui oleh %(name)s."),
    ReviewState.RETURNED: N_("Daftar ini sudah dikembalikan oleh %(name)s."),
}


@dataclass(frozen=True)
class Verdict:
    """What the branch decides; ``reason`` is compulsory for a return."""

    decision: ReviewDecision
    reason: str | None = None


def submit_roster(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    timezone: str,
    note: str | None = None,
) -> RosterReview:
    """Put a stored roster before the branch, for the first time or again. Role regency.

    Raises:
        NotFound: no such roster in this regency.
        InvalidInput: the note holds a NIK.
        InvalidTransition: it is not stored, waits already, or was accepted.
        Conflict: no BPJS office is assigned to the regency today, so nobody would see it.

    Effects:
        Locks the roster, adds a round, flushes, audits, publishes ``FactsChanged``.
    """
    errors = number_errors("/note", note)
    if errors:
        raise InvalidInput(errors=errors)
    roster = lock_roster(session, tenant_id=tenant_id, roster_id=roster_id)
    rounds = list_rounds(session, tenant_id=tenant_id, roster_id=roster_id)
    _refuse_submission(roster, rounds[0].state if rounds else None)
    if not list_serving_branches(session, tenant_id=tenant_id, now=now, timezone=timezone):
        raise Conflict(NO_OFFICE)
    names = count_listed_names(session, tenant_id=tenant_id, commitment_id=roster.commitment_id)
    review = RosterReview(
        tenant_id=tenant_id,
        roster_id=roster_id,
        recipient_count=names.recipients,
        candidate_count=names.candidates,
        reserve_count=names.reserves,
        round=len(rounds) + 1,
        note=note,
        submitted_at=now,
        submitted_by_id=actor.id,
        submitted_by_name=actor.name,
    )
    session.add(review)
    session.flush()
    _tell(session, review, actor=actor, now=now, action="roster:submit")
    return review


def withdraw_submission(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    review_id: UUID,
) -> RosterReview:
    """Take a roster back before the branch has decided.

    Raises:
        NotFound: no such round of this roster in this regency.
        InvalidTransition: it was decided or withdrawn meanwhile.

    Effects:
        Locks the round, ends it, flushes, audits, publishes ``FactsChanged``.
    """
    review = _lock_waiting(session, tenant_id=tenant_id, roster_id=roster_id, review_id=review_id)
    review.withdrawn_at = now
    session.flush()
    _tell(session, review, actor=actor, now=now, action="roster:withdraw")
    return review


def decide_roster(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    roster_id: UUID,
    review_id: UUID,
    office: Office,
    verdict: Verdict,
) -> RosterReview:
    """Accept a roster, or return it with a reason. Once for each round.

    Args:
        session: role branch, bound to the regency.
        tenant_id: the regency.
        actor: who decides.
        now: the present moment.
        roster_id: what was submitted.
        review_id: the round.
        office: in whose name.
        verdict: the decision.

    Raises:
        NotFound: no such round of this roster in this regency.
        InvalidInput: a return without a reason.
        InvalidTransition: it was decided or withdrawn meanwhile.

    Effects:
        Locks the round, ends it, flushes, audits, publishes ``FactsChanged``.
    """
    errors = decision_errors(verdict.decision, verdict.reason)
    if errors:
        raise InvalidInput(errors=errors)
    review = _lock_waiting(session, tenant_id=tenant_id, roster_id=roster_id, review_id=review_id)
    review.decision, review.reason = verdict.decision, verdict.reason
    review.decided_at, review.decided_by_id, review.decided_by_name = now, actor.id, actor.name
    review.branch_id = office.id
    session.flush()
    said = {"office": office.name, "reason": verdict.reason}
    _tell(session, review, actor=actor, now=now, action=_ACTIONS[verdict.decision], said=said)
    return review


def _refuse_submission(roster: Roster, latest: ReviewState | None) -> None:
    if roster.state != RosterState.APPLIED:
        raise InvalidTransition(
            N_("Hanya daftar yang sudah tersimpan yang dapat diajukan untuk ditelaah.")
        )
    if roster.withdrawn_at is not None:
        raise InvalidTransition(N_("Daftar ini sedang ditarik. Muat ulang halaman."))
    if latest is ReviewState.WAITING:
        raise InvalidTransition(N_("Daftar ini sudah diajukan dan sedang menunggu telaah."))
    if latest is ReviewState.ACCEPTED:
        raise InvalidTransition(N_("Daftar ini sudah disetujui BPJS Ketenagakerjaan."))


def _lock_waiting(
    session: Session, *, tenant_id: int, roster_id: UUID, review_id: UUID
) -> RosterReview:
    """The round, locked against any other decision.

    Raises:
        NotFound: no such round of this roster in this regency.
        InvalidTransition: it has ended.
    """
    review = session.scalars(
        select(RosterReview)
        .where(
            RosterReview.tenant_id == tenant_id,
            RosterReview.roster_id == roster_id,
            RosterReview.id == review_id,
        )
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if review is None:
        raise NotFound(N_("Pengajuan ini tidak ditemukan."))
    state = review_state(review.decision, review.withdrawn_at)
    if state is not ReviewState.WAITING:
        raise InvalidTransition(_NO_LONGER_WAITING[state], name=review.decided_by_name or "")
    return review


def _tell(
    session: Session,
    review: RosterReview,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    said: audit.Detail | None = None,
) -> None:
    stated = {name: value for name, value in (said or {}).items() if value is not None}
    audit.record(
        session,
        tenant_id=review.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="roster",
        subject_id=review.roster_id,
        detail={"round": review.round, **stated},
    )
    publish(session, FactsChanged(tenant_id=review.tenant_id, now=now, cause=action))
