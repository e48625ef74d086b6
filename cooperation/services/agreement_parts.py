"""Let an agreement carry further programmes, and take them off again."""

from datetime import datetime
from functools import partial
from uuid import UUID

from sqlalchemy import delete as sql_delete
from sqlalchemy.orm import Session

from cooperation.commitment_states import CommitmentStatus
from cooperation.models.agreements import Agreement, AgreementPart
from cooperation.queries.agreement_links import list_signed_addenda
from cooperation.queries.agreement_parts import carries, get_part
from cooperation.queries.changed_agreements import list_agreed
from cooperation.queries.commitments import get_commitment
from cooperation.services.agreed_claims import tell_changed
from cooperation.services.agreement_links import keep_amended_dates, lock_carried_commitments
from cooperation.services.agreements import lock_agreement, note_preparer
from cooperation.services.carried_programmes import SPLITTABLE, find_carrier
from cooperation.services.records import advance, record_change, refuse_stale
from cooperation.states import AgreementAction, AgreementState, next_agreement_state
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import delete, flush
from tenants.kernel.errors import N_, FieldError, InvalidInput, NotFound, refuse_errors
from tenants.kernel.ids import uuid7

_TAKEN = N_("Program ini baru saja dimuat dalam perjanjian lain. Muat ulang halaman.")
_REFUSALS = {
    "uq_agreement_part_tenant_id_commitment_id_held": partial(
        InvalidInput, errors=[FieldError("/part_commitment_id", _TAKEN)]
    )
}


def add_part(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    commitment_id: UUID,
) -> AgreementPart:
    """Let an agreement carry a further programme, such as one of another funding source.

    What the branch accepted becomes a draft again, because its decision was on other figures.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: somebody is examining it, or it was given up.
        InvalidInput: it is an umbrella or an addendum, carries no programme yet, or the programme
            is given up, unknown or carried already.

    Effects:
        Locks its programmes and the row, inserts, flushes, audits, publishes ``FactsChanged``.
    """
    lock_carried_commitments(
        session, tenant_id=tenant_id, agreement_id=agreement_id, also=commitment_id
    )
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.REVISE)
    refuse_errors(_errors(session, agreement, commitment_id))
    agreed = list_agreed(session, tenant_id=tenant_id, agreements=[agreement])
    part = AgreementPart(
        tenant_id=tenant_id,
        id=uuid7(),
        agreement_id=agreement_id,
        commitment_id=commitment_id,
        added_at=now,
        added_by_name=actor.name,
        released_at=now if state is AgreementState.TERMINATED else None,
    )
    session.add(part)
    flush(session, _REFUSALS)
    _changed(session, agreement, state, commitment_id, actor, now, "agreement:add-part")
    tell_changed(session, agreed, actor=actor, now=now)
    return part


def remove_part(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    agreement_part_id: UUID,
) -> None:
    """Take a further programme off an agreement.

    Raises:
        NotFound: no such agreement in this regency, or it has no such part.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: somebody is examining it, or it was given up.
        InvalidInput: a signed addendum has changed the figures of this programme.

    Effects:
        Locks its programmes and the row, deletes, flushes, audits, publishes ``FactsChanged``.
    """
    lock_carried_commitments(session, tenant_id=tenant_id, agreement_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.REVISE)
    part = get_part(
        session,
        tenant_id=tenant_id,
        agreement_id=agreement_id,
        agreement_part_id=agreement_part_id,
    )
    refuse_errors(_addendum_errors(session, agreement, part))
    agreed = list_agreed(session, tenant_id=tenant_id, agreements=[agreement])
    delete(session, part)
    _changed(session, agreement, state, part.commitment_id, actor, now, "agreement:remove-part")
    tell_changed(session, agreed, actor=actor, now=now)


def remove_parts(session: Session, agreement: Agreement) -> None:
    """Take off every part, with the agreement itself.

    Effects:
        Deletes from ``agreement_part``.
    """
    session.execute(
        sql_delete(AgreementPart).where(
            AgreementPart.tenant_id == agreement.tenant_id,
            AgreementPart.agreement_id == agreement.id,
        )
    )


def _errors(session: Session, agreement: Agreement, commitment_id: UUID) -> list[FieldError]:
    problem = _problem_of(agreement) or _problem_with(session, agreement, commitment_id)
    return [] if problem is None else [FieldError("/part_commitment_id", *problem)]


def _problem_of(agreement: Agreement) -> tuple[str, dict[str, str]] | None:
    """Why an agreement carries no further programme at all."""
    if agreement.kind not in SPLITTABLE:
        return N_("Hanya PKS yang memuat beberapa program."), {}
    if agreement.commitment_id is None:
        return N_("Pilih dahulu program pertama perjanjian ini lewat Ubah."), {}
    return None


def _problem_with(
    session: Session, agreement: Agreement, commitment_id: UUID
) -> tuple[str, dict[str, str]] | None:
    """Why a programme cannot be added."""
    try:
        commitment = get_commitment(
            session, tenant_id=agreement.tenant_id, commitment_id=commitment_id
        )
    except NotFound:
        return N_("Program yang dipilih sudah tidak ada. Pilih kembali."), {}
    if commitment.status == CommitmentStatus.CANCELLED:
        return N_("Program ini sudah dibatalkan. Pilih program yang berlaku."), {}
    if carries(session, agreement, commitment_id):
        return N_("Program ini sudah dimuat dalam perjanjian ini."), {}
    carrier = find_carrier(session, tenant_id=agreement.tenant_id, commitment_id=commitment_id)
    if carrier is None:
        return None
    return N_("Program ini sudah dimuat dalam %(title)s."), {"title": carrier.title}


def _addendum_errors(
    session: Session, agreement: Agreement, part: AgreementPart
) -> list[FieldError]:
    """What a signed addendum has changed stays carried."""
    signed = list_signed_addenda(session, tenant_id=agreement.tenant_id, agreement_id=agreement.id)
    changing = [one for one in signed if one.commitment_id == part.commitment_id]
    text = N_("%(title)s sudah mengubah angka program ini, sehingga program tidak dikeluarkan.")
    return [FieldError("/part_commitment_id", text, {"title": one.title}) for one in changing[:1]]


def _changed(
    session: Session,
    agreement: Agreement,
    state: AgreementState,
    commitment_id: UUID,
    actor: Actor,
    now: datetime,
    action: str,
) -> None:
    commitment = get_commitment(session, tenant_id=agreement.tenant_id, commitment_id=commitment_id)
    keep_amended_dates(session, agreement.tenant_id, agreement.id)
    agreement.status = state
    note_preparer(agreement, actor)
    advance(agreement, now)
    detail = {"programme": commitment.title}
    record_change(session, agreement, actor=actor, now=now, action=action, detail=detail)
