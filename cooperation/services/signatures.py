"""The day of a signature: which one can be meant, and its correction."""

from collections.abc import Iterator
from datetime import date, datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.agreement_rules import unlikely_day_errors
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_links import list_signed_addenda
from cooperation.queries.reviews import find_acceptance
from cooperation.services.agreement_links import keep_consequences, lock_carried_commitments
from cooperation.services.agreements import lock_agreement
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.states import AgreementAction, AgreementState, next_agreement_state
from tenants.kernel.actor import Actor
from tenants.kernel.clock import local_day
from tenants.kernel.errors import N_, FieldError, InvalidInput, refuse_errors
from tenants.kernel.formats import date_id
from tenants.remark_rules import reason_errors


def correct_signature(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    signed_on: date,
    reason: str,
    timezone: str | None,
) -> Agreement:
    """Put another day in place of the recorded day of a signature; both sides are told.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: it is not signed.
        InvalidInput: the day cannot be meant, is the one that is kept, or contradicts what rests on
            it: an addendum signed before, the end before its term; or the reason says too little.

    Effects:
        Locks the row, flushes, audits with the former day and the reason, publishes
        ``FactsChanged``; states news for both sides.
    """
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = AgreementState(agreement.status)
    agreement.status = next_agreement_state(state, AgreementAction.CORRECT_SIGNATURE)
    refuse_errors(list(reason_errors(reason)))
    refuse_unlikely_signature(session, agreement, signed_on, now, timezone)
    refuse_errors(list(_resting_errors(session, agreement, signed_on)))
    formerly = agreement.signed_on
    agreement.signed_on = signed_on
    advance(agreement, now)
    keep_consequences(session, agreement)
    detail = {
        "signed_on": signed_on.isoformat(),
        "formerly_on": formerly.isoformat() if formerly else "",
        "reason": reason,
    }
    record_change(
        session,
        agreement,
        actor=actor,
        now=now,
        action="agreement:correct-signature",
        detail=detail,
    )
    return agreement


def refuse_unlikely_signature(
    session: Session, agreement: Agreement, signed_on: date, now: datetime, timezone: str | None
) -> None:
    """Refuse a day on which an agreement cannot have been signed.

    What is signed on an acceptance of the branch was signed on the day of that or later; what was
    concluded on paper, also after the accepted words were changed, may lie further back.

    Raises:
        InvalidInput: the day has not come yet, its year cannot be meant, or it lies before the
            acceptance, or before the signature of what an addendum changes.
    """
    refuse_errors(unlikely_day_errors("signed_on", signed_on, local_day(now, timezone)))
    accepted = find_acceptance(session, agreement)
    decided_at = accepted.decided_at if accepted else None
    if decided_at is not None and signed_on < (accepted_on := local_day(decided_at, timezone)):
        text = N_(
            "BPJS Ketenagakerjaan menyetujui perjanjian ini pada %(accepted_on)s, sehingga tanda"
            " tangannya paling awal pada hari itu."
        )
        raise InvalidInput(
            errors=[FieldError("/signed_on", text, {"accepted_on": date_id(accepted_on)})]
        )
    if agreement.amends_id is None:
        return
    amended = session.get_one(Agreement, (agreement.tenant_id, agreement.amends_id))
    if amended.signed_on is not None and signed_on < amended.signed_on:
        text = N_("%(title)s, yang diubah adendum ini, baru ditandatangani pada %(signed_on)s.")
        named = {"title": amended.title, "signed_on": date_id(amended.signed_on)}
        raise InvalidInput(errors=[FieldError("/signed_on", text, named)])


def _resting_errors(
    session: Session, agreement: Agreement, signed_on: date
) -> Iterator[FieldError]:
    """What rests on the former day of a signature and would contradict the new one."""
    if signed_on == agreement.signed_on:
        yield FieldError(
            "/signed_on", N_("Tanggal ini sudah tercatat, jadi tidak ada yang berubah.")
        )
    ended = agreement.terminated_on
    if ended is not None and ended < signed_on:
        text = N_("Perjanjian ini diakhiri sejak %(terminated_on)s, sebelum tanggal ini.")
        yield FieldError("/signed_on", text, {"terminated_on": date_id(ended)})
    addenda = list_signed_addenda(session, tenant_id=agreement.tenant_id, agreement_id=agreement.id)
    earlier = next((one for one in addenda if one.signed_on and one.signed_on < signed_on), None)
    if earlier is not None and earlier.signed_on is not None:
        text = N_("%(title)s ditandatangani %(signed_on)s, sebelum tanggal ini.")
        named = {"title": earlier.title, "signed_on": date_id(earlier.signed_on)}
        yield FieldError("/signed_on", text, named)
