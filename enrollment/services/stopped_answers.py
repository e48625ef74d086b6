"""Having the work on an answer tried again that was given up, from wherever it had come to."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from cooperation.services.reviews import Office
from enrollment.models.postings import PostingFile
from enrollment.models.registers import RegisterFile
from enrollment.posting_states import PostingState
from enrollment.services.postings import (
    APPLY_JOB,
    READ_JOB,
    UNDO_JOB,
    lock_own,
    request_work,
)
from enrollment.services.postings import record as record_posting
from enrollment.services.register_files import (
    APPLY_REGISTER_JOB,
    READ_REGISTER_JOB,
    UNDO_REGISTER_JOB,
    lock_register_file,
    request_register_work,
)
from enrollment.services.register_files import record as record_register
from tenants.kernel.actor import Actor
from tenants.kernel.errors import N_, InvalidTransition
from tenants.kernel.jobs import list_given_up

_NOT_STOPPED = N_("Pekerjaan ini tidak terhenti. Muat ulang halaman.")
_POSTING_JOBS: Mapping[str, str] = {
    PostingState.RECEIVED: READ_JOB,
    PostingState.APPLYING: APPLY_JOB,
    PostingState.UNDOING: UNDO_JOB,
}
_REGISTER_JOBS: Mapping[str, str] = {
    PostingState.RECEIVED: READ_REGISTER_JOB,
    PostingState.APPLYING: APPLY_REGISTER_JOB,
    PostingState.UNDOING: UNDO_REGISTER_JOB,
}


def is_stopped(session: Session, file: PostingFile | RegisterFile) -> bool:
    """Whether the work that an answer waits for was given up."""
    job = _job_of(file)
    if job is None:
        return False
    key = str(file.id)
    return key in list_given_up(session, tenant_id=file.tenant_id, kind=job, keys=[key])


def retry_answer(
    session: Session,
    *,
    tenant_id: int,
    actor: Actor,
    now: datetime,
    posting_file_id: UUID,
    office: Office | None = None,
) -> PostingFile:
    """Have an answer of BPJS read, stored or taken out after all. Whoever sent it decides.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: its work goes on or is done, or the other side sent it.

    Effects:
        Locks the file, enqueues the job it waits for, audits.
    """
    file = lock_own(session, tenant_id, posting_file_id, office)
    request_work(session, _stopped_job(session, file), file, now=now)
    record_posting(session, file, actor=actor, now=now, action="posting:retry")
    return file


def retry_register_file(
    session: Session, *, tenant_id: int, actor: Actor, now: datetime, register_file_id: UUID
) -> RegisterFile:
    """Have an answer of a register read, stored or taken out after all.

    Raises:
        NotFound: no such file in this regency.
        InvalidTransition: its work goes on or is done.

    Effects:
        Locks the file, enqueues the job it waits for, audits.
    """
    file = lock_register_file(session, tenant_id=tenant_id, register_file_id=register_file_id)
    request_register_work(session, _stopped_job(session, file), file, now=now)
    record_register(session, file, actor=actor, now=now, action="register:retry")
    return file


def _job_of(file: PostingFile | RegisterFile) -> str | None:
    jobs = _POSTING_JOBS if isinstance(file, PostingFile) else _REGISTER_JOBS
    return jobs.get(file.state)


def _stopped_job(session: Session, file: PostingFile | RegisterFile) -> str:
    job = _job_of(file)
    if job is None or not is_stopped(session, file):
        raise InvalidTransition(_NOT_STOPPED, state=file.state)
    return job
