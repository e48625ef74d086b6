"""Answers of the BPJS office: receiving a file, storing what it says, undoing that."""

from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import BinaryIO
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from cooperation.services.reviews import Office
from enrollment.answers import AnswerKind
from enrollment.billing import FROZEN_STATES
from enrollment.models.postings import PostingFile
from enrollment.posting_states import PostingAction, PostingState, next_posting_state
from enrollment.queries.billing import get_billing
from enrollment.queries.postings import find_same_answer, get_posting
from enrollment.services.answer_files import pieces_of
from enrollment.services.answer_intake import inspect_answer
from enrollment.services.billing import lock_billing
from enrollment.services.inspection import shown_filename
from tenants.kernel import audit
from tenants.kernel.actor import Actor
from tenants.kernel.constraints import flush
from tenants.kernel.errors import (
    N_,
    DuplicateRecord,
    InvalidTransition,
    refuse_errors,
)
from tenants.kernel.ids import uuid7
from tenants.kernel.jobs import enqueue
from tenants.remark_rules import reason_errors
from tenants.services.documents import IncomingFile, store_document

READ_JOB = "read_posting"
APPLY_JOB = "apply_posting"
UNDO_JOB = "undo_posting"
_REFUSALS = {
    "uq_posting_file_tenant_id_billing_list_id_kind_sha256_branch_id": partial(
        DuplicateRecord, N_("Berkas yang sama baru saja diterima.")
    )
}


@dataclass(frozen=True)
class Answer:
    """What somebody says about a file of the BPJS office."""

    kind: AnswerKind
    filename: str
    covers_whole_list: bool = False


@dataclass(frozen=True)
class ReceivedAnswer:
    """The record of a file; ``is_new`` is False when the same file was sent before."""

    file: PostingFile
    is_new: bool


def receive_answer(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    billing_list_id: UUID,
    answer: Answer,
    content: BinaryIO,
    letter: IncomingFile | None = None,
    office: Office | None = None,
) -> ReceivedAnswer:
    """Keep an answer about a frozen list, encrypted, and ask for it to be read.

    The same file again changes nothing.

    Args:
        session: role regency; branch, bound to the regency, where the office sends it.
        tenant_id: whose.
        actor: who sends it.
        now: the present moment.
        billing_list_id: the list it answers.
        answer: kind and name of the file.
        content: seekable.
        letter: the paper of the BPJS office; without it the answer of a regency is only stated.
        office: in whose name, where the office itself sends it.

    Raises:
        NotFound: no such list in this regency.
        InvalidTransition: the list holds nobody.
        InvalidInput: the file is too large, or of a kind that is not read.
        DuplicateRecord: the same file arrived at the same moment by another way.

    Effects:
        Inserts ``posting_file`` and ``posting_chunk``, enqueues ``read_posting``, audits.
    """
    _refuse_unfrozen(session, tenant_id, billing_list_id, office)
    inspected = inspect_answer(content)
    same = find_same_answer(
        session,
        tenant_id=tenant_id,
        billing_list_id=billing_list_id,
        kind=answer.kind,
        sha256=inspected.sha256,
        branch_id=office.id if office else None,
    )
    if same is not None:
        return ReceivedAnswer(same, is_new=False)
    file = PostingFile(
        tenant_id=tenant_id,
        id=uuid7(),
        billing_list_id=billing_list_id,
        kind=answer.kind,
        covers_whole_list=answer.covers_whole_list,
        filename=shown_filename(answer.filename),
        byte_count=inspected.byte_count,
        sha256=inspected.sha256,
        state=PostingState.RECEIVED,
        failure_params={},
        uploaded_at=now,
        uploaded_by_id=actor.id,
        uploaded_by_name=actor.name,
        branch_id=office.id if office else None,
        office_name=office.name if office else None,
    )
    if letter is not None:
        file.document_id = store_document(
            session, tenant_id=tenant_id, actor=actor, now=now, file=letter
        ).id
    session.add(file)
    flush(session, _REFUSALS)
    pieces_of(file).keep(session, content)
    request_work(session, READ_JOB, file, now=now)
    record(session, file, actor=actor, now=now, action="posting:upload", kind=answer.kind.value)
    return ReceivedAnswer(file, is_new=True)


def confirm_answer(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    posting_file_id: UUID,
    office: Office | None = None,
) -> PostingFile:
    """Store what the usable rows of a file say. Whoever sent it decides, the office or the regency.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision, its list was reopened, or the
            other side sent it.

    Effects:
        Moves the file to ``applying``, enqueues ``apply_posting``, audits.
    """
    file = lock_own(session, tenant_id, posting_file_id, office)
    file.state = next_posting_state(PostingState(file.state), PostingAction.CONFIRM)
    _refuse_unfrozen(session, tenant_id, file.billing_list_id, office)
    file.confirmed_at, file.confirmed_by_id, file.confirmed_by_name = now, actor.id, actor.name
    session.flush()
    request_work(session, APPLY_JOB, file, now=now)
    record(session, file, actor=actor, now=now, action="posting:confirm")
    return file


def discard_answer(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    posting_file_id: UUID,
    office: Office | None = None,
) -> PostingFile:
    """Give a file up that was read and not stored.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: the file does not wait for a decision, or the other side sent it.

    Effects:
        Moves the file to ``discarded``, audits.
    """
    file = lock_own(session, tenant_id, posting_file_id, office)
    file.state = next_posting_state(PostingState(file.state), PostingAction.DISCARD)
    file.finished_at = now
    session.flush()
    record(session, file, actor=actor, now=now, action="posting:cancel")
    return file


def request_undoing(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    posting_file_id: UUID,
    reason: str | None,
    office: Office | None = None,
) -> PostingFile:
    """Ask for what a file stored to be taken out again.

    Raises:
        NotFound: no such file in this regency.
        InvalidInput: the reason says too little, or holds a NIK.
        InvalidTransition: it is not stored, a later answer of this side about the same list is, or
            the other side sent it.

    Effects:
        Moves the file to ``undoing``, enqueues ``undo_posting``, audits.
    """
    file = lock_own(session, tenant_id, posting_file_id, office)
    refuse_errors(reason_errors(reason))
    state = next_posting_state(PostingState(file.state), PostingAction.UNDO)
    _refuse_overtaken(session, file)
    file.state, file.undone_at = state, now
    file.undone_by_name, file.undo_reason = actor.name, reason
    session.flush()
    request_work(session, UNDO_JOB, file, now=now)
    record(session, file, actor=actor, now=now, action="posting:retract", reason=reason)
    return file


def lock_posting(session: Session, *, tenant_id: int, posting_file_id: UUID) -> PostingFile:
    """The row of a file, locked until the transaction ends.

    Raises:
        NotFound: no such file in this regency.
    """
    file = session.scalars(
        select(PostingFile)
        .where(PostingFile.tenant_id == tenant_id, PostingFile.id == posting_file_id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).one_or_none()
    return file or get_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)


def record(
    session: Session,
    file: PostingFile,
    *,
    actor: Actor,
    now: datetime,
    action: str,
    **detail: str | int | None,
) -> None:
    """Audit what was done with a file."""
    audit.record(
        session,
        tenant_id=file.tenant_id,
        actor=actor,
        now=now,
        action=action,
        subject="posting_file",
        subject_id=file.id,
        detail={
            name: value
            for name, value in {**detail, "office": file.office_name}.items()
            if value is not None
        },
    )


def lock_own(
    session: Session, tenant_id: int, posting_file_id: UUID, office: Office | None
) -> PostingFile:
    """The row of a file that this side sent, locked until the transaction ends."""
    file = lock_posting(session, tenant_id=tenant_id, posting_file_id=posting_file_id)
    if file.branch_id != (office.id if office else None):
        raise InvalidTransition(
            N_("Berkas ini diunggah %(sender)s; hanya pengunggahnya yang dapat memutuskannya."),
            sender=file.office_name or file.uploaded_by_name,
        )
    return file


def _refuse_unfrozen(
    session: Session, tenant_id: int, billing_list_id: UUID, office: Office | None
) -> None:
    """An office changes no billing list, so it locks none: storing looks at the list once more."""
    find = lock_billing if office is None else get_billing
    billing = find(session, tenant_id=tenant_id, billing_list_id=billing_list_id)
    if billing.state not in FROZEN_STATES:
        raise InvalidTransition(N_("Tutup dahulu daftar tagihan ini; belum ada orang di dalamnya."))


def _refuse_overtaken(session: Session, file: PostingFile) -> None:
    later = session.scalar(
        select(PostingFile.id).where(
            PostingFile.tenant_id == file.tenant_id,
            PostingFile.billing_list_id == file.billing_list_id,
            PostingFile.kind == file.kind,
            PostingFile.branch_id.is_not_distinct_from(file.branch_id),
            PostingFile.state.in_((PostingState.APPLYING, PostingState.APPLIED)),
            PostingFile.confirmed_at > file.confirmed_at,
        )
    )
    if later is not None:
        raise InvalidTransition(
            N_("Berkas yang lebih baru untuk daftar ini sudah disimpan. Tarik berkas itu dahulu.")
        )


def request_work(session: Session, kind: str, file: PostingFile, *, now: datetime) -> None:
    """Ask for a job to be done with a file.

    Effects:
        Enqueues it.
    """
    enqueue(
        session,
        kind,
        tenant_id=file.tenant_id,
        key=str(file.id),
        payload={"posting_file_id": str(file.id)},
        now=now,
    )
