"""Answers of Dukcapil and BPJS: received, confirmed once a person has looked at them, undone."""

from dataclasses import dataclass
from datetime import date, datetime
from functools import partial
from typing import BinaryIO, cast
from uuid import UUID

from sqlalchemy import Table, select
from sqlalchemy.orm import Session

from enrollment.models.registers import RegisterChunk, RegisterFile
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.registers import get_register_file, get_request
from enrollment.services.answer_intake import inspect_answer
from enrollment.services.inspection import shown_filename
from enrollment.services.kept_pieces import KeptPieces
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    Conflict,
    DuplicateRecord,
    FieldError,
    RuleViolation,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.remark_rules import reason_errors

READ_REGISTER_JOB = "read_register_file"
APPLY_REGISTER_JOB = "apply_register_file"
UNDO_REGISTER_JOB = "undo_register_file"
_PIECES = cast("Table", RegisterChunk.__table__)
_NOT_SETTLED = N_("Berkas permintaan ini belum selesai disusun.")
_NOTHING = N_("Tidak ada satu baris pun yang dapat disimpan.")
_REFUSALS = {
    "uq_register_file_tenant_id_register_request_id_sha256": partial(
        DuplicateRecord, N_("Berkas yang sama baru saja diterima.")
    )
}
_GIVEN_UP = (PostingState.DISCARDED, PostingState.FAILED, PostingState.UNDONE)


@dataclass(frozen=True)
class ReceivedFile:
    """The record of a file; ``is_new`` is False when the same file was sent before."""

    file: RegisterFile
    is_new: bool


def receive_register_file(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    today: date,
    register_request_id: UUID,
    answered_on: date,
    filename: str,
    content: BinaryIO,
) -> ReceivedFile:
    """Keep an answer, encrypted, and ask for it to be read. The same file changes nothing.

    Args:
        session: role regency.
        tenant_id: whose.
        actor: who sends it.
        now: the present moment.
        today: the regency's day.
        register_request_id: what it answers.
        answered_on: the day of the answer.
        filename: as sent.
        content: seekable.

    Raises:
        NotFound: no such request in this regency.
        RuleViolation: the request is not written yet.
        InvalidInput: the day has not come, or the file is too large or of a kind that is not read.
        DuplicateRecord: the same file arrived at the same moment by another way.

    Effects:
        Inserts ``register_file`` and ``register_chunk``, enqueues ``read_register_file``, audits.
    """
    request = get_request(session, tenant_id=tenant_id, register_request_id=register_request_id)
    if request.people_count is None:
        raise RuleViolation(_NOT_SETTLED)
    if answered_on > today:
        refuse_errors([FieldError("/answered_on", N_("Tanggal ini belum tiba."))])
    inspected = inspect_answer(content)
    same = _find_same(session, tenant_id, register_request_id, inspected.sha256)
    if same is not None:
        return ReceivedFile(same, is_new=False)
    file = RegisterFile(
        tenant_id=tenant_id,
        id=uuid7(),
        register_request_id=register_request_id,
        answered_on=answered_on,
        filename=shown_filename(filename),
        byte_count=inspected.byte_count,
        sha256=inspected.sha256,
        state=PostingState.RECEIVED,
        failure_params={},
        uploaded_at=now,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
    )
    session.add(file)
    flush(session, _REFUSALS)
    pieces_of(file).keep(session, content)
    request_register_work(session, READ_REGISTER_JOB, file, now=now)
    told = {"register": request.register, "data_on": answered_on.isoformat()}
    record(session, file, actor=actor, now=now, action="register:upload", **told)
    return ReceivedFile(file, is_new=True)


def confirm_register_file(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, register_file_id: UUID
) -> RegisterFile:
    """Store what the usable rows of an answer say.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision.
        Conflict: no row of it can be used.

    Effects:
        Moves the file to ``applying``, enqueues ``apply_register_file``, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    file.state = next_posting_state(PostingState(file.state), PostingAction.CONFIRM)
    if not file.people_count:
        raise Conflict(_NOTHING)
    file.confirmed_at, file.confirmed_by_id, file.confirmed_by_name = now, actor.id, actor.name
    session.flush()
    request_register_work(session, APPLY_REGISTER_JOB, file, now=now)
    record(session, file, actor=actor, now=now, action="register:confirm")
    return file


def discard_register_file(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, register_file_id: UUID
) -> RegisterFile:
    """Give an answer up that was read and not stored.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision.

    Effects:
        Moves the file to ``discarded``, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    file.state = next_posting_state(PostingState(file.state), PostingAction.DISCARD)
    session.flush()
    record(session, file, actor=actor, now=now, action="register:cancel")
    return file


def request_register_undo(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    register_file_id: UUID,
    reason: str | None,
) -> RegisterFile:
    """Ask for what an answer stored to be taken out; what was known before it counts again.

    Raises:
        NotFound: no such file in this regency.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: it is not stored.

    Effects:
        Moves the file to ``undoing``, enqueues ``undo_register_file``, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    refuse_errors(reason_errors(reason))
    file.state = next_posting_state(PostingState(file.state), PostingAction.UNDO)
    file.undone_at, file.undone_by_name, file.undo_reason = now, actor.name, reason
    session.flush()
    request_register_work(session, UNDO_REGISTER_JOB, file, now=now)
    record(session, file, actor=actor, now=now, action="register:retract", reason=reason)
    return file


def lock_register_file(session: Session, *, tenant_id: int, register_file_id: UUID) -> RegisterFile:
    """The row of a file, locked until the transaction ends.

    Raises:
        NotFound: no such file in this regency.
    """
    file = session.scalars(
        select(RegisterFile)
        .where(RegisterFile.tenant_id == tenant_id, RegisterFile.id == register_file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return file or get_register_file(
        session, tenant_id=tenant_id, register_file_id=register_file_id
    )


def pieces_of(file: RegisterFile) -> KeptPieces:
    """Where the pieces of a file are kept."""
    return KeptPieces(_PIECES, "register_file_id", file.tenant_id, file.id)


def record(
    session: Session,
    file: RegisterFile,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done with an answer."""
    audit.record(
        session,
        tenant_id=file.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="register_file",
        subject_id=file.id,
        detail={name: value for name, value in detail.items() if value is not None},
    )


def _find_same(
    session: Session, tenant_id: int, register_request_id: UUID, digest: bytes
) -> RegisterFile | None:
    return session.scalars(
        select(RegisterFile).where(
            RegisterFile.tenant_id == tenant_id,
            RegisterFile.register_request_id == register_request_id,
            RegisterFile.sha256 == digest,
            RegisterFile.state.not_in(_GIVEN_UP),
        )
    ).one_or_none()


def request_register_work(session: Session, job: str, file: RegisterFile, *, now: datetime) -> None:
    """Ask for a job to be done with a file.

    Effects:
        Enqueues it.
    """
    enqueue(
        session,
        job,
        tenant_id=file.tenant_id,
        key=str(file.id),
        payload={"register_file_id": str(file.id)},
        now=now,
    )
