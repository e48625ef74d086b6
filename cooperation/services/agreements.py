"""Keep agreements: register, revise, sign, terminate, attach papers."""

from datetime import datetime
from functools import partial
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.agreement_rules import AgreementDetails, agreement_errors
from cooperation.kinds import AgreementPaper
from cooperation.models.agreements import Agreement
from cooperation.queries.agreement_parts import is_carrying
from cooperation.queries.changed_agreements import list_agreed
from cooperation.services.agreed_claims import tell_changed
from cooperation.services.agreement_links import (
    keep_consequences,
    link_errors,
    lock_carried_commitments,
    lock_commitments,
    ties_of,
)
from cooperation.services.carried_programmes import part_errors
from cooperation.services.records import advance, assign, record_change, refuse_stale, stated_values
from cooperation.states import (
    BEFORE_SIGNATURE,
    STAGE_OF,
    AgreementAction,
    AgreementState,
    next_agreement_state,
)
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import N_, FieldError, InvalidInput, InvalidTransition, NotFound
from tenants.kernel.repeats import refuse_repeat
from tenants.models.documents import DocumentBlob
from tenants.services.documents import HeldFile, IncomingFile, keep_file

_COLUMNS = {
    AgreementPaper.DRAFT_TEXT: "draft_document_id",
    AgreementPaper.SIGNED_COPY: "document_id",
    AgreementPaper.POSTING_PROOF: "posting_proof_document_id",
    AgreementPaper.START_CONSENT: "start_consent_document_id",
}
_EXAMINED = N_(
    "%(title)s sedang diperiksa dan memakai angka program ini."
    " Tarik kembali perjanjian itu dahulu, ubah program, lalu ajukan lagi."
)
_EXAMINED_WITHOUT = N_(
    "%(title)s sedang diperiksa dan memuat program ini."
    " Tarik kembali perjanjian itu dahulu, lalu batalkan programnya."
)
_REFUSALS = {
    "fk_agreement_tenant_id_commitment_id": partial(
        InvalidInput,
        errors=[
            FieldError("/commitment_id", N_("Program yang dipilih sudah tidak ada. Pilih kembali."))
        ],
    ),
    "fk_agreement_tenant_id_regulation_id": partial(
        InvalidInput,
        errors=[
            FieldError(
                "/regulation_id", N_("Regulasi yang dipilih sudah tidak ada. Pilih kembali.")
            )
        ],
    ),
}


def register_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    details: AgreementDetails,
) -> Agreement:
    """Add an agreement as a draft.

    Raises:
        InvalidInput: the details contradict each other, or name a commitment that does not exist.
        DuplicateRecord: the same was added a moment ago.

    Effects:
        Flushes, audits, publishes ``FactsChanged``.
    """
    lock_commitments(session, tenant_id, [details.commitment_id])
    _refuse_contradictions(session, tenant_id, details)
    agreement = Agreement(
        tenant_id=tenant_id,
        **columns_of(details),
        status=AgreementState.DRAFT,
        prepared_by_ids=[],
        version=1,
        created_at=now,
        updated_at=now,
    )
    note_preparer(agreement, actor)
    refuse_repeat(session, agreement, now=now)
    session.add(agreement)
    flush(session, _REFUSALS)
    record_change(session, agreement, actor=actor, now=now, action="agreement:register")
    return agreement


def revise_agreement(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    expected_version: int,
    details: AgreementDetails,
) -> Agreement:
    """Replace the stated details; state, signature and papers have steps of their own.

    What the branch accepted becomes a draft again, because its decision was on other words.

    Returns:
        the agreement; with its version unchanged where nothing differs from what is kept.

    Raises:
        NotFound: no such agreement in this regency.
        StaleVersion: somebody else saved since ``expected_version`` was read.
        InvalidTransition: the branch is examining it.
        InvalidInput: the details contradict each other, or name a commitment that does not exist.

    Effects:
        Locks the row, flushes, audits, publishes ``FactsChanged``.
    """
    lock_carried_commitments(
        session, tenant_id=tenant_id, agreement_id=agreement_id, also=details.commitment_id
    )
    _refuse_contradictions(session, tenant_id, details, own_id=agreement_id)
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    refuse_stale(agreement, expected_version)
    state = next_agreement_state(AgreementState(agreement.status), AgreementAction.REVISE)
    formerly = ties_of(agreement)
    agreed = list_agreed(session, tenant_id=tenant_id, agreements=[agreement])
    assign(agreement, columns_of(details))
    if agreement.amends_id != formerly.amends_id:
        agreement.ended_with_amended = False
    if not session.is_modified(agreement):
        return agreement
    agreement.status = state
    note_preparer(agreement, actor)
    advance(agreement, now)
    flush(session, _REFUSALS)
    if agreement.status not in BEFORE_SIGNATURE:
        keep_consequences(session, agreement, formerly)
    record_change(session, agreement, actor=actor, now=now, action="agreement:edit")
    tell_changed(session, agreed, actor=actor, now=now)
    return agreement


def attach_paper(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    agreement_id: UUID,
    paper: AgreementPaper,
    file: IncomingFile | HeldFile,
) -> DocumentBlob:
    """Keep the text to be submitted, the signed copy, or what speaks for an early start.

    That is the proof that BPJS posted early months, or the letter that agrees to the start.

    A newer file takes the place of an older one as its next version; a round of review keeps the
    version that was submitted. Another text makes a draft of what the branch accepted.

    Raises:
        NotFound: no such agreement in this regency.
        InvalidTransition: it is another text, and the branch is examining the agreement.
        InvalidInput: the file is empty, or comes before the signature it shows, or after it.
        TooLarge: the file is over the limit.
        UnsupportedFormat: its bytes show none of the kept types.

    Effects:
        Locks the agreement, stores the file, flushes, audits, publishes ``FactsChanged``.
    """
    agreement = lock_agreement(session, tenant_id=tenant_id, agreement_id=agreement_id)
    state = _state_after_paper(AgreementState(agreement.status), paper)
    document = keep_file(
        session,
        tenant_id=tenant_id,
        actor=actor,
        now=now,
        file=file,
        replaces_id=getattr(agreement, _COLUMNS[paper]),
    )
    setattr(agreement, _COLUMNS[paper], document.id)
    agreement.status = state
    if paper is AgreementPaper.DRAFT_TEXT:
        note_preparer(agreement, actor)
    advance(agreement, now)
    detail = {"document": document.filename, "kind": paper.value}
    record_change(
        session, agreement, actor=actor, now=now, action="agreement:attach-document", detail=detail
    )
    return document


def follow_commitment(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    commitment_id: UUID,
    is_given_up: bool = False,
) -> None:
    """Let unsigned agreements follow a change of the figures they carry, or that it is given up.

    What the branch accepted becomes a draft again: its decision was on other figures. Whoever
    changed them prepared the agreement too, so somebody else approves it.

    Raises:
        InvalidTransition: somebody is examining one of them.

    Effects:
        Locks the unsigned agreements of the commitment; flushes, audits and publishes
        ``FactsChanged`` for those that change.
    """
    agreements = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, is_carrying(tenant_id, commitment_id))
        .order_by(Agreement.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    for agreement in agreements:
        if agreement.status in STAGE_OF:
            raise InvalidTransition(
                _EXAMINED_WITHOUT if is_given_up else _EXAMINED, title=agreement.title
            )
    for agreement in agreements:
        if agreement.status in BEFORE_SIGNATURE:
            note_preparer(agreement, actor)
        if agreement.status == AgreementState.ACCEPTED:
            agreement.status = next_agreement_state(AgreementState.ACCEPTED, AgreementAction.REVISE)
            advance(agreement, now)
            record_change(session, agreement, actor=actor, now=now, action="agreement:reopen")


def lock_agreement(session: Session, *, tenant_id: int, agreement_id: UUID) -> Agreement:
    """An agreement, locked until the transaction ends.

    Raises:
        NotFound: no such agreement in this regency.
    """
    agreement = session.scalars(
        select(Agreement)
        .where(Agreement.tenant_id == tenant_id, Agreement.id == agreement_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    if agreement is None:
        raise NotFound(N_("Perjanjian tidak ditemukan."))
    return agreement


def note_preparer(agreement: Agreement, actor: Actor) -> None:
    """Keep who changed what an agreement states: somebody else approves it."""
    if actor.id is not None and actor.id not in agreement.prepared_by_ids:
        agreement.prepared_by_ids = [*agreement.prepared_by_ids, actor.id]


def _state_after_paper(state: AgreementState, paper: AgreementPaper) -> AgreementState:
    is_unsigned = state in BEFORE_SIGNATURE
    if paper is AgreementPaper.DRAFT_TEXT and is_unsigned:
        return next_agreement_state(state, AgreementAction.REVISE)
    if paper is not AgreementPaper.DRAFT_TEXT and not is_unsigned:
        return state
    text = N_("Catat tanggal tanda tangan lebih dahulu, lalu unggah berkasnya.")
    if not is_unsigned:
        text = N_("Perjanjian sudah ditandatangani. Unggah salinan yang ditandatangani.")
    raise InvalidInput(errors=[FieldError("/file", text)])


def columns_of(details: AgreementDetails) -> dict[str, Any]:
    """Stated details as the columns of an agreement hold them: months as their first days."""
    months = {
        name: None if month is None else month.first_day
        for name, month in (
            ("changes_from", details.changes_from),
            ("new_last_month", details.new_last_month),
        )
    }
    return {**stated_values(details), **months}


def _refuse_contradictions(
    session: Session, tenant_id: int, details: AgreementDetails, own_id: UUID | None = None
) -> None:
    errors = list(agreement_errors(details)) or [
        *link_errors(session, tenant_id=tenant_id, details=details, own_id=own_id),
        *part_errors(session, tenant_id=tenant_id, details=details, own_id=own_id),
    ]
    if errors:
        raise InvalidInput(errors=errors)
