"""The steps of a commitment: make a plan binding, give it up, take it up again."""

from dataclasses import fields
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.commitment_notices import programme_tidings, step_tidings
from cooperation.commitment_rules import CommitmentDetails
from cooperation.commitment_states import CommitmentAction, CommitmentStatus, next_commitment_status
from cooperation.events import CommitmentCancelled, CommitmentResumed
from cooperation.kinds import AgreementKind
from cooperation.models.agreements import Agreement
from cooperation.models.bills import Bill
from cooperation.models.commitments import Commitment
from cooperation.queries.agreement_parts import is_carrying
from cooperation.queries.agreements import state_on
from cooperation.queries.branch_agreements import is_before_branch, list_known
from cooperation.services.agreements import follow_commitment
from cooperation.services.bills import take_bills_turn
from cooperation.services.commitments import lock_commitment, refuse_same
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.states import AgreementState
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, InvalidTransition, refuse_errors
from tenants.kernel.events import publish
from tenants.notice_rules import Tidings
from tenants.remark_rules import reason_errors
from tenants.services.notices import tell

_BINDING = {AgreementState.SIGNED, AgreementState.IN_FORCE, AgreementState.AMENDED}
_OVER = (AgreementState.DROPPED, AgreementState.TERMINATED)


def change_commitment_status(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    expected_version: int,
    action: CommitmentAction,
    today: date,
    reason: str | None = None,
) -> Commitment:
    """Make a plan binding, give a commitment up, or take it up again as a plan.

    One that is given up stays on record.

    Args:
        session: the transaction.
        tenant_id: the regency.
        actor: who takes the step.
        now: when.
        commitment_id: which one.
        expected_version: the version that was on the page.
        action: the step.
        today: the day in the regency's time zone, on which agreements bind or do not.
        reason: why it is given up, in at least ten letters; of other steps none is asked.

    Raises:
        NotFound: no such commitment in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: its status does not allow the step, the branch is examining an agreement
            that carries what is to be given up, or a binding agreement or a bill rests on it.
        DuplicateRecord: what is to be taken up again was recorded anew meanwhile.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``. Of one that is given up or taken
        up again, publishes ``CommitmentCancelled`` or ``CommitmentResumed`` and states news.
    """
    if action is CommitmentAction.CANCEL:
        refuse_errors(reason_errors(reason))
        take_bills_turn(session, tenant_id=tenant_id)
    commitment = lock_commitment(session, tenant_id=tenant_id, commitment_id=commitment_id)
    refuse_stale(commitment, expected_version)
    status = next_commitment_status(CommitmentStatus(commitment.status), action)
    if action is CommitmentAction.CANCEL:
        _refuse_bound(session, commitment, today)
        _refuse_billed(session, commitment)
        follow_commitment(
            session,
            tenant_id=tenant_id,
            actor=actor,
            now=now,
            commitment_id=commitment_id,
            is_given_up=True,
        )
    given = reason if action is CommitmentAction.CANCEL else None
    commitment.status, commitment.cancellation_reason = status, given
    commitment.cancelled_at = now if action is CommitmentAction.CANCEL else None
    advance(commitment, now)
    detail = {} if given is None else {"reason": given}
    record_change(
        session, commitment, actor=actor, now=now, action=f"commitment:{action}", detail=detail
    )
    if action is CommitmentAction.RESUME:  # whoever registered the same wrote the trail before
        refuse_same(session, tenant_id, _stated(commitment), besides=commitment_id)
    if action is not CommitmentAction.COMMIT:
        event = CommitmentCancelled if action is CommitmentAction.CANCEL else CommitmentResumed
        publish(session, event(tenant_id, commitment_id, now))
        _tell(session, commitment, action, given, actor, now)
    return commitment


def _refuse_bound(session: Session, commitment: Commitment, today: date) -> None:
    """What was signed holds for both sides; the regency alone cannot take it back."""
    signed = session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == commitment.tenant_id,
            is_carrying(commitment.tenant_id, commitment.id),
            Agreement.kind != AgreementKind.ADENDUM,
            Agreement.status == AgreementState.SIGNED,
        )
        .order_by(Agreement.signed_on, Agreement.id)
        .execution_options(populate_existing=True)
    )
    for agreement in signed:
        if state_on(agreement, today) in _BINDING:
            raise InvalidTransition(
                N_(
                    "%(title)s sudah ditandatangani, masih mengikat, dan memuat program ini."
                    " Bila program memang berhenti, catat dahulu pengakhiran perjanjian itu pada"
                    " halamannya. Bila hanya jumlah orang atau bulannya yang berubah, catat"
                    " adendum; program tidak perlu dibatalkan."
                ),
                title=agreement.title,
            )


def _refuse_billed(session: Session, commitment: Commitment) -> None:
    """Billed months are owed, paid ones protect; neither is undone by giving up the rest."""
    bill = session.scalars(
        select(Bill)
        .where(Bill.tenant_id == commitment.tenant_id, Bill.commitment_id == commitment.id)
        .order_by(Bill.number)
        .limit(1)
    ).one_or_none()
    if bill is not None:
        raise InvalidTransition(
            N_(
                "Tagihan %(number)s program ini sudah terbit dengan kode iuran, sehingga program"
                " tidak dapat dibatalkan. Bila program berhenti, ubah jumlah bulannya sampai bulan"
                " terakhir yang ditagih. Bila tagihan itu salah catat, batalkan dahulu pada halaman"
                " daftar tagihannya."
            ),
            number=bill.number,
        )


def _stated(commitment: Commitment) -> dict[str, object]:
    """The stated details of a commitment, by column."""
    return {one.name: getattr(commitment, one.name) for one in fields(CommitmentDetails)}


def _tell(
    session: Session,
    commitment: Commitment,
    action: CommitmentAction,
    reason: str | None,
    actor: Actor,
    now: datetime,
) -> None:
    """Tell whoever keeps the records, and the office of each agreement that it knows of."""
    version, title = commitment.version, commitment.title
    told: list[tuple[UUID, Tidings]] = [
        (commitment.id, step_tidings(commitment.id, version, action, title, reason))
    ]
    known = session.scalars(
        select(Agreement)
        .where(
            Agreement.tenant_id == commitment.tenant_id,
            is_carrying(commitment.tenant_id, commitment.id),
            Agreement.status.not_in(_OVER),
            is_before_branch(),
        )
        .order_by(Agreement.id)
    ).all()
    for one in list_known(session, tenant_id=commitment.tenant_id, agreements=known):
        tidings = programme_tidings(
            key=f"commitment:{commitment.id}:{version}:{action}:{one.agreement.id}",
            action=action,
            title=one.title,
            # What the regency rewrote since it submitted is its own until it submits again.
            programme=title if one.submitted is None else None,
            reason=reason,
        )
        told.append((one.agreement.id, tidings))
    for subject_id, tidings in told:
        tell(
            session,
            tenant_id=commitment.tenant_id,
            actor=actor,
            now=now,
            subject_id=subject_id,
            tidings=tidings,
        )
